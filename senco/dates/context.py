"""Which year a phrase without one is in: the year said beside it, or the tense of the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from senco.dates import school_year as school
from senco.dates.lexer import Token
from senco.dates.reading import Floating, Known, Mention, Settled
from senco.dates.school_year import Days
from senco.dates.words import FUTURE_CUES, HEDGES, PAST_CUES, WEAK_FUTURE_CUES

_REACH_BACK, _REACH_ON = 10, 6
_LONGEST_JOINT = 6
_HEDGE = "HEDGE"


def settle(tokens: Sequence[Token], mentions: list[Mention], today: date) -> list[Settled]:
    """The mentions with every floating one fixed to a year."""
    shared: list[Mention] = []
    for mention in reversed(mentions):
        shared.append(_with_year_of_next(tokens, mention, shared[-1] if shared else None))
    settled: list[Settled] = []
    for mention in reversed(shared):
        reading = mention.reading
        if isinstance(reading, Floating):
            earlier = settled[-1] if settled else None
            days = _after_previous(tokens, earlier, mention, reading) or _by_tense(
                tokens, mention, earlier.last if earlier else 0, reading, today
            )
            reading = Known(days)
        settled.append(Settled(mention.first, mention.last, reading))
    return settled


def _with_year_of_next(tokens: Sequence[Token], mention: Mention, following: Mention | None) -> Mention:
    """Of "jan to nov 2024" and "jan (i think) 2024" all are of 2024; of "sept to july 2024" September is of 2023."""
    floating = mention.reading
    if following is None or not isinstance(floating, Floating):
        return mention
    joint = _joint(tokens, mention, following)
    if not joint or not isinstance(following.reading, Known) or not following.reading.year_said:
        return mention
    end = following.reading.days
    if joint == _HEDGE and end.grain != "year":
        return mention
    days = floating.yearly(end.earliest.year)
    if joint == "TO" and (days is None or days.earliest > end.earliest):
        days = floating.yearly(end.earliest.year - 1)
    return mention if days is None else mention._replace(reading=Known(days, year_said=True))


def _after_previous(
    tokens: Sequence[Token], earlier: Settled | None, mention: Mention, floating: Floating
) -> Days | None:
    """Of "sept 22 to july", or "sept 22 ... that july", the first July after that September."""
    if earlier is None or not isinstance(earlier.reading, Known):
        return None
    pointed_at = mention.first > 0 and tokens[mention.first - 1].raw == "that"
    if not earlier.reading.year_said or not (pointed_at or _joint(tokens, earlier, mention) == "TO"):
        return None
    start = earlier.reading.days.earliest
    years = (start.year, start.year + 1)
    return next((days for year in years if (days := floating.yearly(year)) and days.earliest > start), None)


def _joint(tokens: Sequence[Token], first: Mention | Settled, second: Mention) -> str:
    """What joins two mentions: "TO", "AND", or words of doubt; an empty string where nothing does."""
    between = [
        token for token in tokens[first.last : min(second.first, first.last + _LONGEST_JOINT)] if token.norm != "the"
    ]
    if len(between) == 1 and between[0].norm in ("TO", "AND"):
        return between[0].norm
    doubtful = between and all(token.raw in HEDGES for token in between) and second.first - first.last < _LONGEST_JOINT
    return _HEDGE if doubtful else ""


def _by_tense(tokens: Sequence[Token], mention: Mention, since: int, floating: Floating, today: date) -> Days:
    """The most recent one, or with words of the future the coming one."""
    choose = school.coming if _is_to_come(tokens, mention, since) else school.most_recent
    return choose(floating.yearly, today)


def _is_to_come(tokens: Sequence[Token], mention: Mention, since: int) -> bool:
    """Whether the nearest telling word before the mention, or else after it, is one of the future.

    Words of the future before ``since`` belong to the mention that ends there.
    """
    weak = False
    for place in range(mention.first - 1, max(mention.first - _REACH_BACK, 0) - 1, -1):
        token = tokens[place]
        if token.norm == "STOP" or (weak and token.norm == ","):
            break
        if token.raw in PAST_CUES:
            return False
        if (
            place >= since
            and token.raw in FUTURE_CUES
            and not (token.raw == "start" and tokens[place + 1].raw == "date")
        ):
            return True
        weak = weak or (place >= since and token.raw in WEAK_FUTURE_CUES)
    for token in tokens[mention.last : mention.last + _REACH_ON]:
        if token.norm in ("STOP", ",") or token.raw in PAST_CUES:
            return weak and token.raw not in PAST_CUES
        if token.raw in FUTURE_CUES:
            return True
    return weak
