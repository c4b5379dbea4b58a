"""Which fact each date of a message belongs to.

A date belongs to the nearest word of its clause that can have a date, first to the left of it ("senco since
sept 22"), then to the right ("01/09/23 is my start date"). A word that takes a date away from every fact
("cohort", "deadline", "dropped out") leaves nothing: better no fact than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from senco.dates import DateRefusal, FoundDate
from senco.nlu.awards import AWARDS, CUES, Cue, Mention, Scene, status_of
from senco.nlu.clauses import Clause
from senco.nlu.lexicon import Mark, lexicon
from senco.timespan import DateSpan

POST = frozenset({"appointed_past", "appointed_next", "is_senco", "senco", "never_senco", "not_named", "as_senco"})
TAKEN = frozenset(
    """
    other_award other_role deadline cohort qualified qualified_with teacher_yes teacher_no induction gone_person
    npq_vague other_head qtls earlier past_senco
    """.split()
)
LINKS = frozenset({"to", "-", "–", "until", "till", "til", "thru", "through"})
BESIDE = frozenset({"since", "from", "in", "on", "at", "the", "of", "as"})
ALONE = BESIDE | {"is", "was", "when", "day", "date", "it", "that", "this", "so", "and"}
OLD_ENOUGH_YEARS = 3
"""A bare "nasenco 2016" names the year of the award only when a course of that year must long be over."""


@dataclass(frozen=True)
class PlacedDate:
    """A date of the text and the tokens that it takes up."""

    found: FoundDate
    start: int
    end: int

    @property
    def span(self) -> DateSpan | None:
        """The days, or None where the words were refused."""
        return None if isinstance(self.found.result, DateRefusal) else self.found.result


@dataclass(frozen=True)
class DatedFact:
    """A date and the fact that it is for; ``fact`` None is a date that is for no fact, "date" an unclear one."""

    placed: PlacedDate
    fact: str | None
    clause: int
    past: bool = False
    ends: PlacedDate | None = None
    mention: Mention | None = None


def assign_dates(scene: Scene, dates: Sequence[PlacedDate], found: Sequence[Mention], today: date) -> list[DatedFact]:
    """Every date with its fact, in the order of the text; the end of a range comes with its beginning."""
    ranges = _ranges(scene, dates)
    closed = {second for _, second in ranges}
    ends = dict(ranges)
    assigned: list[DatedFact] = []
    for placed in dates:
        if placed in closed:
            continue
        clause = _clause_of(scene, placed)
        end = ends.get(placed)
        mark = _anchor(scene, dates, placed, end, clause) or _neighbour(scene, dates, clause)
        assigned += _facts_of(scene, mark, placed, end, clause, found, today)
    return assigned


def _ranges(scene: Scene, dates: Sequence[PlacedDate]) -> list[tuple[PlacedDate, PlacedDate]]:
    pairs = pairwise(dates)
    return [
        (a, b) for a, b in pairs if a.span and b.span and len(w := scene.words(a.end, b.start)) == 1 and w[0] in LINKS
    ]


def _clause_of(scene: Scene, placed: PlacedDate) -> int:
    return next((i for i, c in enumerate(scene.clauses) if c.start <= placed.start < c.end), 0)


def _anchors(scene: Scene, clause: Clause) -> list[Mark]:
    return [mark for mark in scene.within(clause) if mark.label in POST | AWARDS | CUES | TAKEN]


def _anchor(
    scene: Scene, dates: Sequence[PlacedDate], placed: PlacedDate, end: PlacedDate | None, clause: int
) -> Mark | None:
    """The mark that a date hangs on, within its clause."""
    marks = _anchors(scene, scene.clauses[clause])
    close = (end or placed).end
    after = [mark for mark in marks if mark.start >= close]
    if after and after[0].label in {"cohort", "deadline"} and after[0].start - close <= 1:
        return after[0]
    left = [mark for mark in marks if mark.end <= placed.start]
    if left:
        return left[-1]
    following = min((other.start for other in dates if other.start >= close), default=len(scene.doc))
    return next((mark for mark in after if mark.start < following or following == close), None)


def _neighbour(scene: Scene, dates: Sequence[PlacedDate], clause: int) -> Mark | None:
    """For a date alone in its clause: what it is said of in the clause beside it.

    "sept 23 is when | i became senco" looks ahead, "Started: | 01/09/2024" back.
    """
    here = scene.clauses[clause]
    if scene.words(here.start - 1, here.start) == [":"] and clause:
        return next(iter(reversed(_anchors(scene, scene.clauses[clause - 1]))), None)
    rest = [scene.doc[i].norm_ for i in range(here.start, here.end) if i not in scene.dated]
    if clause + 1 >= len(scene.clauses) or not set(rest) <= ALONE:
        return None
    following = scene.clauses[clause + 1]
    if here.end != following.start or following.kind == "question":
        return None
    marks = _anchors(scene, following)
    if not marks or any(following.start <= other.start < following.end for other in dates):
        return None
    return marks[0]


def _facts_of(
    scene: Scene,
    mark: Mark | None,
    placed: PlacedDate,
    end: PlacedDate | None,
    clause: int,
    found: Sequence[Mention],
    today: date,
) -> list[DatedFact]:
    if scene.words(placed.start - 1, placed.start) and scene.words(placed.start - 1, placed.start)[0] == "not":
        return [DatedFact(placed, None, clause)]
    unclear = [DatedFact(date_, "date", clause) for date_ in (placed, end) if date_]
    nothing = [DatedFact(placed, None, clause, ends=end)]
    if mark is None:
        return nothing if scene.clauses[clause].kind == "question" else unclear
    owner = _owner(mark, found)
    if owner:
        return _award_dates(scene, owner[0], owner[1], placed, end, clause, today)
    if mark.label in POST and _again(scene, placed):
        return [DatedFact(placed, "earlier_service_from", clause, past=True, ends=end)]
    if mark.label in {"past_senco", "earlier"} or (mark.label in POST and end):
        return [DatedFact(placed, "earlier_service" if end else None, clause, ends=end)]
    if scene.clauses[clause].kind == "question" or mark.label in TAKEN | AWARDS:
        return nothing
    wished = any(other.label == "need" for other in scene.within(scene.clauses[clause]))
    if wished and mark.label in {"senco", "is_senco", "as_senco", "not_named"}:
        return nothing
    if mark.label in POST and (mark.label not in {"senco", "not_named"} or _beside(scene, mark, placed)):
        return [DatedFact(placed, "appointed_on", clause, past=mark.label != "appointed_next")]
    if mark.label in {"start_past", "start_now"} and _starts_post(scene, clause, found):
        return [DatedFact(placed, "appointed_on", clause, past=mark.label == "start_past")]
    return unclear


def _owner(mark: Mark, found: Sequence[Mention]) -> tuple[Mention, Cue | None] | None:
    for mention in found:
        if mark in mention.awards:
            return mention, None
        for cue in mention.cues:
            if cue.mark == mark:
                return mention, cue
    return None


def _again(scene: Scene, placed: PlacedDate) -> bool:
    """Whether the date is of an earlier post: "senco since 2003 then 5 years out, now senco again"."""
    return any(mark.label == "again" and mark.start >= placed.end for mark in scene.marks)


def _beside(scene: Scene, mark: Mark, placed: PlacedDate) -> bool:
    first, last = (mark.end, placed.start) if mark.end <= placed.start else (placed.end, mark.start)
    return all(word in BESIDE for word in scene.words(first, last))


def _starts_post(scene: Scene, clause: int, found: Sequence[Mention]) -> bool:
    """Whether a start is of the post: "our senco started sept 22", "started sept 23, havent done anything yet"."""
    here = scene.clauses[clause]
    if any(mark.label == "other_person" and _names_senco(scene, mark) for mark in scene.within(here)):
        return True
    before = [mark.label for c in scene.clauses[max(clause - 1, 0) : clause] for mark in scene.within(c)]
    if "appointed_next" in before:
        return True
    if any(label in AWARDS for label in before):
        return False
    rest = [mark.label for c in scene.clauses for mark in scene.within(c)]
    return (
        bool({"is_senco", "senco", "nothing", "never_senco"} & set(before))
        or "nothing" in rest
        or any(m.denied for m in found)
    )


def _names_senco(scene: Scene, mark: Mark) -> bool:
    return bool(lexicon().words("senco") & set(scene.words(mark.start, mark.end)))


def _award_dates(
    scene: Scene,
    mention: Mention,
    cue: Cue | None,
    placed: PlacedDate,
    end: PlacedDate | None,
    clause: int,
    today: date,
) -> list[DatedFact]:
    award = mention.labels[0] if len(mention.labels) == 1 else ""
    if award not in {"nasenco", "npq"} or mention.general or mention.denied:
        return [DatedFact(placed, None, clause, ends=end)]
    started, completed = f"{award}_started_on", "nasenco_completed_on" if award == "nasenco" else None
    if end is not None:
        return [
            DatedFact(placed, started, clause, True, mention=mention),
            DatedFact(end, completed, clause, mention=mention),
        ]
    cue = cue or _best_cue(mention, placed)
    fact = _fact_of_cue(scene, mention, cue, placed, started, completed, today)
    return [DatedFact(placed, fact, clause, past=True, mention=mention)]


def _best_cue(mention: Mention, placed: PlacedDate) -> Cue | None:
    """The cue that a date right beside its award belongs to: the last one before it, else the next after it."""
    before = [cue for cue in mention.cues if cue.mark.end <= placed.start]
    after = [cue for cue in mention.cues if cue.mark.start >= placed.end]
    return max(before, key=lambda cue: cue.mark.start, default=min(after, key=lambda cue: cue.mark.start, default=None))


def _fact_of_cue(
    scene: Scene,
    mention: Mention,
    cue: Cue | None,
    placed: PlacedDate,
    started: str,
    completed: str | None,
    today: date,
) -> str | None:
    since = bool({"since", "from"} & set(scene.words(placed.start - 1, placed.start)))
    if cue is None:
        bare = completed and not since and _long_over(placed, today) and _stands_alone(scene, mention)
        return completed if bare else None
    if cue.negated or cue.intended or cue.nearly or (cue.planned and cue.mark.label != "start_now"):
        return None
    if cue.mark.label in {"start_past", "start_now"}:
        return started
    if cue.mark.label in {"doing", "progress"}:
        return started if since or (status_of(scene, mention) == "in_progress" and _on_cohort(scene, placed)) else None
    if cue.mark.label in {"have", "have_it", "done", "finish_past", "pass"}:
        return completed
    return None


def _stands_alone(scene: Scene, mention: Mention) -> bool:
    """Whether nothing but small words and marks stands before the award in its clause: no unknown verb."""
    known = {i for mark in scene.marks for i in range(mark.start, mark.end)} | scene.dated
    before = range(scene.clauses[mention.clause].start, mention.awards[0].start)
    return all(i in known or scene.doc[i].norm_ in lexicon().fillers | {"and", "with"} for i in before)


def _on_cohort(scene: Scene, placed: PlacedDate) -> bool:
    return any(mark.label == "cohort" and 0 <= mark.start - placed.end <= 1 for mark in scene.marks)


def _long_over(placed: PlacedDate, today: date) -> bool:
    return placed.span is not None and placed.span.latest.year <= today.year - OLD_ENOUGH_YEARS
