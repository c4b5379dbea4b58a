"""The post, the school and the person: role, setting, qualified teacher."""

from __future__ import annotations

from collections.abc import Iterator

from senco.nlu.awards import EVERYBODY, Scene
from senco.nlu.clauses import Clause
from senco.nlu.lexicon import Mark, lexicon
from senco.nlu.reading import FoundFact

HOLDS_POST = frozenset({"is_senco", "appointed_past", "head_senco"})
SETTINGS = (
    "special",
    "alternative_provision",
    "independent",
    "post_16",
    "maintained_nursery",
    "early_years",
    "outside_england",
)
TEACHER = {
    "teacher_yes": "yes",
    "qualified": "yes",
    "teacher_no": "no",
    "induction": "in_induction",
    "head_senco": "head",
}
LEAVING = frozenset(
    {"was", "from", "left", "previously", "leaving", "formerly", "used", "last", "previous", "old", "before"}
)
ARRIVING = frozenset({"to", "into", "now", "moved", "moving", "joined", "joining"})
NOT_MINE = frozenset({"other", "friend", "mate", "many", "some", "most", "like", "unlike", "for", "trained", "they"})
SHORT_ANSWER = 5
"""A message of so few words may name a phase ("primary") and mean the kind of school."""


def fact_of(scene: Scene, entity: str, value: str, first: Mark, last: Mark | None = None) -> FoundFact:
    """The fact said by the tokens from ``first`` to ``last``."""
    span = scene.doc[first.start : (last or first).end]
    return FoundFact(entity, value, span.start_char, span.end_char)


def stated(scene: Scene) -> Iterator[tuple[int, Clause, list[Mark]]]:
    """The clauses that say something of this case: no questions, nothing about people in general."""
    for number, clause in enumerate(scene.clauses):
        words = set(scene.words(clause.start, clause.end))
        if clause.kind != "question" and (not words & EVERYBODY or words & {"i", "my"}):
            yield number, clause, scene.within(clause)


def role_facts(scene: Scene) -> list[FoundFact]:
    """designated, planned or not_designated, where it is said; two that differ are none."""
    found: list[FoundFact] = []
    for _, clause, marks in stated(scene):
        for mark in marks:
            value = _role(scene, clause, mark)
            if value:
                found.append(fact_of(scene, "role", value, mark))
    return found


def _role(scene: Scene, clause: Clause, mark: Mark) -> str | None:
    words = set(scene.words(mark.start, mark.end))
    before = set(scene.words(mark.start - 2, mark.start))
    if mark.label in {"other_role", "not_named"}:
        return "not_designated" if not before & {"not", "n't", "nt", "was"} else None
    if mark.label == "appointed_next":
        return "planned"
    if clause.kind == "condition" or mark.label not in HOLDS_POST:
        return None
    if before & {"not", "n't", "nt", "never", "be", "no", "for", "been"}:
        return None
    return "designated" if words & lexicon().words("senco") else None


def setting_facts(scene: Scene) -> list[FoundFact]:
    """The kind of school; where a move is told, the school moved to. Different kinds at once are none."""
    found: list[FoundFact] = []
    for _, clause, marks in stated(scene):
        labels = {mark.label for mark in marks}
        if labels & {"past_senco", "earlier"} or ("duration" in labels and "appointed_past" not in labels):
            continue
        here = [m for m in marks if m.label in {*SETTINGS, "mainstream"} or (m.label == "phase" and _short(scene))]
        kept = [mark for mark in here if not _of_another(scene, clause, mark)]
        arriving = [mark for mark in kept if ARRIVING & set(scene.words(mark.start - 3, mark.start))]
        for mark in arriving or kept:
            value = "mainstream" if mark.label == "phase" else mark.label
            found.append(fact_of(scene, "setting", value, mark))
    particular = [fact for fact in found if fact.value != "mainstream"]
    return _agreed(particular if particular and len(found) > len(particular) and _one_place(scene) else found)


def _one_place(scene: Scene) -> bool:
    return not any(word in ARRIVING - {"to", "now"} for word in scene.words(0, len(scene.doc)))


def _short(scene: Scene) -> bool:
    return len([token for token in scene.doc if token.is_alpha]) <= SHORT_ANSWER


def _of_another(scene: Scene, clause: Clause, mark: Mark) -> bool:
    before = set(scene.words(max(mark.start - 4, clause.start), mark.start))
    plural = scene.doc[mark.end - 1].lower_ in {"schools", "academies", "prus", "nurseries"}
    after = set(scene.words(mark.end, mark.end + 2))
    denied = before & {"not", "n't", "nt", "never", "isnt", "no"}
    past = before & LEAVING and not before & {"now", "to", "into"}
    return bool(
        plural or denied or past or before & NOT_MINE or after & {"before", "previously", "trained", "pgce", "qts"}
    )


def teacher_facts(scene: Scene, dated: frozenset[int]) -> list[FoundFact]:
    """Qualified teacher status, where it is said; ``dated`` are the tokens at which dates begin."""
    found: list[FoundFact] = []
    for _, clause, marks in stated(scene):
        if clause.kind == "condition" or any(mark.label in {"qtls", "overseer"} for mark in scene.marks):
            continue
        for mark in marks:
            value = TEACHER.get(mark.label)
            before = set(scene.words(mark.start - 2, mark.start))
            if value and not before & {"not", "n't", "nt", "never", "no", "need", "needs", "without"}:
                if mark.label != "qualified" or _has_year(mark, dated):
                    found.append(fact_of(scene, "qualified_teacher", value, mark))
    return _agreed(found)


def _has_year(mark: Mark, dated: frozenset[int]) -> bool:
    """ "qualified 2015" and "qualified in 2015" are of a teacher; "qualified" alone may be of the award."""
    return mark.end in dated or mark.end + 1 in dated


def _agreed(found: list[FoundFact]) -> list[FoundFact]:
    return found if len({str(fact.value) for fact in found}) == 1 else []
