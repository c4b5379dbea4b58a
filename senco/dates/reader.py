"""The two questions: when is this text about, and which dates does it hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from senco.dates import context
from senco.dates import school_year as school
from senco.dates.lexer import Token, lex
from senco.dates.meaning import MEANINGS, Phrase
from senco.dates.modifiers import modify, nearly
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
# Every phrase but figures alone has a token of one of these classes or words, every modifier one of the last
# line: a text without them is read without spaCy.
_STARTERS = frozenset({"MONTH", "WEEKDAY", "SEASON", "FEAST", "UNIT", "TODAY", "YR2"})
_STARTING_WORDS = frozenset({"now", "while", "time", "recently", "sometime", "ago", "ish"})
_MODIFYING = frozenset({"AROUND", "PART", "EDGE", "before", "after"})

_YEAR_SLIP = re.compile(r"\s+(?:19|20)(?:\d|\d{3,})(?!\d)")
"""What looks like a year and has a digit too many or too few."""


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
    norms = {token.norm for token in tokens}
    if _STARTERS.isdisjoint(norms) and _STARTING_WORDS.isdisjoint(norms) and _reads_plain(norms):
        mentions = list(_read_figures(tokens, today))
    else:
        from senco.dates import grammar

        tokens = grammar.join_chunks(tokens)
        mentions = list(_PhraseReader(tokens, grammar.find_phrases(tokens), today).mentions())
    settled = context.settle(tokens, mentions, today)
    return [_with_its_year(text, _found(text, tokens, mention, today), today) for mention in settled]


def _with_its_year(text: str, found: FoundDate, today: date) -> FoundDate:
    """A date before a year with a digit too many or too few ("1 September 20233") is refused, not read without it."""
    slip = _YEAR_SLIP.match(text, found.end) if text[found.end - 1].isalpha() else None
    if slip is None:
        return found
    return FoundDate(found.start, slip.end(), refuse("impossible", text[found.start : slip.end()], today))


def _reads_plain(norms: set[str]) -> bool:
    """Whether the figures among these classes stand as they are: nothing says "before" or "end of"."""
    return _MODIFYING.isdisjoint(norms) or norms.isdisjoint(_BY_THEMSELVES)


def _content(tokens: list[Token]) -> tuple[int, int]:
    """The first token that is no mark, and the one after the last such."""
    places = [place for place, token in enumerate(tokens) if token.norm not in ("STOP", ",")]
    return (places[0], places[-1] + 1) if places else (0, 0)


def _read_figures(tokens: list[Token], today: date) -> Iterator[Mention]:
    """The dates of a text in which no word has to do with dates; spaCy is not needed for these."""
    content = _content(tokens)
    for place, token in enumerate(tokens):
        name = _BY_THEMSELVES.get(token.norm)
        reading = MEANINGS[name](Phrase(tokens, place, place + 1, today, content)) if name else None
        if reading is not None and not isinstance(reading, Two):
            yield Mention(place, place + 1, reading)


class _PhraseReader:
    """Reads the phrases of one text from left to right; at each place the longest that holds."""

    def __init__(self, tokens: list[Token], matches: list[Match], today: date) -> None:
        self._tokens = tokens
        self._today = today
        self._content = _content(tokens)
        self._by_first: dict[int, list[Match]] = {}
        for match in matches:
            self._by_first.setdefault(match.first, []).append(match)

    def mentions(self) -> Iterator[Mention]:
        """Every mention of a date, in order."""
        place = 0
        while place < len(self._tokens):
            found = self._read_at(place) if place in self._by_first else []
            yield from found
            place = found[-1].last if found else place + 1

    def _read_at(self, place: int, depth: int = 0) -> list[Mention]:
        """The mention that begins at ``place``; two where a phrase names two days; none where none holds."""
        for match in self._by_first.get(place, ()):
            found = self._modified(match, depth) if match.name in MODIFIERS else self._meant(match)
            if found:
                return [*found[:-1], self._with_ish(found[-1])]
        return []

    def _with_ish(self, mention: Mention) -> Mention:
        """The mention with the "ish" that follows it."""
        if mention.last < len(self._tokens) and self._tokens[mention.last].norm == "ish":
            return Mention(mention.first, mention.last + 1, nearly(mention.reading))
        return mention

    def _modified(self, match: Match, depth: int) -> list[Mention]:
        inner = self._read_at(match.last, depth + 1) if depth < _DEEPEST else []
        if len(inner) != 1:
            return []
        reading = modify(match.name, self._tokens[match.first : match.last], inner[0].reading, self._today)
        return [] if reading is None else [Mention(match.first, inner[0].last, reading)]

    def _meant(self, match: Match) -> list[Mention]:
        phrase = Phrase(self._tokens, match.first, match.last, self._today, self._content)
        if match.name in ALONE and not phrase.is_whole_text:
            return []
        meant = MEANINGS[match.name](phrase)
        if isinstance(meant, Two):
            cut = match.first + meant.cut
            return [Mention(match.first, cut - 1, meant.one), Mention(cut, match.last, meant.other)]
        return [] if meant is None else [Mention(match.first, match.last, meant)]


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
