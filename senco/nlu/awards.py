"""How far somebody is with the NASENCO and the NPQ, from the cue words around each mention.

Every cue ("did", "not finished", "dropped out") belongs to one award at most, the one it stands beside.
A cue speaks with a strength; where the strongest cues disagree nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from spacy.tokens import Doc

from senco.nlu.clauses import Clause
from senco.nlu.lexicon import Mark, lexicon

Status = Literal["none", "in_progress", "completed", "stopped"]

AWARDS = frozenset({"nasenco", "npq", "npq_vague", "qualification", "either_award", "other_award"})
CUES = frozenset(
    """
    have have_it done do doing start_past start_now finish_past finish pass fail stop await progress
    """.split()
)
MODIFIERS = frozenset({"denial", "lacking", "need", "future", "nearly"})
SKIPPED = frozenset({"fill", "have", "actually", "exactly", "about", "done"})
REACH = 3
"""Other words that may stand between a cue and its award."""
SHORT = 4
"""A message of so few tokens is an answer, whatever stands at its end ("sept 23?")."""
NOT_THE_AWARD = frozenset(
    """
    place places tutor question questions funding funded form provider application interview needed required
    necessary booked lined available option anymore planned mentor need to left info information email
    """.split()
)
STILL_COUNTS = frozenset(
    """
    count counts valid expire expires enough accepted ok okay stand recognised transfer transfers good
    """.split()
)
EVERYBODY = frozenset(
    """
    people anyone everyone those staff teachers schools somebody nobody you
    """.split()
)
DETERMINERS = frozenset({"the", "any", "a", "my", "formal", "actual", "her", "his"})
NO_ANSWERS: tuple[list[str], ...] = (["none"], ["no"], ["nope"], ["nothing"], ["none", "yet"])
ALTERNATIVES: tuple[list[str], ...] = (["or"], ["nor"], ["/"], ["or", "the"], ["nor", "the"], ["or", "an"], [])
OWN_WORDS = frozenset({"my", "yet", "it", "still", "her", "his"})
BUSY = frozenset(
    """
    am 'm m is 's s are 're been still currently now already just also
    """.split()
)
BEFORE_OBJECT = frozenset(
    """
    the my a an any already both old full got her his n't nt not no either neither actually even this as well
    also yet me
    """.split()
)
PREPOSITIONS = frozenset(
    """
    of about before after for like worth than into by without from mind in suggested over recommended considered
    """.split()
)


@dataclass(frozen=True)
class Cue:
    """A cue mark with what stands before it: "haven't nearly finished" is negated and nearly."""

    mark: Mark
    negated: bool = False
    nearly: bool = False
    intended: bool = False
    planned: bool = False


@dataclass
class Mention:
    """An award (or several, "nasenco or npq") in a clause, and the cues that are about it."""

    awards: list[Mark]
    clause: int
    cues: list[Cue] = field(default_factory=list)
    denied: Mark | None = None
    assumed_held: bool = False
    general: bool = False

    @property
    def labels(self) -> list[str]:
        return [mark.label for mark in self.awards]


@dataclass(frozen=True)
class Scene:
    """One message: its tokens, marks and clauses, and the tokens that dates take up."""

    doc: Doc
    marks: list[Mark]
    clauses: list[Clause]
    dated: frozenset[int] = frozenset()

    def within(self, clause: Clause) -> list[Mark]:
        """The marks of one clause."""
        return [mark for mark in self.marks if clause.start <= mark.start < clause.end]

    def words(self, start: int, end: int) -> list[str]:
        """The lower-case words of some tokens."""
        return [token.norm_ for token in self.doc[max(start, 0) : end]]


def mentions(scene: Scene) -> tuple[list[Mention], list[Cue]]:
    """Each mention of an award with its cues, and the cues that no award claims (in order)."""
    found: list[Mention] = []
    loose: list[Cue] = []
    for number, clause in enumerate(scene.clauses):
        marks = scene.within(clause)
        here = _grouped(scene, [mark for mark in marks if mark.label in AWARDS], number)
        unsaid = {"fail"} if clause.kind == "condition" else set()
        cues = [_with_modifiers(scene, clause, m) for m in marks if m.label in CUES - unsaid and not _helps(scene, m)]
        for mention in here:
            mention.general = _of_a_peer(scene, clause, mention)
        if clause.kind == "question" or doubtful(scene, clause) or _speaks_of_everybody(scene, clause, marks):
            _presupposed(scene, clause, here)
            for mention in here:
                mention.general = True
        elif here:
            _share_out(scene, clause, here, cues)
        else:
            _hand_back(scene, number, cues, found, loose)
        found += here
    return found, loose


def _helps(scene: Scene, mark: Mark) -> bool:
    """Whether "did" only carries a "not" to the verb after it."""
    return (
        scene.words(mark.start, mark.end) == ["did"]
        and bool(scene.words(mark.end, mark.end + 1)[:1])
        and (scene.doc[mark.end].norm_ in lexicon().words("not"))
    )


def doubtful(scene: Scene, clause: Clause) -> bool:
    """Whether a question mark closes a clause in which nobody speaks of themselves ("qts essential?")."""
    if not clause.asked or len(scene.doc) <= SHORT:
        return False
    return not set(scene.words(clause.start, clause.end)) & {"i", "we", "my", "our", "im", "she", "he", "her", "his"}


def _grouped(scene: Scene, awards: Sequence[Mark], clause: int) -> list[Mention]:
    groups: list[Mention] = []
    for mark in awards:
        if groups and scene.words(groups[-1].awards[-1].end, mark.start) in (
            ["or"],
            ["nor"],
            ["/"],
            ["or", "the"],
            ["nor", "the"],
            [],
        ):
            groups[-1].awards.append(mark)
        else:
            groups.append(Mention([mark], clause))
    return groups


def _with_modifiers(scene: Scene, clause: Clause, mark: Mark) -> Cue:
    """``mark`` with the "not", "nearly", "will" and "have to" that stand to its left, at most one strange word away."""
    seen: set[str] = set()
    position, strange = mark.start, 0
    ends = {other.end: other for other in scene.within(clause)}
    while position > clause.start and strange < 2:
        other = ends.get(position)
        if other is None:
            strange += scene.doc[position - 1].norm_ not in lexicon().fillers
            position -= 1
        elif other.label in MODIFIERS or other.label in SKIPPED:
            seen.add(other.label)
            position = other.start
        else:
            break
    return Cue(mark, bool({"denial", "lacking"} & seen), "nearly" in seen, "need" in seen, "future" in seen)


def _speaks_of_everybody(scene: Scene, clause: Clause, marks: Sequence[Mark]) -> bool:
    words = set(scene.words(clause.start, clause.end))
    return bool(words & EVERYBODY or any(mark.label == "sencos" for mark in marks)) and not words & {"i", "my"}


def _of_a_peer(scene: Scene, clause: Clause, mention: Mention) -> bool:
    """Whether it is somebody else's: "i took over from a colleague who had nasenco"."""
    before = [mark.label for mark in scene.within(clause) if mark.end <= mention.awards[0].start]
    people = [label for label in before if label in {"self", "peer", "gone_person"}]
    return people[:1] == ["self"] and people[-1] != "self"


