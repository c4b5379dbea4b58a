"""How a message is meant: as a correction, as a what-if, about somebody else, about what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from senco.nlu.awards import Scene
from senco.nlu.clauses import Clause
from senco.nlu.lexicon import Mark

CUES = ("correction", "hypothetical", "third_person", "not_started_yet", "negated", "uncounted_service")
OPENERS = frozenset(
    """
    no oh wait sorry hi ok well um but and hmm ah
    """.split()
)
SUPPOSED = frozenset(
    """
    had have has started was were am 'd did got 've ve start took take become became is 'm m finish finished
    pass passed hold move moved appointed dropped quit been begin began
    """.split()
)
SUBJECTS_SUPPOSED = frozenset(
    """
    i she he we they our my the it senco sendco
    """.split()
)
OWN_POST = frozenset({"appointed_past", "appointed_next", "is_senco", "start_past", "never_senco"})
OF_THE_POST = frozenset({"senco", "is_senco", "appointed_past", "appointed_next", "other_person"})
ABOUT_ANOTHER = frozenset({"other_person", "overseer"})


def correction(scene: Scene) -> bool:
    """Whether this mends something: "no wait", "i meant", or "actually" and "sorry" at an edge of what is said."""
    if any(mark.label == "correction" for mark in scene.marks):
        return True
    if any(scene.words(token - 1, token) == ["not"] and token - 1 not in scene.dated for token in scene.dated if token):
        return True  # "it was sept 2022 not sept 2023"
    for clause in scene.clauses:
        marks = [mark for mark in scene.within(clause) if mark.label == "actually"]
        for mark in marks:
            opening = all(word in OPENERS for word in scene.words(clause.start, mark.start))
            opening = opening and not set(scene.words(mark.end, mark.end + 1)) & {
                "if",
                "to",
                "for",
                "about",
                "im",
                "this",
            }
            closing = mark.end == clause.end and clause.kind == "statement"
            if clause.kind != "question" and (opening or closing):
                return True
    return False


def hypothetical(scene: Scene) -> bool:
    """Whether this supposes: "what if", "say i started", "if i had"; not "if i need to" or "do you know if"."""
    return any(mark.label == "hypothetical" and _supposes(scene, mark) for mark in scene.marks)


def _supposes(scene: Scene, mark: Mark) -> bool:
    words = scene.words(mark.start, mark.end)
    if words != ["if"] and words[0] != "say":
        return True
    following = scene.words(mark.end, mark.end + 3)
    someone = words[0] == "say" or bool(set(following[:1]) & (SUBJECTS_SUPPOSED | SUPPOSED))
    needed = any(other.label == "need" and 0 <= other.start - mark.end <= 1 for other in scene.marks)
    return someone and bool(set(following) & SUPPOSED) and not needed


def third_person(scene: Scene) -> bool:
    """Whether the facts are somebody else's ("asking for our new senco", "she started")."""
    labels = {mark.label for mark in scene.marks}
    if "head_senco" in labels or any(_own_post(scene, clause) for clause in scene.clauses):
        return False
    return bool(ABOUT_ANOTHER & labels) or ("peer" in labels and not _speaks_of_self(scene))


def others_clauses(scene: Scene) -> frozenset[int]:
    """The clauses that speak of somebody other than the person whom the message is about."""
    about_other = third_person(scene)
    asked_for = any(scene.words(mark.start, mark.end)[:1] in (["asking"], ["on"]) for mark in scene.marks)
    theirs: set[int] = set()
    for number, clause in enumerate(scene.clauses):
        labels = {mark.label for mark in scene.within(clause)}
        own = scene.words(clause.start, clause.start + 1) == ["i"]
        stranger = "peer" in labels and not asked_for and not OF_THE_POST & labels
        if "gone_person" in labels or (not own and (stranger or (not about_other and "other_person" in labels))):
            theirs.add(number)
    return frozenset(theirs)


def _own_post(scene: Scene, clause: Clause) -> bool:
    """Whether somebody says "i" of taking up or holding the post."""
    labels = {mark.label for mark in scene.within(clause)}
    words = set(scene.words(clause.start, clause.end))
    return bool(OWN_POST & labels) and bool({"i", "im", "my"} & words) and not {"other_person", "peer"} & labels


def _speaks_of_self(scene: Scene) -> bool:
    """Whether some clause has "i" or "me" before it names a colleague or friend, if it names one."""
    for clause in scene.clauses:
        first = next((mark.start for mark in scene.within(clause) if mark.label == "peer"), clause.end)
        if {"i", "me"} & set(scene.words(clause.start, first)):
            return True
    return False


def sorted_cues(names: Sequence[str]) -> tuple[str, ...]:
    """``names`` once each, in the order of ``CUES``."""
    return tuple(name for name in CUES if name in names)
