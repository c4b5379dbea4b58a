"""The training provider on whose site the assistant sits: one file, read into one model."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError, validator

from senco.yamlfile import LINE, read_yaml

FILE = Path(__file__).resolve().parents[1] / "widget" / "demo" / "provider.yml"


class ProviderError(ValueError):
    """The provider's file cannot be used; the message names the file and the entry."""


class _Part(BaseModel):
    """A part of the file. An entry that nobody reads is a mistake."""

    class Config:
        extra = "forbid"
        allow_mutation = False


class Contact(_Part):
    """Where a person answers."""

    email: str


class LeadProvider(_Part):
    """The DfE-approved provider through whom places are booked."""

    name: str
    note: str


class Figure(_Part):
    """A number of the course, with what it counts."""

    value: str
    label: str


class Course(_Part):
    """What is taught, how, and to whom."""

    name: str
    purpose: str
    figures: list[Figure]
    shape: list[str]
    for_whom: list[str]
    not_needed: str


class Cohort(_Part):
    """A start of the course."""

    name: str
    note: str | None = None


class Booking(_Part):
    """How a place is booked; ``page`` is the page of the provider's site that tells it."""

    page: str
    steps: list[str]
    stuck: str


class Colours(_Part):
    """The site's colours as #rrggbb: ``on_accent`` is text on ``accent``, ``highlight`` only decorates."""

    accent: str
    on_accent: str
    highlight: str

    @validator("*")
    def _is_hexadecimal(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-f]{6}", value):
            raise ValueError("a colour looks like #4b2c6f")
        return value


class Provider(_Part):
    """A training provider, as of the cohort that ``as_of`` names."""

    name: str
    short_name: str
    as_of: str
    summary: str
    about: list[str]
    contact: Contact
    lead_provider: LeadProvider
    course: Course
    funding: str
    cohorts: list[Cohort]
    groups: list[str]
    groups_note: str
    booking: Booking
    colours: Colours


@lru_cache(maxsize=2)
def load_provider(path: Path = FILE) -> Provider:
    """Read the provider's file. Raises ProviderError, naming what is wrong, or DataFileError when it is no YAML."""
    try:
        return Provider.parse_obj(_without_lines(read_yaml(path)))
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(part) for part in first["loc"])
        raise ProviderError(f"{path.name}: {place}: {first['msg']}") from None


def _without_lines(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_lines(part) for key, part in value.items() if key != LINE}
    return [_without_lines(part) for part in value] if isinstance(value, list) else value
