"""`senco check` and `senco date`: the rules and the date reader without a conversation.

Answers from a cold start in well under a second: the rules load nothing of Rasa, and a
date that is not plain digits is what loads spaCy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from senco.clock import ClockError, today
from senco.rules import (
    USUAL_ON_COMMAND_LINE,
    Decision,
    FactError,
    Facts,
    Needs,
    Rules,
    decide,
    load_rules,
)
from senco.rules.model import DATES, VALUES
from senco.timespan import DateSpan
from senco.yamlfile import DataFileError

OPTION_OF = {
    "appointed_on": "--appointed",
    "earlier_service_from": "--earlier-service-from",
    "nasenco_started_on": "--nasenco-started",
    "nasenco_completed_on": "--nasenco-completed",
    "npq_started_on": "--npq-started",
    **{name: "--" + name.replace("_", "-") for name in VALUES},
}
"""The option that gives each fact."""


class BadInput(click.ClickException):
    """Something given cannot be used: one line on standard error, exit code 2."""


class OneLineGroup(click.Group):
    """A group of commands that turns every usage error into one clear line."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command. Always leaves by SystemExit."""
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.ClickException as error:
            message = error.format_message().replace("\n", " ")
            click.echo(f"senco: {' '.join(message.split())}", err=True)
            raise SystemExit(2) from None
        except click.Abort:
            raise SystemExit(130) from None


@click.group(cls=OneLineGroup)
def senco() -> None:
    """Which SENCO qualification, by when, and why. Not legal advice: the duty is the school's."""


def _fact_options(command: Any) -> Any:
    for name in reversed(OPTION_OF):
        kind = click.Choice(VALUES[name]) if name in VALUES else str
        command = click.option(OPTION_OF[name], name, type=kind, help=_help(name))(command)
    return command


def _help(name: str) -> str:
    return 'A date in any UK form, such as 2023-01-09, "sept 2023" or "autumn term 2023".' if name in DATES else ""


@senco.command()
@_fact_options
@click.option("--as-of", help="The day to answer for. Today when left out.")
@click.option(
    "--strict",
    is_flag=True,
    help="Take nothing for granted: say which facts are missing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(as_of: str | None, strict: bool, as_json: bool, **given: str | None) -> None:
    """Decide which qualification is needed and by when."""
    day, rules = _as_of(as_of), _rules()
    spans = {name: _read_fact(OPTION_OF[name], text, day) for name, text in given.items() if name in DATES and text}
    values = {name: value for name, value in given.items() if name not in DATES}
    try:
        facts, assumed = Facts.of(**values, **spans).assuming({} if strict else USUAL_ON_COMMAND_LINE)
        result = decide(facts, day, rules, assumed, strict=strict)
    except FactError as error:
        raise BadInput(f"{OPTION_OF[error.fact]}: {error}") from None
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        _print_result(result, rules)


@senco.command("date")
@click.argument("text")
@click.option(
    "--as-of",
    help="The day that words like 'last' are counted from. Today when left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def read_date_command(text: str, as_of: str | None, as_json: bool) -> None:
    """Read a UK school date."""
    from senco.dates import read_date

    result = read_date(text, _as_of(as_of))
    data = result.as_dict()
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    elif isinstance(result, DateSpan):
        click.echo(_told(result.earliest) if result.is_day else f"{_told(result.earliest)} to {_told(result.latest)}")
    else:
        click.echo(data["text"])


def _as_of(text: str | None) -> date:
    try:
        now = today()
    except ClockError as error:
        raise BadInput(str(error)) from None
    if text is None:
        return now
    span = _read("--as-of", text, now)
    if not span.is_day:
        raise BadInput(f"--as-of must be one day, such as 2026-11-21, not {text!r}.")
    return span.earliest


def _read(option: str, text: str, day: date) -> DateSpan:
    span = _read_fact(option, text, day)
    if span is None:
        raise BadInput(f"{option} is too vague: {text!r}.")
    return span


def _read_fact(option: str, text: str, day: date) -> DateSpan | None:
    """Read a date; None where the words are too vague to be one, so that the fact stays unknown."""
    from senco.dates import read_date

    result = read_date(text, day)
    if isinstance(result, DateSpan):
        return result
    if result.code == "too_vague":
        return None
    raise BadInput(f"{option}: {result.text}")


def _rules() -> Rules:
    try:
        return load_rules()
    except DataFileError as error:
        raise BadInput(f"the rules cannot be used: {error}") from None


def _print_result(result: Decision | Needs, rules: Rules) -> None:
    if isinstance(result, Needs):
        click.echo("Not decided yet. " + result.why)
        for fact in result.facts:
            click.echo(f"  {OPTION_OF[fact]:<24} {rules.labels[fact].label}")
        return
    click.echo(f"{result.outcome}: {rules.titles[result.outcome]}")
    if result.deadline and result.deadline_latest and result.safe_by:
        span = _told(result.deadline)
        if result.deadline_latest != result.deadline:
            span += f" to {_told(result.deadline_latest)}"
        click.echo(f"Deadline: {span}. Safe day: {_told(result.safe_by)}. As of {_told(result.as_of)}.")
    for rule in result.rules:
        click.echo(f"- {rules.by_id[rule].statement}")
    for reading in result.readings:
        until = f" Date: {_told(reading.deadline)}." if reading.deadline else " No date."
        click.echo(f"  One reading: {reading.statement}{until}")
    if result.assumed:
        taken = (f"{OPTION_OF[name]} {getattr(result.facts, name) or 'not given'}" for name in result.assumed)
        click.echo("Taken for granted: " + ", ".join(taken))
    click.echo(f"Standing: {result.standing}. Sources:")
    for source in result.sources:
        where = f", {source['paragraph']}" if source.get("paragraph") else ""
        click.echo(f"  {source['title']}{where} ({source['publisher']}; {source['version']})")


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (0, or 2 for bad input)."""
    try:
        senco.main(args=None if argv is None else list(argv), prog_name="senco")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
