"""What a decision says besides: courses that fit, other limits, the later of two readings."""

from __future__ import annotations

from datetime import date, timedelta

from senco.rules.book import Rules
from senco.rules.evaluate import interval
from senco.rules.model import Facts
from senco.rules.outcomes import NOT_YET, UNCERTAIN, Conclusion

DATED = frozenset({"OVERDUE", "NPQ_REQUIRED", "NPQ_AT_RISK", "NPQ_IN_PROGRESS", NOT_YET, UNCERTAIN})
JOINING = frozenset({"OVERDUE", "NPQ_REQUIRED", "NPQ_AT_RISK", NOT_YET, UNCERTAIN})
Entry = dict[str, str]


def also(
    facts: Facts,
    outcome: str,
    telling: list[Conclusion],
    deadline: date | None,
    today: date,
    rules: Rules,
) -> tuple[Entry, ...]:
    """The entries of a decision's ``also``, as {"what", "value"} and whatever explains the value."""
    own = _own_three_years(telling, rules)
    return (
        *_cohorts(outcome, own or deadline, today, rules),
        *_nasenco(facts, outcome, telling, own, today, rules),
        *_later_post(telling),
    )


def _cohorts(outcome: str, deadline: date | None, today: date, rules: Rules) -> list[Entry]:
    entries: list[Entry] = []
    if outcome in DATED and deadline:
        latest = rules.cohorts.latest_for(deadline)
        if latest:
            entries.append(
                {
                    "what": "npq_latest_cohort",
                    "value": latest.name,
                    "date": latest.starts.isoformat(),
                }
            )
    if outcome in JOINING:
        cohort = rules.cohorts.next_from(today)
        entries.append(
            {
                "what": "npq_next_cohort",
                "value": cohort.name,
                "date": cohort.starts.isoformat(),
                "joinable_to": cohort.joinable_to.isoformat(),
                "status": cohort.status,
                "result_by": rules.cohorts.result_by(cohort.starts).isoformat(),
            }
        )
    return entries


def _nasenco(
    facts: Facts, outcome: str, telling: list[Conclusion], own: date | None, today: date, rules: Rules
) -> list[Entry]:
    entries: list[Entry] = []
    under_way = any(rule.id == "nasenco_under_way" for conclusion in telling for rule in conclusion.fired)
    if under_way and facts.nasenco == "in_progress" and outcome in DATED | {"NASENCO_IN_PROGRESS"}:
        entries.append({"what": "nasenco_finish_by", "value": rules.last_nasenco_day().isoformat()})
        if own:
            entries.append({"what": "third_anniversary", "value": own.isoformat()})
    change = rules.dates["npq_replaces_nasenco"]
    if today < change and outcome in JOINING:
        entries.append(
            {
                "what": "nasenco_begin_by",
                "value": (change - timedelta(days=1)).isoformat(),
            }
        )
    return entries


def _own_three_years(telling: list[Conclusion], rules: Rules) -> date | None:
    """The third anniversary where the end of the NASENCO comes before it; an NPQ would have until then."""
    last = rules.last_nasenco_day()
    if not any(conclusion.deadline and conclusion.deadline[0] == last for conclusion in telling):
        return None
    starts = [interval(conclusion.box[_clock(conclusion)])[0] for conclusion in telling]
    own = rules.anniversary(min(starts))
    return own if own > last else None


def _clock(conclusion: Conclusion) -> str:
    """The fact that the deadline is counted from."""
    first_post = any(rule.then == "from_first_post" for rule in conclusion.fired)
    return "earlier_service_from" if first_post else "appointed_on"


def _later_post(telling: list[Conclusion]) -> list[Entry]:
    later = [conclusion.later for conclusion in telling if conclusion.later]
    if not later:
        return []
    first, last = min(days[0] for days in later), max(days[1] for days in later)
    return [
        {
            "what": "deadline_from_present_post",
            "value": first.isoformat(),
            "latest": last.isoformat(),
        }
    ]
