"""One fact: what is told, on whose authority, and until when it may be relied on."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Extra, root_validator, validator

Standing = Literal["law", "guidance", "derived", "disputed", "provider", "news", "history"]
"""``derived`` is worked out by us; ``disputed`` gives every reading; ``history`` is told as old."""

AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LIVE = ("https://www.gov.uk/", "https://www.legislation.gov.uk/")


class Fact(BaseModel):
    """A statement in our own words, never a quotation.

    ``as_of`` is the year, month or day for which the source speaks; for an undated page, the day
    on which it was seen. ``check_by`` is the last day before somebody must look again; ``live`` is
    the official page to look at. ``superseded_by`` names the facts that say what holds now.
    """

    id: str
    statement: str
    standing: Standing
    sources: tuple[str, ...]
    as_of: str
    perishable: bool
    check_by: date
    live: str | None
    superseded_by: tuple[str, ...] = ()

    class Config:
        allow_mutation = False
        extra = Extra.forbid

    @validator("statement", "id")
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty")
        return value

    @validator("sources")
    def _cites_something(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("cites nothing")
        return value

    @validator("as_of")
    def _is_a_date(cls, value: str) -> str:
        if not AS_OF.fullmatch(value):
            raise ValueError(f"{value!r} is no year, month (2024-02) or day (2024-02-02)")
        return value

    @validator("live")
    def _is_official(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(LIVE):
            raise ValueError(f"{value!r} is not an official page")
        return value

    @root_validator(skip_on_failure=True)
    def _perishable_has_a_page(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["perishable"] and values["live"] is None:
            raise ValueError("a perishable fact needs a live page to check")
        return values


def expired(fact: Fact, today: date) -> bool:
    """Whether the day by which somebody should have looked at the fact again has passed."""
    return today > fact.check_by
