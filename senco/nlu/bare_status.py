"""Replies that name no award: "completed", "half way through it", "none". What they answer, the conversation knows."""

from __future__ import annotations

from collections.abc import Sequence

from senco.nlu.awards import Cue, Mention, Scene, status_of
from senco.nlu.lexicon import Mark, lexicon
from senco.nlu.post_facts import fact_of
from senco.nlu.reading import FoundFact

LONGEST = 9
"""So many words may a bare status have."""
NOTHING = frozenset({"none", "neither", "nothing"})
ABOUT_SOMETHING_ELSE = frozenset(
    """
    senco is_senco appointed_past appointed_next past_senco other_role never_senco deadline nothing
    post sencos as_senco
    """.split()
)
SPEAKS_OF_AN_AWARD = frozenset({"done", "finish_past", "finish", "pass", "stop", "await", "progress", "have_it"})
REPLY_WORDS = frozenset(
    """
    yes no yeah yep i ive it have had has ve 've not yet already all just still but and year years last for
    since ages ago she he 's s course award actually one both so after first mistake my any was total altogether
    time cover as
    """.split()
)


def bare_status(scene: Scene, found: Sequence[Mention], loose: Sequence[Cue]) -> list[FoundFact]:
    """The status that a short reply gives, where it can only be about an award."""
    words = [token for token in scene.doc if token.is_alpha]
    if found or not words or len(words) > LONGEST or any(mark.label in ABOUT_SOMETHING_ELSE for mark in scene.marks):
        return []
    if len(words) <= 2 and words[0].norm_ in NOTHING:
        return [fact_of(scene, "status", "none", Mark("nothing", words[0].i, words[0].i + 1))]
    cues = [cue for cue in loose if _speaks_of_an_award(scene, cue)]
    if any(mark.label == "duration" for mark in scene.marks) and any(cue.mark.label == "done" for cue in cues):
        return []  # "done 9 of the 18 months"
    if not cues or not is_reply(scene) or any(clause.kind != "statement" for clause in scene.clauses):
        return []
    status = status_of(scene, Mention([], 0, cues))
    return [fact_of(scene, "status", status, cues[0].mark, cues[-1].mark)] if status else []


def _speaks_of_an_award(scene: Scene, cue: Cue) -> bool:
    """Whether this can only be of an award: "passed it" is; "i did two years" and "started" may be of the post."""
    if scene.words(cue.mark.start, cue.mark.end) == ["did"]:
        return False
    return cue.mark.label in SPEAKS_OF_AN_AWARD or (cue.mark.label == "start_past" and cue.negated)


def is_reply(scene: Scene) -> bool:
    """Whether marks, dates and the small words of a reply are all that a message holds."""
    known = {i for mark in scene.marks for i in range(mark.start, mark.end)} | scene.dated
    plain = REPLY_WORDS | lexicon().fillers
    return all(token.i in known or not token.is_alpha or token.norm_ in plain for token in scene.doc)