def _presupposed(scene: Scene, clause: Clause, here: Iterable[Mention]) -> None:
    """Note what a question takes for granted: "does my nasenco still count" says that it is held."""
    words = set(scene.words(clause.start, clause.end))
    for mention in here:
        before = scene.words(mention.awards[0].start - 2, mention.awards[0].start)
        owned = bool({"my", "her", "his", "old"} & set(before)) and mention.labels == ["nasenco"]
        mention.assumed_held = owned and bool(words & STILL_COUNTS) and "if" not in words


def _share_out(scene: Scene, clause: Clause, here: list[Mention], cues: list[Cue]) -> None:
    free = list(cues)
    for number, mention in enumerate(here):
        start, end = mention.awards[0].start, mention.awards[-1].end
        previous = here[number - 1].awards[-1].end if number else clause.start
        following = here[number + 1].awards[0].start if number + 1 < len(here) else clause.end
        mention.denied = _denied(scene, clause, mention)
        before = [
            cue
            for cue in free
            if previous <= cue.mark.start and cue.mark.end <= start and _near(scene, cue.mark.end, start)
        ]
        if before:
            mention.cues.append(before[-1])
            free.remove(before[-1])
        last = following == clause.end
        after = [cue for cue in free if end <= cue.mark.start < following and not _is_over(scene, cue)]
        after = [cue for cue in after if cue.mark.label != "have"]
        if _wanted(scene, clause, start):
            after = [replace(cue, intended=True) for cue in after]
        if last or not before:
            kept = [cue for cue in after if last or _near(scene, end, cue.mark.start)]
            mention.cues += kept
            free = [cue for cue in free if cue.mark.start < end or cue.mark.start >= following]
        mention.cues = [cue for cue in mention.cues if cue.mark.label != "have" or _holds(scene, cue, mention)]


