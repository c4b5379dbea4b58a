"""The phrases of UK school dates: spaCy token patterns as data, each with the name of its reading.

A pattern is written as the tokens it matches, with spaces between. CAPITALS name a class of
words (the token's ``NORM``), small letters one word (``ORTH``), ``a|b`` either of them, and
``?`` says that a token may be missing. The longest phrase wins; of two as long, the first here.
"""

from __future__ import annotations

# words that are joined to one token of the class on the left before phrases are looked for
CHUNKS: dict[str, list[str]] = {
    "LENGTH": [
        "COUNT|NUMW|a UNIT",
        "a? FEW of? UNIT",
        "half a UNIT",
        "NUM|NUMW TO|AND COUNT|NUMW UNIT",
        "NUM|NUMW and a half UNIT",
        "COUNT|NUMW|a UNIT and a half",
        "COUNT|NUMW|a UNIT and so|NUMW",
        "COUNT|NUMW|a UNIT and? COUNT|NUMW UNIT",
    ],
    "SCHOOLYEAR": ["SCHOOL year"],
    "HALFTERM": ["half TO? term HOLS?"],
    "TERM": ["SEASON term", "term SEASON"],
    "FEAST": ["FEAST HOLS", "FEAST half TO? term", "SEASON HOLS", "new year"],
    "GONE": ["just gone", "just past", "gone"],
    "REL": ["the REL", "this past|coming"],
}

PHRASES: dict[str, list[str]] = {
    # days
    "figures": ["DATE"],
    "pair": ["PAIR"],
    "day_month_year": ["the? NUM|ORD|ORDW of? MONTH of? NUM|YR2", "NUM MONTH the? ORD"],
    "month_day_year": ["MONTH the? NUM|ORD|ORDW ,? NUM|YR2"],
    "day_month": ["the? NUM|ORD|ORDW of? MONTH", "MONTH the? ORD", "MONTH the ORDW"],
    "days_of_month": ["the? NUM|ORD AND|TO the? NUM|ORD of? MONTH", "PAIR of? MONTH"],
    "days_of_month_year": ["the? NUM|ORD AND|TO the? NUM|ORD of? MONTH NUM|YR2", "PAIR of? MONTH NUM|YR2"],
    "day_relative_year": ["the? NUM|ORD|ORDW of? MONTH of? REL year", "MONTH the? ORD of? REL year"],
    "relative_day": ["TODAY", "the? day before yesterday"],
    "day_of_relative_month": ["the? ORD of REL month"],
    "relative_weekday": ["REL|on|since WEEKDAY", "WEEKDAY GONE"],
    "weekday_of_week": ["WEEKDAY REL week"],
    "weekday": ["WEEKDAY"],
    "week_of_month": ["the? REL|ORD|ORDW week of|in MONTH", "the? REL|ORD|ORDW week of|in MONTH NUM|YR2"],
    "weekday_of_month": ["the? REL|ORD|ORDW WEEKDAY of|in MONTH", "the? REL|ORD|ORDW WEEKDAY of|in MONTH NUM|YR2"],
    # months
    "month_year": ["REL? MONTH of? NUM|YR2", "NUM MONTH"],
    "month_relative_year": ["MONTH of? REL year", "REL year in? MONTH"],
    "month_of_year_before_last": ["MONTH of? the? year before last"],
    "month_academic_year": ["MONTH of? SCHOOLYEAR? PAIR"],
    "before_last": ["the? MONTH|TERM|SCHOOLYEAR|UNIT|FEAST before last"],
    "relative_month": ["REL? MONTH GONE", "REL MONTH", "MONTH last"],
    "month": ["MONTH"],
    # terms
    "term_year": ["REL? TERM|SEASON of? NUM|YR2", "NUM TERM|SEASON", "SEASON NUM NUM"],
    "term_academic_year": ["TERM of? the? SCHOOLYEAR? PAIR", "PAIR TERM"],
    "term_relative_year": ["TERM|SEASON of? REL year|SCHOOLYEAR", "REL year TERM"],
    "relative_named_term": ["REL? TERM|SEASON GONE", "REL TERM|SEASON"],
    "relative_term": ["REL? term GONE", "REL term"],
    "term_so_far": ["the? PART of the? term", "EDGE TO? term", "the? ORD|ORDW|REL day|week of|in term"],
    "term": ["TERM"],
    "season": ["SEASON"],
    # holidays
    "half_term_year": ["MONTH|SEASON HALFTERM of? NUM|YR2", "HALFTERM in? MONTH NUM|YR2"],
    "half_term_relative_year": ["MONTH|SEASON HALFTERM REL year"],
    "relative_half_term": ["REL MONTH|SEASON HALFTERM", "REL? MONTH|SEASON HALFTERM GONE"],
    "half_term": ["MONTH|SEASON HALFTERM", "HALFTERM in MONTH"],
    "some_half_term": ["REL? HALFTERM"],
    "holiday_year": ["REL? FEAST of? NUM|YR2", "NUM FEAST"],
    "holiday_relative_year": ["FEAST REL year"],
    "relative_holiday": ["REL? FEAST GONE", "REL FEAST"],
    "over_the_summer": ["over the? SEASON"],
    "holiday": ["FEAST"],
    # years
    "year_said": ["NUM", "year NUM"],
    "short_year": ["year? YR2", "ago in YR2"],
    "years_in_short": ["YR2 AND|TO YR2"],
    "academic_year": ["SCHOOLYEAR of? PAIR", "PAIR SCHOOLYEAR", "SCHOOLYEAR NUM TO NUM", "NUM TO NUM SCHOOLYEAR"],
    "one_academic_year": ["SCHOOLYEAR NUM", "NUM SCHOOLYEAR"],
    "relative_academic_year": ["REL? SCHOOLYEAR GONE", "REL SCHOOLYEAR"],
    "school_year_so_far": ["the? PART of the? SCHOOLYEAR"],
    "relative_unit": ["REL UNIT"],
    "unit_so_far": ["the? PART of the UNIT"],
    "earlier": ["earlier in? REL UNIT"],
    "later": ["later in? REL UNIT"],
    # counted from today
    "ago": ["LENGTH ago"],
    "ago_at_least": ["more than LENGTH ago", "over LENGTH ago"],
    "ago_at_most": ["less than? LENGTH ago"],
    "ahead": ["in LENGTH time?", "LENGTH time|hence", "LENGTH from now"],
    "years_at_month": ["LENGTH ago? in? REL? MONTH", "MONTH LENGTH ago"],
    "in_post": ["for? LENGTH", "for REL LENGTH", "for? more than LENGTH", "for? over LENGTH", "LENGTH in post|role"],
    "this_time": ["REL time REL UNIT", "the? same time REL UNIT"],
    # too vague to be used
    "vague": [
        "a? long? while ago",
        "a? long? time ago",
        "some time ago",
        "ages ago",
        "many? UNIT ago",
        "the other day|week|month|year",
        "sometime",
    ],
}

# read only when nothing else is in the text: in a sentence they are seldom a date
ALONE: dict[str, list[str]] = {
    "now": ["just? now"],
    "vague_alone": ["recently", "some time", "a? while"],
}

# words before a phrase that say which part of it is meant, or how exactly
MODIFIERS: dict[str, list[str]] = {
    "part": ["the? PART of the?", "the? EDGE TO? in|the?"],
    "around": ["AROUND the?", "some? time AROUND", "sometime AROUND"],
    "some_time_in": ["some? time in", "sometime in"],
    "before": ["before TO? the?"],
    "after": ["after the?"],
    "weekday_named": ["WEEKDAY ,?"],
}
