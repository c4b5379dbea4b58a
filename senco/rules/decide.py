"""The decision: a pure function of facts, today and the rule book (contract, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from senco.rules.also import also
from senco.rules.ask import needs, of_one_kind
from senco.rules.book import WEAKNESS, Rule, Rules, Standing
from senco.rules.boxes import box_of, check
from senco.rules.evaluate import ANY_VALUE, Box
from senco.rules.model import FACTS, Decision, Facts, Needs, Reading
from senco.rules.outcomes import Conclusion, conclusions, reduced, transition_of

NO_TRANSITION = frozenset({"NOT_IN_SCOPE", "NO_QUAL_NEEDED", "CANNOT_BE_SENCO"})


def decide(
    facts: Facts,
    today: date,
    rules: Rules,
    assumed: Iterable[str] = (),
    *,
    strict: bool = False,
) -> Decision | Needs:
    """Decide which qualification, by when and why; or say which facts could still change that.

    ``assumed`` names the facts that were filled in and not stated; those that could change
    the outcome are named in the decision. An earlier service whose beginning nobody gave
    counts as assumed, unless ``strict``. Raises FactError on facts that cannot be.
    """
    check(facts, today, rules)
    box = box_of(facts, today, rules, optional_unstated=not strict)
    found = of_one_kind(box, today, rules)
    if found is None:
        return needs(facts, today, rules, strict=strict)
    outcome = reduced({conclusion.outcome for conclusion in found})
    telling = [conclusion for conclusion in found if conclusion.outcome == outcome]
    return _told(facts, box, outcome, telling, today, rules, tuple(assumed))


def _told(
    facts: Facts,
    box: Box,
    outcome: str,
    telling: list[Conclusion],
    today: date,
    rules: Rules,
    assumed: tuple[str, ...],
) -> Decision:
    fired = _fired(facts, telling, rules)
    transition = None if outcome in NO_TRANSITION else transition_of(box, today, rules)
    first, last = _deadline(facts, telling)
    cited = chain.from_iterable(rule.cites for rule in (*fired, *filter(None, [transition])))
    return Decision(
        outcome=outcome,
        deadline=first,
        deadline_latest=last,
        safe_by=first - timedelta(days=1) if first else None,
        as_of=today,
        facts=facts,
        assumed=_mattering(facts, outcome, today, rules, assumed) + _unstated(box, fired),
        transition=transition.then if transition else None,
        also=also(facts, outcome, telling, first, today, rules),
        rules=tuple(rule.id for rule in (*fired, *filter(None, [transition]))),
        standing=weakest(fired),
        sources=tuple(rules.sources[source].as_dict() for source in dict.fromkeys(cited)),
        rules_version=rules.version,
        readings=_readings(facts, telling),
    )


def _fired(facts: Facts, telling: list[Conclusion], rules: Rules) -> list[Rule]:
    """The rules that the outcome rests on, without those that only tell unknown facts apart."""
    fired = {rule.id for conclusion in telling for rule in conclusion.fired if _rests_on_known(rule, facts)}
    return [rule for rule in rules.rules if rule.id in fired]


def _rests_on_known(rule: Rule, facts: Facts) -> bool:
    return all(
        condition.or_unstated or condition.term not in FACTS or getattr(facts, condition.term) is not None
        for condition in rule.when
    )


def weakest(fired: Iterable[Rule]) -> Standing:
    """The weakest standing among the rules: disputed below guidance below law."""
    return max((rule.standing for rule in fired), key=WEAKNESS.index)


def _deadline(facts: Facts, telling: list[Conclusion]) -> tuple[date | None, date | None]:
    """The first and last day that the deadline can be; none where it would rest on an unknown start."""
    days = [conclusion.deadline for conclusion in telling if conclusion.deadline]
    if not days or facts.appointed_on is None:
        return None, None
    return min(first for first, _ in days), max(last for _, last in days)


def _mattering(facts: Facts, outcome: str, today: date, rules: Rules, assumed: tuple[str, ...]) -> tuple[str, ...]:
    """The assumed facts of which another value would change the outcome."""
    return tuple(name for name in assumed if _could_change(facts.changed({name: None}), outcome, today, rules))


def _could_change(facts: Facts, outcome: str, today: date, rules: Rules) -> bool:
    """Whether another value of what is now unknown leads to another outcome, or to other readings of it."""
    box = box_of(facts, today, rules, optional_unstated=True)
    readings: set[tuple[str, ...]] = set()
    for conclusion in conclusions(box, today, rules):
        readings.add(tuple(reading.reading for reading in conclusion.readings))
        if conclusion.outcome != outcome or len(readings) > 1:
            return True
    return False


def _unstated(box: Box, fired: list[Rule]) -> tuple[str, ...]:
    rests = any(condition.or_unstated for rule in fired for condition in rule.when)
    return ("earlier_service_from",) if rests and box["earlier_service_from"] == ANY_VALUE else ()


def _readings(facts: Facts, telling: list[Conclusion]) -> tuple[Reading, ...]:
    """Every reading once, with the earliest date that it can have; none where that would rest on an unknown start."""
    found: dict[str, Reading] = {}
    for reading in chain.from_iterable(conclusion.readings for conclusion in telling):
        known = found.get(reading.reading)
        if known is None or (reading.deadline and known.deadline and reading.deadline < known.deadline):
            found[reading.reading] = reading
    if facts.appointed_on is None:
        return tuple(replace(reading, deadline=None) for reading in found.values())
    return tuple(found.values())
