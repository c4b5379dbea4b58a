"""From facts to the box of everything that they leave possible, and what cannot be."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from senco.rules.book import Rules
from senco.rules.evaluate import ANY_VALUE, Box, Days, Room, interval
from senco.rules.model import VALUES, FactError, Facts

FIRST_DAY = date(1960, 1, 1)
YEARS_AHEAD = 5
ONE_DAY = timedelta(days=1)
BELONGS_TO = {
    "nasenco_started_on": ("nasenco", {"in_progress", "completed", "stopped"}),
    "nasenco_completed_on": ("nasenco", {"completed"}),
    "npq_started_on": ("npq", {"in_progress", "passed"}),
    "earlier_service_from": ("earlier_service", {"up_to_12_months", "over_12_months"}),
}
"""Which dates go with which answer."""


def check(facts: Facts, today: date, rules: Rules) -> None:
    """Refuse facts that cannot be true together. Raises FactError naming the fact to change."""
    _check_belonging(facts)
    _check_order(facts)
    if facts.nasenco_completed_on and facts.nasenco_completed_on.earliest > today:
        raise FactError(
            "nasenco_completed_on",
            "The NASENCO cannot have been completed on a day still to come. If it is under way, say so.",
        )
    first = rules.cohorts.first_possible_start
    if facts.npq in ("in_progress", "passed") and (today < first or _ends_before(facts, first)):
        raise FactError(
            "npq_started_on",
            "The NPQ for SENCOs was first taught in autumn 2024. Check the date, or whether it was another NPQ.",
        )


def _ends_before(facts: Facts, first: date) -> bool:
    return facts.npq_started_on is not None and facts.npq_started_on.latest < first


def _check_belonging(facts: Facts) -> None:
    for fact, (parent, allowed) in BELONGS_TO.items():
        answer = getattr(facts, parent)
        if getattr(facts, fact) is not None and answer is not None and answer not in allowed:
            raise FactError(fact, f"A date for {fact} does not go with {parent} being {answer}.")


def _check_order(facts: Facts) -> None:
    started, completed = facts.nasenco_started_on, facts.nasenco_completed_on
    if started and completed and completed.latest < started.earliest:
        raise FactError(
            "nasenco_completed_on",
            "The NASENCO cannot have been completed before it was begun.",
        )
    earlier, appointed = facts.earlier_service_from, facts.appointed_on
    if earlier and appointed and earlier.earliest > appointed.latest:
        raise FactError(
            "earlier_service_from",
            "Earlier service cannot have begun after this appointment.",
        )


def box_of(facts: Facts, today: date, rules: Rules, *, optional_unstated: bool) -> Box:
    """Everything that the facts leave possible on ``today``.

    With ``optional_unstated`` an earlier service whose beginning nobody gave stays
    unstated; otherwise its beginning is one more thing that could still be learned.
    """
    box: dict[str, Room] = {
        name: frozenset([known]) if (known := getattr(facts, name)) is not None else frozenset(values)
        for name, values in VALUES.items()
    }
    last = today + relativedelta(years=YEARS_AHEAD)
    box["appointed_on"] = _room(facts, "appointed_on", FIRST_DAY, last)
    box["nasenco_completed_on"] = _room(facts, "nasenco_completed_on", _started_first(facts), today)
    box["nasenco_started_on"] = _room(facts, "nasenco_started_on", FIRST_DAY, _completed_last(facts, today))
    box["npq_started_on"] = _npq_room(facts, today, rules)
    box["earlier_service_from"] = _earlier_room(facts, box["appointed_on"], rules, optional_unstated)
    return box


def _room(facts: Facts, name: str, first: date, last: date) -> Days:
    known = getattr(facts, name)
    if known is None:
        return first, max(first, last)
    clipped = known.up_to(last)
    return (
        (max(clipped.earliest, first), clipped.latest)
        if clipped.latest >= first
        else (clipped.earliest, clipped.latest)
    )


def _started_first(facts: Facts) -> date:
    return facts.nasenco_started_on.earliest if facts.nasenco_started_on else FIRST_DAY


def _completed_last(facts: Facts, today: date) -> date:
    return facts.nasenco_completed_on.latest if facts.nasenco_completed_on else today


def _npq_room(facts: Facts, today: date, rules: Rules) -> Days:
    first = rules.cohorts.first_possible_start
    known = facts.npq_started_on
    return (max(known.earliest, first), max(known.latest, first)) if known else (first, max(first, today))


def _earlier_room(facts: Facts, appointed: Room, rules: Rules, optional_unstated: bool) -> Room:
    last_appointed = interval(appointed)[1]
    if facts.earlier_service_from is not None:
        known = facts.earlier_service_from
        return known.earliest, max(known.earliest, min(known.latest, last_appointed))
    months = rules.long_service_months if facts.earlier_service == "over_12_months" else 0
    last = max(FIRST_DAY, last_appointed - relativedelta(months=months) - ONE_DAY)
    if optional_unstated and last >= rules.dates["requirement_begins"]:
        return ANY_VALUE
    return FIRST_DAY, last
