"""Reading UK school dates: words to intervals of days. ``today`` is always passed in.

How a text becomes a date: ``lexer`` makes tokens (figures are read the same with and without
spaCy), ``grammar`` finds the phrases of ``phrases`` among them, ``meaning`` says what each phrase
means, ``context`` settles years that were not said, ``refusals`` words what could not be read.

What was decided where people differ (each has its rows in ``tests/dates/phrases.yml``):

* A month or day without a year is the most recent one; with words of the future ("i start in
  january", "from january") the coming one. A year said beside it is shared ("jan to nov 2024").
* "sept 23" is September 2023. Where the figures are above this year's and still a day of the
  month ("sept 28" in 2026), it is ambiguous, unless the words say that it is to come.
* "last september" is the most recent one that is over, "this september" the one of this calendar
  year (ambiguous where another is much nearer), "next september" the coming one.
* A pair of figures is ambiguous when it fits more than once: day and month, month and year,
  academic year ("05/06", "2009-10"). Day first always, ISO never turned round.
* A day of the week that does not fit its date is ambiguous: one of the two is wrong.
* "before 2009" reaches back to 1960; "about", "ago" and parts of terms are wide on purpose.
* Lengths of time are dates only with "ago", "been ... for", "in post": "takes 3 years" is none.
"""

from senco.dates.reader import find_dates, read_date
from senco.dates.result import REFUSAL_CODES, DateRefusal, FoundDate, RefusalCode

__all__ = ["REFUSAL_CODES", "DateRefusal", "FoundDate", "RefusalCode", "find_dates", "read_date"]
