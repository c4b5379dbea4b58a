"""Earlier service as SENCO: how long, since when, and how long in the present post."""

from __future__ import annotations

from datetime import date

from senco.dates import DateRefusal, read_date
from senco.nlu.awards import AWARDS, CUES, Scene
from senco.nlu.clauses import Clause
from senco.nlu.durations import Service, read_duration
from senco.nlu.fact_dates import DatedFact
from senco.nlu.lexicon import Mark
from senco.nlu.post_facts import SETTINGS, fact_of, stated
from senco.nlu.reading import FoundFact

PAST = frozenset({"past_senco", "earlier"})
UNCOUNTED = frozenset({"special", "independent", "outside_england", "post_16", "early_years"})
SECOND_POST = frozenset({"current", "second", "another", "next"})
BOUNDS = frozenset({"more_than", "less_than", "about", "exactly"})
PLACES = frozenset({"at", "in"})
LONGEST_ANSWER = 10
"""So many words may a bare length of service have ("yes i was, for about ten months")."""
DAYS_A_MONTH = 30.44


class ServiceReading:
    """What a message says of service: facts, and whether some of it was where it does not count."""

    def __init__(self, scene: Scene, dated: list[DatedFact], today: date) -> None:
        self.scene, self.today = scene, today
        self.facts: list[FoundFact] = []
        self.uncounted = False
        self._words = set(scene.words(0, len(scene.doc)))
        self._never()
        self._lengths()
        self._ranges(dated)

    def _never(self) -> None:
        for _, _, marks in stated(self.scene):
            if not {mark.label for mark in self.scene.marks} & {"duration"} and not self._words & SECOND_POST:
                self.facts += [
                    fact_of(self.scene, "earlier_service", "none", m) for m in marks if m.label == "never_senco"
                ]

    def _lengths(self) -> None:
        """ "was senco for 2 years", "8 months at school A then 6 at school B", "12 months before this job"."""
        spans = [(clause, mark, length) for clause, mark, length in self._durations() if length]
        earlier = [entry for entry in spans if self._earlier(entry[0], entry[1], len(spans) > 1)]
        if self._not_counted(earlier):
            self.uncounted = True
            return
        if earlier:
            total = sum((length for _, _, length in earlier[1:]), earlier[0][2])
            if total.bracket:
                self.facts.append(fact_of(self.scene, "earlier_service", total.bracket, earlier[0][1], earlier[-1][1]))
            return
        for clause, mark, length in spans:
            self._present_or_bare(clause, mark, length)

    def _durations(self) -> list[tuple[Clause, Mark, Service]]:
        found: list[tuple[Clause, Mark, Service]] = []
        unit = ""
        for _, clause, marks in stated(self.scene):
            for mark in marks:
                if mark.label == "duration":
                    words = self.scene.words(mark.start, mark.end)
                    before = next((m for m in marks if m.label in BOUNDS and 0 <= mark.start - m.end <= 1), None)
                    after = next((m for m in marks if m.label == "exactly" and m.start == mark.end), None)
                    length = read_duration(words, before or after)
                    unit = words[-1]
                    if length and not self._elsewhere(mark):
                        found.append((clause, mark, length))
            found += self._bare_number(clause, unit, found)
        return found

    def _elsewhere(self, mark: Mark) -> bool:
        """Lengths that are not service: "3 years to finish", "5 years old", "2 years ago", "3 year rule"."""
        after = self.scene.words(mark.end, mark.end + 1)
        before = self.scene.words(mark.start - 2, mark.start)
        if (
            after == ["in"]
            and mark.end + 1 == len(self.scene.doc)
            or self.scene.words(mark.end, mark.end + 2)[:2] in (["in", ","], ["in", "and"])
        ):
            return True
        return bool({"ago", "to", "rule", "limit", "deadline", "left", "old", "out", "off", "teaching", "later", "from", "teacher",
                     "window", "clock", "group", "is", "back", "gap"} & set(after)
                    or {"within", "in", "my", "the", "than", "every", "after", "year"} & set(before[-1:])
                    or "within" in before)  # fmt: skip

    def _bare_number(
        self, clause: Clause, unit: str, found: list[tuple[Clause, Mark, Service]]
    ) -> list[tuple[Clause, Mark, Service]]:
        """ "then 6 at school B" after "8 months at school A" counts in the same unit."""
        if not unit or not found or found[-1][0] is clause:
            return []
        for i in range(clause.start, clause.end - 1):
            word = self.scene.doc[i].lower_
            if word.isdigit() and self.scene.doc[i + 1].lower_ in PLACES:
                length = read_duration([word, unit], None)
                return [(clause, Mark("duration", i, i + 1), length)] if length else []
        return []

    def _earlier(self, clause: Clause, mark: Mark, several: bool) -> bool:
        labels = {m.label for m in self.scene.within(clause)}
        if labels & (AWARDS | {"again", "other_role"}) or clause.kind == "condition":
            return False
        placed = self.scene.words(mark.end, mark.end + 1)[:1]
        if several and placed and placed[0] in PLACES:
            return True
        message = {m.label for m in self.scene.marks}
        return (
            bool(labels & PAST)
            and bool(message & {"past_senco", "senco", "is_senco", "earlier"})
            and "deadline" not in labels
        )

    def _not_counted(self, earlier: list[tuple[Clause, Mark, Service]]) -> bool:
        return any(m.label in UNCOUNTED for clause, _, _ in earlier for m in self.scene.within(clause))

    def _present_or_bare(self, clause: Clause, mark: Mark, length: Service) -> None:
        labels = [m.label for m in self.scene.within(clause)]
        text = self.scene.doc[mark.start : mark.end].text
        if self._in_post(clause) and not (AWARDS | CUES | {"again"}) & set(labels):
            began = read_date(f"about {text} ago", self.today)
            if not isinstance(began, DateRefusal):
                span = self.scene.doc[mark.start : mark.end]
                value = dict(began.as_dict(), text=span.text)
                self.facts.append(FoundFact("appointed_on", value, span.start_char, span.end_char))
        elif length.bracket and not set(labels) - {
            "duration",
            "exactly",
            "about",
            "more_than",
            "less_than",
            "self",
            "mainstream",
        }:
            self.facts.append(fact_of(self.scene, "duration", length.bracket, mark))

    def _in_post(self, clause: Clause) -> bool:
        """ "been senco for 3 years", and not "been a senco before" or "had been"."""
        words = set(self.scene.words(clause.start, clause.end))
        marks = [mark for mark in self.scene.within(clause) if mark.label == "appointed_past"]
        been = any({"been", "in"} & set(self.scene.words(mark.start, mark.end)) for mark in marks)
        return been and not words & {"before", "previously", "had", "'d", "was"}

    def _ranges(self, dated: list[DatedFact]) -> None:
        """ "senco from 2010 to 2014 at my old school"."""
        for entry in dated:
            if entry.fact != "earlier_service" or entry.ends is None:
                continue
            first, last = entry.placed.span, entry.ends.span
            if first is None or last is None or last.latest > self.today:
                continue
            if any(m.label in UNCOUNTED for m in self.scene.within(self.scene.clauses[entry.clause])):
                self.uncounted = True
                continue
            shortest = (last.earliest - first.latest).days / DAYS_A_MONTH
            longest = (last.latest - first.earliest).days / DAYS_A_MONTH
            bracket = Service(shortest, longest).bracket
            start, end = entry.placed.found.start, entry.ends.found.end
            if bracket:
                self.facts.append(FoundFact("earlier_service", bracket, start, end))
                self.facts.append(
                    FoundFact("earlier_service_from", first.as_dict(), entry.placed.found.start, entry.placed.found.end)
                )
