"""The post, the school and the person: role, setting, qualified teacher."""

from __future__ import annotations

from collections.abc import Iterator

from senco.nlu.awards import EVERYBODY, Scene, doubtful
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
    """
    was from left previously leaving formerly used last previous old before
    """.split()
)
ARRIVING = frozenset({"to", "into", "now", "joined", "joining"})
MOVING = frozenset({"moved", "moving", "joined", "joining", "into"})
NOT_MINE = frozenset(
    """
    other friend mate many some most like unlike for trained they
    """.split()
)
SELF = frozenset(
    """
    i im ive we my our us me she he
    """.split()
)
POST_WORDS = frozenset(
    {"senco", "is_senco", "as_senco", "appointed_past", "appointed_next", "never_senco", "head_senco", "other_person"}
)
PLAIN = frozenset(
    """
    and no yes actually small large big tiny rural local sorry oh not anywhere officially
    """.split()
)
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
        if clause.kind != "question" and not doubtful(scene, clause) and (not words & EVERYBODY or words & {"i", "my"}):
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
        mine = bool(SELF & set(scene.words(clause.start, clause.end))) or _short(scene) or _only_marks(scene, clause)
        return "not_designated" if mine and not before & {"not", "n't", "nt", "was"} else None
    if mark.label == "appointed_next":
        return None if before & {"can", "could", "should", "before"} else "planned"
    if clause.kind == "condition" or mark.label not in HOLDS_POST:
        return None
    if before & {"not", "n't", "nt", "never", "be", "no", "for", "been"}:
        return None
    if scene.words(mark.end - 1, mark.end)[0] in {"since", "from"} and mark.end not in scene.dated:
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
        kept = [mark for mark in here if not _of_another(scene, clause, mark) and _is_mine(scene, clause, mark)]
        arriving = [mark for mark in here if _bearing(scene, clause, mark) == "to"]
        for mark in arriving or kept:
            value = "mainstream" if mark.label == "phase" else mark.label
            found.append(fact_of(scene, "setting", value, mark))
    particular = [fact for fact in found if fact.value != "mainstream"]
    return _agreed(particular if particular and len(found) > len(particular) and _one_place(scene) else found)


def _one_place(scene: Scene) -> bool:
    return not MOVING & set(scene.words(0, len(scene.doc)))


def _bearing(scene: Scene, clause: Clause, mark: Mark) -> str | None:
    """Whether the nearest such word before ``mark`` leads "to" it or away "from" it."""
    for word in reversed(scene.words(max(mark.start - 5, clause.start), mark.start)):
        if word in LEAVING:
            return "from"
        if word in ARRIVING and "used" not in scene.words(mark.start - 5, mark.start):
            return "to"
    return "from" if "used" in scene.words(max(mark.start - 5, clause.start), mark.start) else None


def _short(scene: Scene) -> bool:
    return len([token for token in scene.doc if token.is_alpha]) <= SHORT_ANSWER


def _is_mine(scene: Scene, clause: Clause, mark: Mark) -> bool:
    """Whether a school is said to be one's own, and not only named ("pru sencos, does the law include them")."""
    personal = bool(SELF & set(scene.words(0, len(scene.doc))))
    told = not any(other.kind == "question" for other in scene.clauses)
    if _only_marks(scene, clause) and (personal or scene.dated or told):
        return True
    words = set(scene.words(clause.start, clause.end))
    placed = bool({"at", "in", "is", "'s", "its", "an", "a", "this"} & set(scene.words(mark.start - 3, mark.start)))
    within = scene.words(mark.start, mark.start + 1) == ["in"]
    about_me = bool(words & SELF) or any(m.label in POST_WORDS for m in scene.within(clause))
    return (placed or within) and (about_me or _short(scene) or bool(words & {"its", "it"}))


def _only_marks(scene: Scene, clause: Clause) -> bool:
    known = {i for m in scene.marks for i in range(m.start, m.end)} | scene.dated
    plain = lexicon().fillers | PLAIN
    return all(
        i in known or scene.doc[i].norm_ in plain or not scene.doc[i].is_alpha for i in range(clause.start, clause.end)
    )


def _of_another(scene: Scene, clause: Clause, mark: Mark) -> bool:
    before = set(scene.words(max(mark.start - 4, clause.start), mark.start))
    plural = scene.doc[mark.end - 1].norm_ in {"schools", "academies", "prus", "nurseries"}
    after = set(scene.words(mark.end, mark.end + 2))
    denied = before & {"not", "n't", "nt", "never", "isnt", "no"}
    past = _bearing(scene, clause, mark) == "from"
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
            sure = not before & {"not", "n't", "nt", "never", "no", "need", "needs", "without"}
            sure = sure and (mark.label != "qualified" or _has_year(mark, dated))
            if value and sure and (mark.label != "teacher_yes" or _of_somebody(scene, clause, mark)):
                found.append(fact_of(scene, "qualified_teacher", value, mark))
    return _agreed(found)


def _of_somebody(scene: Scene, clause: Clause, mark: Mark) -> bool:
    """Whether "qts" is somebody's: said with a verb or a person, or the whole of a short answer."""
    if mark.end - mark.start > 1 and scene.doc[mark.start].norm_ not in {"qualified", "fully"}:
        return True
    people = SELF | {"they", "have", "has", "with", "got", "yes"}
    return bool(people & set(scene.words(clause.start, clause.end))) or (
        _only_marks(scene, clause) and not _names_question(scene)
    )


def _names_question(scene: Scene) -> bool:
    """Whether a question of the message has no person in it ("what do you need by law, qts and what else")."""
    asked = [clause for clause in scene.clauses if clause.kind == "question"]
    return any(not set(scene.words(clause.start, clause.end)) & SELF for clause in asked)


def _has_year(mark: Mark, dated: frozenset[int]) -> bool:
    """Whether a date follows: "qualified in 2015" is of a teacher, "qualified" alone may be of the award."""
    return mark.end in dated or mark.end + 1 in dated


def _agreed(found: list[FoundFact]) -> list[FoundFact]:
    return found if len({str(fact.value) for fact in found}) == 1 else []