def _is_over(scene: Scene, cue: Cue) -> bool:
    """Whether the award itself came to an end: "the nasenco stopped"."""
    return scene.words(cue.mark.start, cue.mark.end) == ["stopped"]


def _wanted(scene: Scene, clause: Clause, award: int) -> bool:
    """Whether what stands before the award makes a wish of what stands after: "must have my npq done"."""
    marks = [mark for mark in scene.within(clause) if mark.label == "need" and mark.end <= award]
    return bool(marks) and _near(scene, marks[-1].end, award)


def _near(scene: Scene, start: int, end: int) -> bool:
    strange = [word for word in scene.words(start, end) if word not in lexicon().fillers]
    return len(strange) <= REACH and not any(
        mark.label in AWARDS | {"self"} and start <= mark.start < end for mark in scene.marks
    )


def _holds(scene: Scene, cue: Cue, mention: Mention) -> bool:
    """Whether "have" has the award itself as its object, and not a place on it or an email about it."""
    between = scene.words(cue.mark.end, mention.awards[0].start)
    return (
        set(between) <= BEFORE_OBJECT
        and not set(scene.words(mention.awards[-1].end, mention.awards[-1].end + 1)) & NOT_THE_AWARD
    )


def _denied(scene: Scene, clause: Clause, mention: Mention) -> Mark | None:
    """The words that deny the award outright: "no nasenco", "without either", "npq not yet"."""
    start, end = mention.awards[0].start, mention.awards[-1].end
    if set(scene.words(end, end + 1)) & NOT_THE_AWARD or "there" in scene.words(clause.start, start):
        return None
    for mark in scene.within(clause):
        between = set(scene.words(mark.end, start)) - DETERMINERS
        if mark.label == "lacking" and mark.end <= start and not between:
            return mark
        rest = [word for word in scene.words(mark.end, clause.end) if word != "yet"]
        if mark.label in {"denial", "lacking"} and mark.start == end and not rest:
            return mark
    return Mark("lacking", end, clause.end) if scene.words(end, clause.end) in NO_ANSWERS else None


def _hand_back(scene: Scene, number: int, cues: list[Cue], found: list[Mention], loose: list[Cue]) -> None:
    """A clause without an award of its own ("..., not finished it yet") speaks of the award before it, if of any."""
    clause = scene.clauses[number]
    marks = scene.within(clause)
    of_the_post = any(
        mark.label in {"senco", "is_senco", "appointed_past", "appointed_next", "past_senco", "post"} for mark in marks
    )
    recent = found[-1] if found and number - found[-1].clause <= 2 else None
    answered = scene.words(clause.start, clause.end) in NO_ANSWERS
    if recent and answered and not recent.cues and scene.clauses[recent.clause].kind == "statement":
        recent.denied = Mark("lacking", clause.start, clause.end)
    for cue in cues:
        said = scene.words(clause.start, clause.end)
        starts = cue.mark.label in {"start_past", "start_now"} and not {"it", "that", "this"} & set(said)
        if (
            recent is None
            or of_the_post
            or cue.mark.label in {"have", "do", "doing"}
            or (starts and not _continues(recent))
        ):
            loose.append(cue)
        else:
            recent.cues.append(cue)


