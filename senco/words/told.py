"""Dates in words, as GOV.UK writes them: "1 September 2026", no leading nought, no ordinals."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from senco.timespan import DateSpan

ANY_TIME = date(1960, 1, 1)
"""A span that begins here has no beginning that matters."""

TERM_BY_FIRST_MONTH = {9: "autumn", 1: "spring", 4: "summer"}


def told_day(day: date) -> str:
    """A day: "1 September 2026"."""
    return f"{day.day} {day:%B %Y}"


def told_month(day: date) -> str:
    """The month that a day lies in: "September 2026"."""
    return f"{day:%B %Y}"


def told_span(span: DateSpan) -> str:
    """An interval, named by what it is where it is whole: "September 2023", "the autumn term 2023"."""
    if span.is_day:
        return told_day(span.earliest)
    if span.earliest <= ANY_TIME:
        return f"before {told_day(span.latest + relativedelta(days=1))}"
    if span.grain == "month" and span.earliest.day == 1 and span.latest == span.earliest + relativedelta(day=31):
        return told_month(span.earliest)
    if span.grain == "year" and (span.earliest.month, span.latest.month, span.latest.day) == (1, 12, 31):
        return str(span.earliest.year)
    if span.grain == "academic_year" and span.latest == span.earliest + relativedelta(years=1, days=-1):
        return f"the academic year {span.earliest.year} to {span.latest.year}"
    if span.grain == "term" and _whole_term(span):
        return f"the {TERM_BY_FIRST_MONTH[span.earliest.month]} term {span.earliest.year}"
    return _between(span)


def told_when(span: DateSpan) -> str:
    """An interval as an answer to "when?": "on 1 September 2026", "in September 2023", "between … and …"."""
    told = told_span(span)
    if told.startswith(("between ", "before ")):
        return told
    return f"on {told}" if span.is_day else f"in {told}"


def _whole_term(span: DateSpan) -> bool:
    last = {9: (12, 31), 1: (4, 30), 4: (8, 31)}.get(span.earliest.month)
    return span.earliest.day == 1 and (span.latest.month, span.latest.day) == last


def _between(span: DateSpan) -> str:
    whole_months = span.earliest.day == 1 and span.latest == span.latest + relativedelta(day=31)
    if span.grain in ("approximate", "month") and whole_months:
        return f"between {told_month(span.earliest)} and {told_month(span.latest)}"
    return f"between {told_day(span.earliest)} and {told_day(span.latest)}"
