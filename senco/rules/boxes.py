"""From facts to the box of everything that they leave possible, and what cannot be."""

from __future__ import annotations

from datetime import date, timedelta

from senco.rules.book import Rules, months_after
from senco.rules.evaluate import ANY_VALUE, Box, Days, Room, interval
from senco.rules.model import VALUES, FactError, Facts

FIRST_DAY = date(1960, 1, 1)
YEARS_AHEAD = 5
ONE_DAY = timedelta(days=1)
TO_COME = {
    "nasenco_started_on": "A NASENCO that begins on a day still to come has not been begun. Say that none is begun.",
    "nasenco_completed_on": "A NASENCO cannot have been completed on a day still to come. If it is under way, say so.",
    "npq_started_on": "An NPQ that begins on a day still to come has not been begun. Say that none is begun.",
}
"""What to say where something begun or completed lies in the future."""

BELONGS_TO = {
    "nasenco_started_on": ("nasenco", {"in_progress", "completed", "stopped"}),
    "nasenco_completed_on": ("nasenco", {"completed"}),
    "npq_started_on": ("npq", {"in_progress", "passed"}),
    "earlier_service_from": ("earlier_service", {"up_to_12_months", "over_12_months"}),
}
"""Which dates go with which answer."""

MISFITS = {
    "nasenco_started_on": "A NASENCO that was begun does not go with having none. Is it under way or completed?",
    "nasenco_completed_on": "A day of completing the NASENCO goes with a completed one only. Is it completed?",
    "npq_started_on": "An NPQ that was begun does not go with having none. Is it under way or passed?",
    "earlier_service_from": "Earlier service that has a start does not go with having none. How long was it in all?",
}
"""What to say where a date does not go with the answer."""


def check(facts: Facts, today: date, rules: Rules) -> None:
    """Refuse facts that cannot be true together. Raises FactError naming the fact to change."""
    _check_belonging(facts)
    _check_order(facts)
    _check_long_service(facts, rules)
    _check_not_to_come(facts, today)
    _check_npq_begun(facts, today, rules)


def _check_not_to_come(facts: Facts, today: date) -> None:
    """What is under way or completed was begun or completed by today."""
    for fact, said in TO_COME.items():
        span = getattr(facts, fact)
        if span is not None and span.earliest > today:
            raise FactError(fact, said)


def _check_npq_begun(facts: Facts, today: date, rules: Rules) -> None:
    first, start = rules.cohorts.first_possible_start, facts.npq_started_on
    begun = facts.npq in ("in_progress", "passed")
    if begun and (today < first or (start is not None and start.latest < first)):
        raise FactError(
            "npq_started_on",
            f"The NPQ for SENCOs was first taught in {rules.cohorts.listed[0].name}. "
            "Check the date, or whether it was another NPQ.",
        )


def _check_long_service(facts: Facts, rules: Rules) -> None:
    earlier, appointed = facts.earlier_service_from, facts.appointed_on
    if facts.earlier_service != "over_12_months" or not earlier or not appointed:
        return
    if months_after(earlier.earliest, rules.long_service_months) >= appointed.latest:
        raise FactError(
            "earlier_service_from",
            "Service that began a year or less before this appointment cannot come to more than twelve months.",
        )


def _check_belonging(facts: Facts) -> None:
    for fact, (parent, allowed) in BELONGS_TO.items():
        answer = getattr(facts, parent)
        if getattr(facts, fact) is not None and answer is not None and answer not in allowed:
            raise FactError(fact, MISFITS[fact])


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
    last = months_after(today, 12 * YEARS_AHEAD)
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
    months = rules.long_service_months if facts.earlier_service == "over_12_months" else 0
    last = max(FIRST_DAY, months_after(interval(appointed)[1], -months) - ONE_DAY)
    known = facts.earlier_service_from
    if known is not None:
        return known.earliest, max(known.earliest, min(known.latest, last))
    if optional_unstated and last >= rules.dates["requirement_begins"]:
        return ANY_VALUE
    return FIRST_DAY, last
