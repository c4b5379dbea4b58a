"""From text to tokens. The lexing of numbers is the same whether spaCy is loaded or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from senco.dates.spelling import mend
from senco.dates.text import simplify
from senco.dates.words import (
    BEFORE_MONTH,
    COUNTED,
    MODAL_VERBS,
    NAMED,
    ORDINALS,
    PERSON_VERBS,
    SMALL_NUMBERS,
    TALKED_OF,
    TENS,
    TITLED,
    WEAK_BEFORE_MONTH,
    WORDS,
)


@dataclass(slots=True)
class Token:
    """A piece of the text: what was typed, what the grammar sees of it, and where it stood.

    ``word`` and ``norm`` are from a closed list. ``name`` and ``value`` are what the word
    stands for, ``parts`` the numbers of a date in figures, ``inner`` the tokens joined to this one.
    """

    raw: str
    word: str
    norm: str
    start: int
    end: int
    value: int = 0
    name: str = ""
    parts: tuple[str, ...] = ()
    inner: tuple[Token, ...] = ()


_LEXEMES = re.compile(
    r"""
    (?P<TIME>\d{1,2}[:.]\d\d\s?[ap]\.?m\b|\d{1,2}:\d\d(?::\d\d)?(?![\w:])|\d{1,2}\s?[ap]m\b)
  | (?P<MONEY>[£$€]\s?\d[\d,.]{0,15}|\d[\d,.]{0,15}\s?%|\d{1,3}(?:,\d{3})+(?![\d/-]))
  | (?P<DATE>\d\d?\s?\.\s?\d\d?\s?\.\s?\d{4}(?!\w|[-/.]\d)
        |\d{1,4}(?:\s?[-/]\s?|[.,_:])\d{1,2}(?:\s?[-/]\s?|[.,_:])\d{1,4}(?:t\d\d:?\d\d[\d:.+z-]{0,20})?
        (?!\w|[/.]\d|-\d(?!\d{0,3}[/.]))
        |(?:\d{4}[ ]\d\d?[ ]\d\d?|\d\d?[ ]\d\d?[ ]\d{4}|\d\d[ ]\d\d[ ]\d\d)(?!\w|[ ]?[-/.]?\d)
        |(?:19|20)\d\d[01]\d[0-3]\d(?!\w)|[0-3]\d[01]\d(?:19|20)\d\d(?!\w))
  | (?P<PAIR>\d{1,4}(?:/|-|[ ]/[ ])\d{1,4}(?![\w]|[-/.]\d)|\d\d?\.\d{4}(?!\w|\.\d)|\d{4}[ ][-][ ]\d\d(?:\d\d)?(?!\w))
  | (?P<CHAIN>\d{1,9}(?:[-/.]\d{1,9}){1,9})
  | (?P<YR2>'\d\d(?!\w))
  | (?P<MIXED>[^\W_]+(?:'[^\W\d_]+)?)
  | (?P<MARK>[^\w\s])
  | (?P<LINE>\n)
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d+")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_YEAR_WITH_LETTERS = re.compile(r"[12](?=[oil]{0,2}\d)[0-9oil]{3}$")
_LETTERS_FOR_FIGURES = str.maketrans("oil", "011")
_ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
_SHORT_UNITS = {"y": "year", "m": "month", "w": "week"}
_DATE_PIECES = frozenset({"NUM", "ORD", "MONTH", "YR2", "SEASON"})
_SHORTENED = frozenset({"MONTH", "WEEKDAY", "UNIT", "AROUND"})
_GLUE = frozenset({".", "-", "/", ","})
_BEFORE_YEAR = frozenset({"MONTH", "SEASON", "UNIT", "FEAST", "ORD", "ORDW"})
_NUMBER_WORDS = frozenset({*SMALL_NUMBERS, *TENS, *ORDINALS, "oh", "thousand"})
_SPELLED_AS = {"NUM": "0", "NUMW": "one", "ORDW": "first"}
_WEAK_MONTHS = frozenset({"may", "march", "april", "june", "jan"})
_MAKES_A_MONTH = frozenset({"NUM", "YR2", "ORD", "half", "gone"})
_SPLIT_OFF = frozenset({"ish", "MONTH", "SEASON", "UNIT", "WEEKDAY", "FEAST"})
_MARKS = {",": ",", "(": ",", ")": ",", "&": "AND", "+": "AND", "/": "AND", "-": "TO"}
_STOPS = frozenset(".?!;:\n")
_JOINED = {
    "halfterm": ("half", "term"),
    "midterm": ("mid", "term"),
    "lastyear": ("last", "year"),
    "lastterm": ("last", "term"),
    "lastmonth": ("last", "month"),
    "thisyear": ("this", "year"),
    "newyear": ("new", "year"),
}


def lex(text: str) -> list[Token]:
    """The tokens of ``text``, numbers and number words already made out. Linear in its length."""
    simple, origin = simplify(text)
    tokens: list[Token] = []
    for found in _LEXEMES.finditer(simple):
        _add(tokens, found.lastgroup or "", found.group(), found.start())
    tokens = _without_commas(_ordinals_apart(_number_words(_without_glue(tokens))))
    _settle_numbers(tokens)
    _settle_words(tokens)
    if origin is not None:
        for token in tokens:
            token.start, token.end = origin[token.start], origin[token.end - 1] + 1
    return tokens


def _add(tokens: list[Token], kind: str, raw: str, start: int) -> None:
    end = start + len(raw)
    if kind == "MIXED":
        tokens.extend(_word_or_number(raw, start))
    elif kind == "CHAIN" and raw.count(".") == 1 and "-" not in raw and "/" not in raw:
        tokens.append(Token(raw, "0.0", "DECIMAL", start, end))
    elif kind in ("DATE", "PAIR"):
        tokens.extend(_figures(kind, raw, start))
    elif kind == "YR2":
        tokens.append(Token(raw, "'00", "YR2", start, end, int(raw[1:])))
    elif kind == "LINE" or raw in _STOPS:
        tokens.append(Token(raw, ".", "STOP", start, end))
    elif kind == "MARK":
        norm = _MARKS.get(raw)
        if norm is not None:
            tokens.append(Token(raw, norm.lower(), norm, start, end))
    else:
        tokens.append(Token(raw, "w", "WORD", start, end))


def _figures(kind: str, raw: str, start: int) -> list[Token]:
    parts = tuple(_NUMBER.findall(raw.partition("t")[0]))
    if kind == "PAIR" and len(parts[0]) == len(parts[1]) == 4 and int(parts[1]) != int(parts[0]) + 1:
        cut = start + len(raw) - 4
        return [_number(parts[0], start), Token("-", "to", "TO", cut - 1, cut), _number(parts[1], cut)]
    word = "1/1/00" if kind == "DATE" else "1/00"
    return [Token(raw, word, kind, start, start + len(raw), parts=parts)]


def _word_or_number(raw: str, start: int) -> list[Token]:
    if raw.isdecimal():
        return [_number(raw, start)]
    if any(character.isdecimal() for character in raw):
        return _split(_YEAR_WITH_LETTERS.sub(_in_figures, raw), start) or [
            Token(raw, "w", "WORD", start, start + len(raw))
        ]
    if raw in _JOINED:
        first, second = _JOINED[raw]
        cut = start + len(first)
        return [_word(first, start, cut), _word(second, cut, start + len(raw))]
    return [_word(raw, start, start + len(raw))]


def _in_figures(year: re.Match[str]) -> str:
    return year.group().translate(_LETTERS_FOR_FIGURES)


def _number(raw: str, start: int) -> Token:
    plain = len(raw) <= 4 and not (raw[0] == "0" and len(raw) > 2)
    return Token(
        raw, "0" if plain else "w", "NUM" if plain else "WORD", start, start + len(raw), int(raw) if plain else 0
    )


def _word(raw: str, start: int, end: int) -> Token:
    stem = raw.partition("'")[0]
    known = WORDS.get(raw) or WORDS.get(stem) or mend(stem)
    if known is None:
        return Token("will" if raw.endswith("'ll") else stem, "w", "WORD", start, end)
    return Token(stem, known.word, known.norm, start, end, known.value, known.word)


def _split(raw: str, start: int) -> list[Token] | None:
    """The parts of words run together with numbers ("1stsept2023"), or None for any other word."""
    tokens: list[Token] = []
    for piece in _PIECES.finditer(raw):
        part, at = piece.group(), start + piece.start()
        if part.isdecimal():
            tokens.append(_number(part, at))
            continue
        if tokens and part.startswith(_ORDINAL_ENDINGS) and (len(part) == 2 or part not in WORDS):
            tokens[-1].norm, tokens[-1].word, tokens[-1].end = "ORD", "1st", at + 2
            part, at = part[2:], at + 2
        if not part:
            continue
        word = _word(_SHORT_UNITS.get(part, part) if tokens else part, at, at + len(part))
        if word.norm not in _SPLIT_OFF:
            return None
        tokens.append(word)
    return None if any(token.norm == "WORD" for token in tokens) else tokens


def _without_glue(tokens: list[Token]) -> list[Token]:
    """Drop marks that only hold one date or number together: "1-sept-23", "sept. 23", "thirty-first"."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if kept and token.raw in _GLUE and kept[-1].end == token.start:
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            if _is_glue(kept[-1], token, after):
                continue
        kept.append(token)
    return kept


def _is_glue(before: Token, mark: Token, after: Token | None) -> bool:
    if mark.raw == "." and before.norm in _SHORTENED and before.raw != before.word:
        return True
    if after is None or mark.end != after.start:
        return False
    if before.raw in _NUMBER_WORDS and after.raw in _NUMBER_WORDS:
        return True
    pair = {before.norm, after.norm}
    return pair <= _DATE_PIECES and not pair.isdisjoint({"MONTH", "SEASON"}) and len(pair) == 2


def _number_words(tokens: list[Token]) -> list[Token]:
    """Merge the words of one number: "twenty twenty three", "thirty first", "two thousand and nine"."""
    words = [token.raw for token in tokens]
    if _NUMBER_WORDS.isdisjoint(words):
        return tokens
    merged: list[Token] = []
    place = 0
    while place < len(tokens):
        first = tokens[place]
        length, norm, value = _spelled(words[place : place + 5])
        if length:
            merged.append(Token(first.raw, _SPELLED_AS[norm], norm, first.start, tokens[place + length - 1].end, value))
        else:
            merged.append(first)
        place += length or 1
    return merged


def _spelled(words: list[str]) -> tuple[int, str, int]:
    """How many words spell a number, of which class, and its value; (0, "", 0) for none."""
    first, rest = words[0], words[1:]
    if first in ("nineteen", "twenty") and (tail := _two_digits(rest))[0]:
        return 1 + tail[0], "NUM", (1900 if first == "nineteen" else 2000) + tail[1]
    if first == "two" and rest[:1] == ["thousand"]:
        skipped = 2 if rest[1:2] == ["and"] else 1
        length, value = _cardinal(rest[skipped:])
        return (1 + skipped + length, "NUM", 2000 + value) if length else (2, "NUM", 2000)
    if first in TENS and rest and ORDINALS.get(rest[0], 10) < 10:
        return 2, "ORDW", TENS[first] + ORDINALS[rest[0]]
    if first in ORDINALS:
        return 1, "ORDW", ORDINALS[first]
    length, value = _cardinal(words)
    return length, "NUMW" if length else "", value


def _two_digits(words: list[str]) -> tuple[int, int]:
    """The last two digits of a year as it is spoken: "twenty three", "sixteen", "oh nine"."""
    if len(words) > 1 and words[0] in ("oh", "o", "zero") and SMALL_NUMBERS.get(words[1], 10) < 10:
        return 2, SMALL_NUMBERS[words[1]]
    length, value = _cardinal(words)
    return (length, value) if value >= 10 else (0, 0)


def _cardinal(words: list[str]) -> tuple[int, int]:
    if not words:
        return 0, 0
    if words[0] in TENS:
        ones = SMALL_NUMBERS.get(words[1], 10) if len(words) > 1 else 10
        return (2, TENS[words[0]] + ones) if ones < 10 else (1, TENS[words[0]])
    value = SMALL_NUMBERS.get(words[0], 0)
    return (1 if value else 0), value


def _ordinals_apart(tokens: list[Token]) -> list[Token]:
    """Join "1 st september"; "1 st mary's road" stays as it is."""
    joined: list[Token] = []
    for place, token in enumerate(tokens):
        before = joined[-1] if joined else None
        after = tokens[place + 1].norm if place + 1 < len(tokens) else ""
        if before and before.norm == "NUM" and token.raw in _ORDINAL_ENDINGS and after in ("MONTH", "of"):
            before.norm, before.word, before.end = "ORD", "1st", token.end
        else:
            joined.append(token)
    return joined


def _without_commas(tokens: list[Token]) -> list[Token]:
    """Drop the comma of "1 september, 2023"."""
    if all(token.norm != "," for token in tokens):
        return tokens
    return [
        token for place, token in enumerate(tokens) if not (place and _is_before_year(tokens[place - 1 : place + 3]))
    ]


def _is_before_year(tokens: list[Token]) -> bool:
    if len(tokens) < 3 or tokens[1].raw != ",":
        return False
    number = tokens[2]
    ends = len(tokens) == 3 or tokens[3].norm in ("STOP", ",")
    plausible = 1900 <= number.value < 2100 or (ends and len(number.raw) == 2)
    return tokens[0].norm in _BEFORE_YEAR and number.norm == "NUM" and plausible


def _settle_numbers(tokens: list[Token]) -> None:
    """Mark the numbers that count or name something, from right to left so that ranges follow."""
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        if token.norm not in ("NUM", "NUMW", "DECIMAL", "PAIR"):
            continue
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        before = tokens[place - 1] if place else None
        if after is not None and _counts(token, after):
            token.norm, token.word = "COUNT", "2"
        elif before is not None and _names(before, token):
            token.norm, token.word = "WORD", "w"
        elif token.norm == "NUMW" and token.value >= 10 and before is not None and before.norm in ("MONTH", "SEASON"):
            token.norm, token.word, token.raw = "NUM", "0", str(token.value)


def _names(before: Token, number: Token) -> bool:
    if before.raw in TITLED:
        return True
    year_group = before.word == "year" and before.raw != "years" and number.norm == "NUM" and number.value <= 13
    return year_group or (before.raw in NAMED and number.value < 1000)


def _counts(number: Token, after: Token) -> bool:
    if number.norm == "PAIR" and "/" in number.raw and len(number.raw) > 4:
        return False
    if after.raw in COUNTED:
        return True
    return after.norm == "UNIT" and not (number.norm == "NUM" and 1900 <= number.value < 2100)


def _settle_words(tokens: list[Token]) -> None:
    """Decide which "may" and "march" are months, "april" and "june" people, and "about" a subject."""
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        follows = tokens[place + 1] if place + 1 < len(tokens) else None
        subject = token.raw == "about" and before is not None and before.raw in TALKED_OF
        listed = place > 1 and tokens[place - 1].norm in ("TO", "AND") and tokens[place - 2].norm in _DATE_PIECES
        weak = token.norm == "MONTH" and token.raw in _WEAK_MONTHS and not listed
        if subject or (weak and not _is_month(token, before, follows)):
            token.norm, token.word = "WORD", "w"


def _is_month(token: Token, before: Token | None, follows: Token | None) -> bool:
    if token.raw not in ("may", "march"):
        return follows is None or follows.raw not in PERSON_VERBS
    if follows is not None and follows.norm in _MAKES_A_MONTH:
        return True
    numbered = before is not None and before.norm in ("NUM", "ORD", "ORDW", "PAIR")
    if numbered:
        return follows is None or follows.raw not in MODAL_VERBS
    if before is not None and before.raw in BEFORE_MONTH:
        return before.raw not in WEAK_BEFORE_MONTH or follows is None or follows.norm in ("STOP", ",")
    ends = follows is None or follows.norm in ("STOP", ",", "AND", "TO")
    return ends and (before is None or before.norm in ("STOP", ",", "PART", "EDGE", "REL", "AND", "TO"))
