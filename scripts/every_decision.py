"""Situations enough to reach every decision that the assistant can tell, and every variant of its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from actions.memory import Memory
from senco.rules import Decision, FactError, Facts, decide, load_rules
from senco.rules.model import USUAL, VALUES
from senco.timespan import DateSpan

TODAYS = (date(2024, 2, 19), date(2026, 11, 21), date(2027, 10, 1), date(2028, 3, 1))
STARTS = (
    date(2008, 9, 1), date(2009, 9, 1), date(2021, 9, 1), date(2023, 10, 2),
    date(2024, 2, 29), date(2025, 1, 6), date(2026, 9, 1), date(2028, 9, 1),
)  # fmt: skip
MONTH = DateSpan(date(2024, 2, 1), date(2024, 2, 29), "month", "feb 24")
BEFORE_CHANGE, AFTER_CHANGE = date(2024, 1, 8), date(2024, 10, 1)

Said = dict[str, Any]
AWARDS: tuple[Said, ...] = (
    {"nasenco": "none", "npq": "none"},
    {"nasenco": "stopped", "npq": "none"},
    {"nasenco": "completed"},
    {"nasenco": "completed", "nasenco_completed_on": date(2016, 7, 1)},
    {"nasenco": "completed", "nasenco_started_on": AFTER_CHANGE, "nasenco_completed_on": date(2025, 7, 1)},
    {"nasenco": "completed", "nasenco_started_on": BEFORE_CHANGE, "nasenco_completed_on": date(2027, 9, 1)},
    {"nasenco": "in_progress", "nasenco_started_on": BEFORE_CHANGE},
    {"nasenco": "in_progress", "nasenco_started_on": AFTER_CHANGE, "npq": "none"},
    {"npq": "passed"},
    {"npq": "in_progress", "npq_started_on": date(2024, 11, 1)},
    {"npq": "in_progress", "npq_started_on": date(2026, 11, 2)},
)
EARLIER: tuple[Said, ...] = (
    {"earlier_service": "none"},
    {"earlier_service": "up_to_12_months"},
    {"earlier_service": "up_to_12_months", "earlier_service_from": date(2008, 1, 7)},
    {"earlier_service": "up_to_12_months", "earlier_service_from": date(2014, 1, 6)},
    {"earlier_service": "over_12_months"},
    {"earlier_service": "over_12_months", "earlier_service_from": date(2005, 1, 5)},
    {"earlier_service": "over_12_months", "earlier_service_from": date(2014, 1, 6)},
)
UNUSUAL: tuple[Said, ...] = tuple({name: value} for name in USUAL for value in VALUES[name] if value != USUAL[name])


def decisions() -> Iterator[tuple[Decision, Memory]]:
    """Decisions of every kind, each with the memory of the conversation that led there."""
    seen: set[tuple[object, ...]] = set()
    for said, today in _situations():
        memory = Memory(facts=Facts.of(**said))
        facts, assumed = memory.taken()
        try:
            found = decide(facts, today, load_rules(), assumed)
        except FactError:  # the product of all parts holds some that cannot be true together
            continue
        if isinstance(found, Decision) and (kind := _kind(found)) not in seen:
            seen.add(kind)
            yield found, memory


def _situations() -> Iterator[tuple[Said, date]]:
    for today, start, award, earlier in product(TODAYS, (*STARTS, MONTH), AWARDS, EARLIER):
        yield {"appointed_on": start, **award, **earlier}, today
    for today, start, award, other in product(TODAYS, (None, STARTS[3], STARTS[5], STARTS[7]), AWARDS, UNUSUAL):
        yield {"appointed_on": start, **award, **EARLIER[0], **other}, today
    for today, start, earlier in product(TODAYS, STARTS, EARLIER):
        yield {"appointed_on": start, **AWARDS[0], **earlier, "role": "planned"}, today
    for award, other in product(AWARDS, UNUSUAL):
        yield {**award, **other, "setting": "alternative_provision"}, TODAYS[1]


def _kind(decision: Decision) -> tuple[object, ...]:
    """What the choice of words can depend on."""
    days = (decision.deadline, decision.deadline_latest)
    return (
        decision.outcome,
        decision.rules,
        decision.assumed,
        decision.transition,
        decision.facts.setting,
        *(None if day is None else day < decision.as_of for day in days),
        days[0] == days[1],
        decision.deadline is not None and (decision.deadline.month, decision.deadline.day) == (2, 28),
        tuple(
            (
                entry["what"],
                entry.get("status"),
                entry.get("date", "") < str(decision.as_of),
                entry["value"] < str(decision.as_of),
                entry.get("result_by", "") <= (decision.also_value("third_anniversary") or ""),
            )
            for entry in decision.also
        ),
    )
