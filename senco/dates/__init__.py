"""Reading UK school dates: words to intervals of days. ``today`` is always passed in."""

from senco.dates.reader import find_dates, read_date
from senco.dates.result import REFUSAL_CODES, DateRefusal, FoundDate, RefusalCode

__all__ = ["REFUSAL_CODES", "DateRefusal", "FoundDate", "RefusalCode", "find_dates", "read_date"]
