"""Facts from sentences: every fact of the contract that a message states, and nothing that it does not.

A fact set wrongly is worse than a question asked: what is not clear from the words is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from spacy.tokens import Doc

from senco.dates import DateRefusal, FoundDate, find_dates
from senco.nlu.awards import ALTERNATIVES, AWARDS, Mention, Scene, Status, mentions, status_of
from senco.nlu.bare_status import bare_status
from senco.nlu.clauses import split_clauses
from senco.nlu.cues import correction, hypothetical, others_clauses, sorted_cues, third_person
from senco.nlu.fact_dates import DatedFact, PlacedDate, assign_dates
from senco.nlu.lexicon import Mark, lexicon
from senco.nlu.post_facts import fact_of, role_facts, setting_facts, stated, teacher_facts
from senco.nlu.reading import FactReading, FoundFact
from senco.nlu.service import ServiceReading
from senco.timespan import DateSpan

NPQ_STATUS: dict[Status, str] = {"none": "none", "in_progress": "in_progress", "completed": "passed", "stopped": "none"}


def extract_facts(text: str, today: date) -> FactReading:
    """Read ``text`` on the day ``today``. Offsets are characters of ``text``."""
    doc = lexicon().read(text)
    dates = _placed(doc, find_dates(text, today))
    scene = _scene(doc, dates)
    found, loose = mentions(scene)
    dated = assign_dates(scene, dates, found, today)
    service = ServiceReading(scene, dated, today)
    facts = [
        *_award_facts(scene, found, dated, today),
        *_nothing_facts(scene, found),
        *bare_status(scene, found, loose),
        *_date_facts(_held_up(scene, dated, today), today),
        *_role(scene, dated, today),
        *setting_facts(scene),
        *teacher_facts(scene, frozenset(placed.start for placed in dates)),
        *service.facts,
    ]
    kept = _consistent(_of_this_person(scene, facts))
    return FactReading(tuple(sorted(kept, key=lambda fact: (fact.start, fact.entity))), _cues(scene, service, kept))


def _placed(doc: Doc, found: Iterable[FoundDate]) -> list[PlacedDate]:
    placed: list[PlacedDate] = []
    for date_ in found:
        tokens = [token.i for token in doc if token.idx < date_.end and token.idx + len(token) > date_.start]
        if tokens:
            placed.append(PlacedDate(date_, tokens[0], tokens[-1] + 1))
    return placed


def _scene(doc: Doc, dates: Sequence[PlacedDate]) -> Scene:
    dated = frozenset(i for placed in dates for i in range(placed.start, placed.end))
    marks = [_begins_course(doc, mark, dated) for mark in lexicon().marks(doc, dated)]
    inside = {i for mark in marks for i in range(mark.start + 1, mark.end)}
    inside |= {
        b.start - i for a, b in pairwise(marks) if _alternatives(doc, a, b) for i in (1, 2) if b.start - i >= a.end
    }
    inside |= {i for placed in dates for i in range(placed.start + 1, placed.end)}
    return Scene(doc, marks, split_clauses(doc, frozenset(inside)), dated)


def _begins_course(doc: Doc, mark: Mark, dated: frozenset[int]) -> Mark:
    """The mark, turned into a plain start where it need not be of the post: "i start the course"."""
    words = [token.norm_ for token in doc[mark.start : mark.end]]
    if mark.label != "appointed_next" or words[-1] not in {"start", "starting"}:
        return mark
    following = doc[mark.end].norm_ if mark.end < len(doc) else ""
    supposed = mark.start > 0 and doc[mark.start - 1].norm_ in {"if", "when"}
    of_post = mark.end in dated or following in {"in", "on", "from", "as", "after", "at", ",", ".", "soon", ""}
    return mark if of_post and not supposed else Mark("start_now", mark.start, mark.end)


def _alternatives(doc: Doc, first: Mark, second: Mark) -> bool:
    """Whether one thing is said of both: "nasenco or the npq"."""
    between = [token.norm_ for token in doc[first.end : second.start]]
    return first.label in AWARDS and second.label in AWARDS and between in ALTERNATIVES


def _award_facts(scene: Scene, found: Sequence[Mention], dated: Sequence[DatedFact], today: date) -> list[FoundFact]:
    facts: list[FoundFact] = []
    for mention in found:
        status = _status(scene, mention, dated, today)
        if status is None:
            continue
        marks = [*mention.awards, *(cue.mark for cue in mention.cues)] + ([mention.denied] if mention.denied else [])
        first, last = min(marks, key=lambda mark: mark.start), max(marks, key=lambda mark: mark.end)
        for entity, value in _values(mention, status):
            facts.append(fact_of(scene, entity, value, first, last))
    return facts


def _status(scene: Scene, mention: Mention, dated: Sequence[DatedFact], today: date) -> Status | None:
    mine = [entry for entry in dated if entry.mention is mention and entry.placed.span]
    starts = [entry for entry in mine if entry.fact and entry.fact.endswith("started_on")]
    ends = [entry for entry in mine if entry.fact and entry.fact.endswith("completed_on")]
    future = any(_is_to_come(entry, mention, today) for entry in starts)
    status = status_of(scene, mention, future_start=future)
    if status is not None or mention.cues:
        return status
    if ends:
        over = all(placed.earliest <= today for entry in ends if (placed := entry.placed.span))
        return "completed" if over else "in_progress"
    return "in_progress" if starts else None


def _is_to_come(entry: DatedFact, mention: Mention, today: date) -> bool:
    """A start after today, or in the present month where the words are "starting" or "starts"."""
    span = entry.placed.span
    starting = any(cue.mark.label == "start_now" for cue in mention.cues)
    return span is not None and (span.earliest > today or (starting and span.latest >= today))


def _values(mention: Mention, status: Status) -> list[tuple[str, str]]:
    values: list[tuple[str, str]] = []
    for label in mention.labels:
        if label == "nasenco":
            values.append(("nasenco", status))
        elif label == "npq":
            values.append(("npq", NPQ_STATUS[status]))
        elif status == "none" and label in {"either_award", "qualification"}:
            values += [("nasenco", "none"), ("npq", "none")]
        elif status == "none" and label == "npq_vague":
            values.append(("npq", "none"))
        elif label == "qualification":
            values.append(("status", status))
    return values


def _nothing_facts(scene: Scene, found: Sequence[Mention]) -> list[FoundFact]:
    """Neither award, save one that the same message names: "havent done anything yet"."""
    named = {label for mention in found for label in mention.labels if mention.cues or mention.denied}
    stated_ = {number for number, _, _ in stated(scene)}
    facts: list[FoundFact] = []
    for mark in scene.marks:
        if mark.label == "nothing" and _clause_at(scene, scene.doc[mark.start].idx) in stated_:
            facts += [fact_of(scene, award, "none", mark) for award in ("nasenco", "npq") if award not in named]
    return facts


def _held_up(scene: Scene, dated: Sequence[DatedFact], today: date) -> list[DatedFact]:
    """The dates, without those of an award of which nothing was concluded or that is not begun."""
    return [
        entry
        for entry in dated
        if entry.mention is None
        or entry.fact in {None, "date"}
        or _status(scene, entry.mention, dated, today) not in {None, "none"}
    ]


def _date_facts(dated: Sequence[DatedFact], today: date) -> list[FoundFact]:
    facts: list[FoundFact] = []
    for entry in dated:
        result, span = entry.placed.found.result, entry.placed.span
        start, end = entry.placed.found.start, entry.placed.found.end
        if isinstance(result, DateRefusal):
            if entry.fact:
                facts.append(FoundFact("date_refusal", result.as_dict(), start, end))
        elif entry.fact and entry.fact != "earlier_service" and span:
            facts += _date_fact(entry, span, start, end, today)
    return facts


def _date_fact(entry: DatedFact, span: DateSpan, start: int, end: int, today: date) -> list[FoundFact]:
    fact = entry.fact or "date"
    if entry.past and span.earliest > today and fact != "appointed_on":
        return []
    value = span.up_to(today) if entry.past else span
    return [FoundFact(fact, value.as_dict(), start, end)]


def _role(scene: Scene, dated: Sequence[DatedFact], today: date) -> list[FoundFact]:
    left = {entry.clause for entry in dated if entry.fact in {"earlier_service", "earlier_service_from"}}
    facts = [fact for fact in role_facts(scene) if _clause_at(scene, fact.start) not in left]
    appointed = [entry for entry in dated if entry.fact == "appointed_on" and entry.placed.span]
    spans = [entry.placed.span for entry in appointed if entry.placed.span]
    if spans and all(span.earliest > today for span in spans):
        facts = [fact for fact in facts if fact.value != "designated"]
        facts = facts or [FoundFact("role", "planned", e.placed.found.start, e.placed.found.end) for e in appointed]
    elif spans and all(span.latest <= today for span in spans):
        facts = [fact for fact in facts if fact.value != "planned"]
    values = {fact.value for fact in facts}
    if values == {"designated", "planned"}:
        return [fact for fact in facts if fact.value == "planned"]
    return facts if len(values) == 1 else []


def _of_this_person(scene: Scene, facts: Iterable[FoundFact]) -> list[FoundFact]:
    theirs = others_clauses(scene)
    return [fact for fact in facts if _clause_at(scene, fact.start) not in theirs]


def _clause_at(scene: Scene, position: int) -> int:
    """The number of the clause at a character."""
    token = next((token.i for token in scene.doc if token.idx + len(token) > position), 0)
    return next((i for i, clause in enumerate(scene.clauses) if clause.start <= token < clause.end), -1)


def _consistent(facts: list[FoundFact]) -> list[FoundFact]:
    """Without facts that the message states twice and differently, save dates that narrow one another."""
    values: dict[str, set[str]] = {}
    for fact in facts:
        values.setdefault(fact.entity, set()).add(str(fact.value))
    return [fact for fact in facts if len(values[fact.entity]) == 1 or fact.entity in {"date", "date_refusal"}]


def _cues(scene: Scene, service: ServiceReading, facts: Sequence[FoundFact]) -> tuple[str, ...]:
    names: list[str] = []
    if correction(scene):
        names.append("correction")
    if hypothetical(scene):
        names.append("hypothetical")
    if third_person(scene):
        names.append("third_person")
    if any(fact.entity == "role" and fact.value == "planned" for fact in facts):
        names.append("not_started_yet")
    if service.uncounted:
        names.append("uncounted_service")
    return sorted_cues(names)
