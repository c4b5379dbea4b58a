"""The words that dates are made of, as data.

Each known word has one canonical spelling, one class (``norm``, which the patterns of the
grammar name in capitals) and its place in that class. A word that is not here, and is no
misspelling of one that is, is only ``WORD`` to the grammar.
"""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A known word: canonical spelling, class, and place in the class (months from 1)."""

    word: str
    norm: str
    value: int = 0


# class -> canonical word -> other spellings of it
_CLASSES: dict[str, dict[str, str]] = {
    "MONTH": {
        "january": "jan janu",
        "february": "feb febr feburary",
        "march": "mar mrch",
        "april": "apr aprl",
        "may": "",
        "june": "jun",
        "july": "jul jully",
        "august": "aug agust",
        "september": "sep sept septem spet setp",
        "october": "oct octo",
        "november": "nov novem",
        "december": "dec decem",
    },
    "WEEKDAY": {
        "monday": "mon mondays",
        "tuesday": "tue tues",
        "wednesday": "wed weds wednesay",
        "thursday": "thu thur thurs",
        "friday": "fri",
        "saturday": "sat",
        "sunday": "sun",
    },
    "SEASON": {
        "winter": "",
        "spring": "spr",
        "summer": "sumer",
        "autumn": "autum aut autumnal fall",
    },
    "FEAST": {
        "easter": "",
        "christmas": "xmas chrimbo crimbo chrismas cristmas",
        "whitsun": "whit",
    },
    "UNIT": {
        "day": "days",
        "week": "weeks wk wks",
        "fortnight": "fortnights",
        "month": "months mth mths mnth mnths mos",
        "year": "years yr yrs yeras",
        "term": "terms",
    },
    "AROUND": {"about": "around approx approximately roughly circa c nearly almost"},
    "PART": {
        "start": "beginning begining outset onset",
        "middle": "halfway",
        "end": "close",
    },
    "EDGE": {"early": "", "mid": "", "late": ""},
    "FEW": {"couple": "", "few": "", "several": ""},
    "HOLS": {"holidays": "holiday hols vacation break"},
    "REL": {"last": "previous lst", "this": "current", "next": "nxt", "past": "", "coming": "upcoming"},
    "SCHOOL": {"academic": "school acad"},
    "TODAY": {"yesterday": "yday yesteday", "today": "2day", "tomorrow": "tmrw tomorow tommorow"},
    "AND": {"and": "& + n or"},
    "TO": {"to": "thru through until till til"},
}

# words that patterns name one by one
_PLAIN: dict[str, str] = {
    "a": "an",
    "after": "",
    "ago": "back",
    "before": "pre",
    "earlier": "",
    "for": "",
    "from": "",
    "gone": "passed",
    "half": "",
    "hence": "",
    "in": "",
    "just": "",
    "later": "",
    "less": "under fewer",
    "more": "",
    "new": "",
    "now": "",
    "of": "",
    "on": "",
    "over": "",
    "role": "",
    "post": "",
    "same": "",
    "so": "",
    "ish": "",
    "since": "",
    "than": "",
    "the": "teh",
    "time": "times",
    # only for what is too vague
    "ages": "yonks donkeys",
    "some": "",
    "long": "",
    "many": "",
    "other": "",
    "recently": "lately",
    "sometime": "",
    "while": "",
}


def _known_words() -> dict[str, Word]:
    words: dict[str, Word] = {}
    for norm, members in _CLASSES.items():
        for place, (canonical, spellings) in enumerate(members.items()):
            entry = Word(canonical, norm, place + (norm == "MONTH"))
            words.update(dict.fromkeys([canonical, *spellings.split()], entry))
    for canonical, spellings in _PLAIN.items():
        words.update(dict.fromkeys([canonical, *spellings.split()], Word(canonical, canonical)))
    return words


WORDS = _known_words()
MONTHS = tuple(_CLASSES["MONTH"])
SEASONS = tuple(_CLASSES["SEASON"])

# words that spell numbers
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_TEENS = "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
SMALL_NUMBERS = {word: value for value, word in enumerate(_ONES + _TEENS, 1)}
TENS = {word: 10 * value for value, word in enumerate(_TENS, 2)}
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, 1)} | {"twentieth": 20, "thirtieth": 30}

# a number before one of these counts something and is no date ("450 pupils", "60 credits")
COUNTED = frozenset(
    "pupil pupils child children kid kids student students staff teacher teachers sencos sendcos school schools class"
    " classes credit credits hour hours hrs hr minute minutes mins people person others of pounds quid percent words"
    " pages session sessions module modules place places times site sites provision academy olds old applicants"
    " candidates miles governors heads ehcps ehcp plans lessons periods marks points units levels regs regulations law"
    " act rules review paper white green proposals".split()
)
# a number after one of these names a thing and is no date ("year 6", "level 7", "section 67")
NAMED = frozenset(
    "level lvl stage ks key phase room block part chapter section paragraph para regulation reg module class grade"
    " band step page row age aged ages unit version group tier set task criterion".split()
)
# a year after one of these is in the name of a law or a report ("act 2014", "code of practice 2015")
TITLED = frozenset("act regulations regs code practice paper bill review".split())

# "about" after one of these says what is talked of, not how exactly
TALKED_OF = frozenset(
    "what how special know ask asking asked tell me hear heard read worried confused unsure question questions sure"
    " thinking talking something anything news info information".split()
)

# the tense of a message, for months that are said without a year
FUTURE_CUES = frozenset(
    "will going gonna starting start starts begin begins beginning taking becoming become take planned due upcoming"
    " next soon hoping join joining moving leaving retiring retires returning returns".split()
)
# these say it only when no word of the past stands by ("from january", "was senco from january")
WEAK_FUTURE_CUES = frozenset("from until till til by".split())
PAST_CUES = frozenset(
    "started since was were been began did had appointed became got took completed joined moved passed qualified"
    " finished ago last done enrolled left ended".split()
)
# these may stand between a month and its year ("sept (i think) 2023")
HEDGES = frozenset("i think thinks guess believe maybe probably possibly perhaps ( ) , erm er um like".split())
# after "june", "april" or "jan" these show a person
PERSON_VERBS = frozenset("said says say is has thinks thought told asked asks wants".split())
# after "3 may" or "year 6 may" these show the verb
MODAL_VERBS = frozenset("be not have need only also well".split())
# before "may" or "march" these show a month
BEFORE_MONTH = frozenset(
    "in since last next this from until till til by during of early mid late end start beginning middle before after"
    " around about past coming to and or through started starting start begin began joined previous".split()
)
# ... but these do so only when no other word follows ("this may be enough")
WEAK_BEFORE_MONTH = frozenset("this and or to start coming past".split())
# between "been" and "for 2 years" these may stand: the years are time in the job
IN_THE_JOB = frozenset(
    "a an the acting interim senco sendco sencos our my their her his its it this that job role in post as one working"
    " designated named doing been now for at school here unqualified only just about nearly almost over both".split()
)
TIME_IN_POST = frozenset("been post role".split())
