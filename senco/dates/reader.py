"""The two questions: when is this text about, and which dates does it hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from senco.dates import context
from senco.dates import school_year as school
from senco.dates.lexer import Token, lex
from senco.dates.meaning import MEANINGS, Phrase
from senco.dates.modifiers import modify
from senco.dates.phrases import ALONE, MODIFIERS
from senco.dates.reading import Known, Mention, Refused, Settled, Two
from senco.dates.refusals import last_day, refuse
from senco.dates.result import DateRefusal, FoundDate
from senco.dates.school_year import Days
from senco.timespan import DateSpan

if TYPE_CHECKING:
    from senco.dates.grammar import Match

_DEEPEST = 3
_FIRST_DAY = date(school.EARLIEST_YEAR, 1, 1)
_BY_THEMSELVES = {"DATE": "figures", "PAIR": "pair", "NUM": "year_said"}
_FIGURES_ONLY = frozenset(
    {"DATE", "PAIR", "NUM", "ORD", "ORDW", "NUMW", "COUNT", "DECIMAL", "STOP", ",", "WORD", "AND"}
)


def read_date(text: str, today: date) -> DateSpan | DateRefusal:
    """The one date that ``text`` is about, or a typed refusal. Never raises.

    Of dates that contain one another ("this term (september)") the narrowest is meant;
    dates that differ are refused as ambiguous.
    """
    results = [found.result for found in find_dates(text, today)]
    if not results:
        return refuse("not_a_date", text.strip(), today)
    refusal = next((result for result in results if isinstance(result, DateRefusal)), None)
    if refusal is not None:
        return refusal
    spans = [result for result in results if isinstance(result, DateSpan)]
    narrowest = min(spans, key=lambda span: span.latest - span.earliest)
    if all(span.earliest <= narrowest.earliest and narrowest.latest <= span.latest for span in spans):
        return narrowest
    return refuse("ambiguous", text.strip(), today, tuple(spans))


def find_dates(text: str, today: date) -> list[FoundDate]:
    """Every date in ``text``, in order, without overlaps. Never raises.

    ``text[start:end]`` are the words of each, also where the text holds marks that the
    reading passes over.
    """
    tokens = lex(text)
    if all(token.norm in _FIGURES_ONLY for token in tokens):
        mentions = list(_read_figures(tokens, today))
    else:
        from senco.dates import grammar

        tokens = grammar.join_chunks(tokens)
        mentions = list(_read_phrases(tokens, grammar.find_phrases(tokens), today))
    settled = context.settle(tokens, mentions, today)
    return [_found(text, tokens, mention, today) for mention in settled]


def _read_figures(tokens: list[Token], today: date) -> Iterator[Mention]:
    """The dates of a text in which no word has to do with dates; spaCy is not needed for these."""
    for place, token in enumerate(tokens):
        name = _BY_THEMSELVES.get(token.norm)
        reading = MEANINGS[name](Phrase(tokens, place, place + 1, today)) if name else None
        if reading is not None and not isinstance(reading, Two):
            yield Mention(place, place + 1, reading)


def _read_phrases(tokens: list[Token], matches: list[Match], today: date) -> Iterator[Mention]:
    """The phrases that hold, from left to right; at each place the longest one."""
    by_first: dict[int, list[Match]] = {}
    for match in matches:
        by_first.setdefault(match.first, []).append(match)
    place = 0
    while place < len(tokens):
        mentions = _read_at(place, tokens, by_first, today) if place in by_first else []
        yield from mentions
        place = mentions[-1].last if mentions else place + 1


def _read_at(
    place: int, tokens: list[Token], by_first: dict[int, list[Match]], today: date, depth: int = 0
) -> list[Mention]:
    """The mention that begins at ``place``; two where one phrase names two days; none where none holds."""
    for match in by_first.get(place, ()):
        if match.name in MODIFIERS:
            inner = _read_at(match.last, tokens, by_first, today, depth + 1) if depth < _DEEPEST else []
            reading = (
                modify(match.name, tokens[place : match.last], inner[0].reading, today) if len(inner) == 1 else None
            )
            if reading is not None:
                return [Mention(place, inner[0].last, reading)]
            continue
        phrase = Phrase(tokens, match.first, match.last, today)
        meant = None if match.name in ALONE and not phrase.is_whole_text else MEANINGS[match.name](phrase)
        if isinstance(meant, Two):
            cut = place + meant.cut
            return [Mention(place, cut - 1, meant.one), Mention(cut, match.last, meant.other)]
        if meant is not None:
            return [Mention(place, match.last, meant)]
    return []


def _found(text: str, tokens: list[Token], mention: Settled, today: date) -> FoundDate:
    start, end = tokens[mention.first].start, tokens[mention.last - 1].end
    return FoundDate(start, end, _result(mention.reading, text[start:end], today))


def _result(reading: Known | Refused, said: str, today: date) -> DateSpan | DateRefusal:
    if isinstance(reading, Known):
        if reading.days.latest < _FIRST_DAY:
            return refuse("too_early", said, today)
        if reading.days.earliest > last_day(today):
            return refuse("too_late", said, today)
        return _span(reading.days, said)
    return refuse(reading.code, said, today, tuple(_span(days, said) for days in reading.options))


def _span(days: Days, said: str) -> DateSpan:
    return DateSpan(max(days.earliest, _FIRST_DAY), max(days.latest, _FIRST_DAY), days.grain, said)
