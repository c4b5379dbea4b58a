"""Earlier service as SENCO: how long, since when, and how long in the present post."""

from __future__ import annotations

from datetime import date

from senco.dates import DateRefusal, read_date
from senco.nlu.awards import AWARDS, CUES, Scene
from senco.nlu.bare_status import is_reply
from senco.nlu.clauses import Clause
from senco.nlu.durations import Service, read_duration
from senco.nlu.fact_dates import DatedFact
from senco.nlu.lexicon import Mark
from senco.nlu.post_facts import fact_of, stated
from senco.nlu.reading import FoundFact

PAST = frozenset({"past_senco", "earlier"})
UNCOUNTED = frozenset({"special", "independent", "outside_england", "post_16", "early_years"})
SECOND_POST = frozenset({"current", "second", "another", "next"})
BOUNDS = frozenset({"more_than", "less_than", "about", "exactly"})
PLACES = frozenset({"at", "in"})
NOT_SERVICE_AFTER = frozenset(
    """
    ago to rule limit deadline left old out off teaching later from teacher window clock group is back gap
    """.split()
)
NOT_SERVICE_BEFORE = frozenset({"within", "in", "my", "the", "than", "every", "after", "year"})
BARE = BOUNDS | {"duration", "self", "future", "actually", "other_person"}
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
        if not self._words & SECOND_POST and not any(mark.label == "duration" for mark in scene.marks):
            self._never()
        self._lengths()
        self._ranges(dated)

    def _never(self) -> None:
        for _, _, marks in stated(self.scene):
            never = [mark for mark in marks if mark.label == "never_senco"]
            self.facts += [fact_of(self.scene, "earlier_service", "none", mark) for mark in never]

    def _lengths(self) -> None:
        """Add up what was before this post: "8 months at school A then 6 at school B"."""
        spans = self._durations()
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
        if self.scene.words(mark.end, mark.end + 2) in (["in"], ["in", ","], ["in", "and"]):
            return True
        return bool(NOT_SERVICE_AFTER & set(after) or NOT_SERVICE_BEFORE & set(before[-1:]) or "within" in before)

    def _bare_number(
        self, clause: Clause, unit: str, found: list[tuple[Clause, Mark, Service]]
    ) -> list[tuple[Clause, Mark, Service]]:
        """A number that counts in the unit before it: "then 6 at school B" after "8 months at school A"."""
        if not unit or not found or found[-1][0] is clause:
            return []
        for i in range(clause.start, clause.end - 1):
            word = self.scene.doc[i].norm_
            if word.isdigit() and self.scene.doc[i + 1].norm_ in PLACES:
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
        elif length.bracket and len(self.scene.doc) <= LONGEST_ANSWER and set(labels) <= BARE and is_reply(self.scene):
            self.facts.append(fact_of(self.scene, "duration", length.bracket, mark))

    def _in_post(self, clause: Clause) -> bool:
        """Whether the length is of the present post: "been senco for 3 years", not "been a senco before"."""
        words = set(self.scene.words(clause.start, clause.end))
        marks = [mark for mark in self.scene.within(clause) if mark.label == "appointed_past"]
        been = any({"been", "in"} & set(self.scene.words(mark.start, mark.end)) for mark in marks)
        # "over five years" says no more than that.
        vague = any(mark.label == "more_than" for mark in self.scene.within(clause)) and "just" not in words
        return been and not vague and not words & {"before", "previously", "had", "'d", "was"}

    def _ranges(self, dated: list[DatedFact]) -> None:
        """Read the ranges: "senco from 2010 to 2014 at my old school"."""
        for entry in dated:
            if entry.fact != "earlier_service" or entry.ends is None:
                continue
            first, last = entry.placed.span, entry.ends.span
            if first is None or last is None or last.latest > self.today or last.latest < first.earliest:
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
