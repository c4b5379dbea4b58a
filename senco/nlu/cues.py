"""How a message is meant: as a correction, as a what-if, about somebody else, about what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from senco.nlu.awards import Scene

CUES = ("correction", "hypothetical", "third_person", "not_started_yet", "negated", "uncounted_service")
OPENERS = frozenset({"no", "oh", "wait", "sorry", "hi", "ok", "well", "um", "but", "and", "hmm", "ah"})
OWN_POST = frozenset({"appointed_past", "appointed_next", "is_senco", "start_past", "never_senco"})
ABOUT_ANOTHER = frozenset({"other_person", "overseer"})


def correction(scene: Scene) -> bool:
    """ "no wait", "i meant", and "actually" or "sorry" where they open or close what is said."""
    if any(mark.label == "correction" for mark in scene.marks):
        return True
    for clause in scene.clauses:
        marks = [mark for mark in scene.within(clause) if mark.label == "actually"]
        for mark in marks:
            opening = all(word in OPENERS for word in scene.words(clause.start, mark.start))
            closing = mark.end == clause.end and clause.kind == "statement"
            if clause.kind != "question" and (opening or closing):
                return True
    return False


def hypothetical(scene: Scene) -> bool:
    """ "what if", "say i started", "if i had"."""
    return any(mark.label == "hypothetical" for mark in scene.marks)


def speaker_is_senco(scene: Scene) -> bool:
    """Whether somebody says "i" of taking up or holding the post."""
    return any(_own(scene, number) for number in range(len(scene.clauses)))


def _own(scene: Scene, number: int) -> bool:
    clause = scene.clauses[number]
    labels = [mark.label for mark in scene.within(clause)]
    words = scene.words(clause.start, clause.end)
    return bool(OWN_POST & set(labels)) and bool({"i", "im", "my"} & set(words)) and "other_person" not in labels


def third_person(scene: Scene) -> bool:
    """Whether the facts are somebody else's ("asking for our new senco", "she started")."""
    labels = [mark.label for mark in scene.marks]
    if not ABOUT_ANOTHER & set(labels) or "head_senco" in labels:
        return False
    return not speaker_is_senco(scene)


def others_clauses(scene: Scene) -> frozenset[int]:
    """The clauses that speak of somebody other than the person whom the message is about."""
    about_other = third_person(scene)
    theirs: set[int] = set()
    for number, clause in enumerate(scene.clauses):
        labels = {mark.label for mark in scene.within(clause)}
        words = scene.words(clause.start, clause.end)
        gone = "gone_person" in labels
        if gone or (not about_other and "other_person" in labels and words[:1] != ["i"]):
            theirs.add(number)
    return frozenset(theirs)


def sorted_cues(names: Sequence[str]) -> tuple[str, ...]:
    """``names`` once each, in the order of ``CUES``."""
    return tuple(name for name in CUES if name in names)