def _continues(mention: Mention) -> bool:
    """Whether a start is of what is under way: "doing the npq, started nov 25"."""
    return bool(mention.cues) and all(
        cue.mark.label in {"doing", "progress"} and not cue.negated for cue in mention.cues
    )


def status_of(scene: Scene, mention: Mention, future_start: bool = False) -> Status | None:
    """What the cues of a mention come to, or None where they say nothing sure."""
    if mention.general and not mention.assumed_held:
        return None
    if mention.denied:
        return "none"
    if mention.assumed_held:
        return "completed"
    votes: dict[Status, float] = {}
    for cue in mention.cues:
        if cue.mark.label == "fail" and "nasenco" in mention.labels:
            continue  # to fail the NPQ is to have it still to pass; how a failed NASENCO stands is not clear
        vote = _vote(scene, cue, future_start)
        if vote is not None:
            votes[vote[0]] = max(votes.get(vote[0], 0.0), vote[1])
    if not votes:
        return None
    strongest = max(votes.values())
    winners = [status for status, strength in votes.items() if strength == strongest]
    return winners[0] if len(winners) == 1 else None


def _vote(scene: Scene, cue: Cue, future_start: bool) -> tuple[Status, float] | None:
    label = cue.mark.label
    words = scene.words(cue.mark.start, cue.mark.end)
    if label == "await":
        return "in_progress", 3.0
    if cue.intended and label != "finish":
        return None
    if label == "stop":
        return None if cue.negated or cue.planned else ("stopped", 3.0)
    if label == "fail":
        return "in_progress", 2.0
    if label in {"have", "have_it", "done", "pass", "finish_past"}:
        return _held(cue, words, set(scene.words(cue.mark.start - 4, cue.mark.end + 4)))
    if label in {"start_past", "start_now", "progress", "doing"}:
        return _under_way(scene, cue, words, future_start)
    if label == "finish":
        ending = words[0].startswith("finish")
        return (
            ("in_progress", 1.5)
            if ending and (cue.planned or cue.nearly or words[0] == "finishing") and not cue.intended
            else None
        )
    return ("none", 2.0) if label == "do" and cue.negated and not cue.planned and words[0] in {"do", "take"} else None


def _opens(scene: Scene, cue: Cue) -> bool:
    """Whether a clause opens with the cue ("finishing my nasenco")."""
    return words_own(scene, cue) and any(clause.start == cue.mark.start for clause in scene.clauses)


def words_own(scene: Scene, cue: Cue) -> bool:
    """Whether "my" stands right after the cue."""
    return scene.words(cue.mark.end, cue.mark.end + 1) == ["my"]


def _held(cue: Cue, words: list[str], around: set[str]) -> tuple[Status, float] | None:
    label = cue.mark.label
    if cue.nearly or (cue.planned and label != "have"):
        return "in_progress", 2.0
    if cue.negated:
        if label in {"have", "have_it", "done"}:
            return "none", 2.0
        sure = words[0].startswith("fin") or around & OWN_WORDS
        return ("in_progress", 2.0) if sure else None
    if cue.planned:
        return None
    return "completed", 1.0 if label in {"have", "have_it", "done"} else 2.0


def _under_way(scene: Scene, cue: Cue, words: list[str], future_start: bool) -> tuple[Status, float] | None:
    label = cue.mark.label
    if cue.negated:
        return "none", 2.0
    if future_start and label in {"start_now", "progress", "start_past"}:
        return "none", 3.0
    if cue.planned or label == "start_now":
        return ("none", 2.0) if cue.planned and label == "start_now" else None
    if label == "doing":
        before = set(scene.words(cue.mark.start - 1, cue.mark.start))
        alone = words[0] in {"doing", "undertaking"} or not before or bool(before & BUSY) or _opens(scene, cue)
        return None if before & PREPOSITIONS or not alone else ("in_progress", 1.0)
    return "in_progress", 0.5 if label == "start_past" else 2.0
