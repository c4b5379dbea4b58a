"""No gap and no overlap in time: all facts, on the first day of every quarter, have one cited outcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle, product

import pytest

from senco.rules import Decision, Facts, Rules, decide, load_rules

YEARS = range(2005, 2033)
TODAYS = (date(2024, 2, 19), date(2024, 9, 1), date(2026, 11, 21), date(2027, 9, 1), date(2032, 12, 31))
ROLES = ("designated", "planned", "not_designated")
SETTINGS = (
    "mainstream",
    "maintained_nursery",
    "special",
    "alternative_provision",
    "independent",
    "post_16",
    "early_years",
    "outside_england",
)
TEACHERS = ("yes", "no", "head", "in_induction")
EARLIER = ("none", "up_to_12_months", "over_12_months")
AWARDS = ("none", "in_progress", "completed", "stopped")
NPQS = ("none", "in_progress", "passed")
OUTCOMES = {
    "NOT_IN_SCOPE",
    "NO_QUAL_NEEDED",
    "NASENCO_COUNTS",
    "NASENCO_IN_PROGRESS",
    "NPQ_COUNTS",
    "NPQ_IN_PROGRESS",
    "NPQ_REQUIRED",
    "NPQ_AT_RISK",
    "OVERDUE",
    "NOT_SENCO_YET",
    "CANNOT_BE_SENCO",
    "UNCLEAR_REFER",
}
COMBINATIONS = tuple(product(ROLES, SETTINGS, TEACHERS, EARLIER, AWARDS, NPQS))
NPQ_BEGAN = date(2024, 10, 14)


def quarters(year: int) -> Iterator[date]:
    """The first day of each quarter."""
    return (date(year, month, 1) for month in (1, 4, 7, 10))


def facts_of(combination: tuple[str, ...], appointed_on: date, today: date) -> Facts:
    """The combination with every date stated that could matter, none of them after today."""
    role, setting, teacher, earlier, award, npq = combination
    late = today > date(2025, 7, 4) and appointed_on.month in (4, 10)
    begun, completed = ("2024-10-07", "2025-07-04") if late else ("2022-09-19", "2023-07-07")
    npq = npq if today >= NPQ_BEGAN else "none"
    return Facts.of(
        role=role,
        setting=setting,
        qualified_teacher=teacher,
        appointed_on=appointed_on,
        earlier_service=earlier,
        earlier_service_from=None if earlier == "none" else appointed_on.replace(year=appointed_on.year - 2),
        nasenco=award,
        nasenco_started_on=None if award == "none" else begun,
        nasenco_completed_on=completed if award == "completed" else None,
        npq=npq,
        npq_started_on=None if npq == "none" else NPQ_BEGAN,
    )


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_every_combination_has_one_cited_outcome(year: int, rules: Rules) -> None:
    # The days on which it is asked take turns, from a different one each year, so that
    # every combination meets each of them while each quarter is asked about only once.
    first = year % len(TODAYS)
    todays = cycle(TODAYS[first:] + TODAYS[:first])
    for appointed_on, combination in product(quarters(year), COMBINATIONS):
        today = next(todays)
        facts = facts_of(combination, appointed_on, today)
        decision = decide(facts, today, rules)
        assert isinstance(decision, Decision), (facts, today, decision)
        assert decision.outcome in OUTCOMES, (facts, today, decision)
        assert decision.rules and decision.sources, (facts, today, decision)
