"""What reading a text for dates can give: spans, or refusals that say why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from senco.timespan import DateSpan

RefusalCode = Literal["impossible", "too_early", "too_late", "ambiguous", "not_a_date", "too_vague"]
REFUSAL_CODES: tuple[RefusalCode, ...] = get_args(RefusalCode)


@dataclass(frozen=True)
class DateRefusal:
    """Why words could not be read as one date.

    ``text`` is the message for the person, ``said`` the words that it is about, and
    ``options`` the readings to choose from where there is more than one.
    """

    code: RefusalCode
    text: str
    said: str
    options: tuple[DateSpan, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: code, text, said, and options where there are any."""
        result: dict[str, Any] = {"code": self.code, "text": self.text, "said": self.said}
        if self.options:
            result["options"] = [option.as_dict() for option in self.options]
        return result


@dataclass(frozen=True)
class FoundDate:
    """One date in a text: ``text[start:end]`` are the words, ``result`` the reading."""

    start: int
    end: int
    result: DateSpan | DateRefusal
