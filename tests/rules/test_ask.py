"""The questions of a conversation: as few as can be, each able to change the outcome, none twice.

The least possible is found by trying every order of questions over a population that has
one member for every combination of answers, with one day for every stretch of days that
the rules tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations, product

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from senco.rules import Decision, FactError, Facts, decide, load_rules, still_needed
from senco.rules.ask import ASKED, HELD, TOGETHER, settled
from senco.rules.boxes import BELONGS_TO, YEARS_AHEAD, box_of, check
from senco.rules.model import VALUES
from senco.timespan import DateSpan
from tests.rules.situations import Situation, situations_today

RULES = load_rules()
TODAYS = (date(2024, 2, 19), date(2025, 3, 3), date(2026, 11, 21), date(2028, 6, 1))
START = Facts(role="designated", setting="mainstream", qualified_teacher="yes")
ONE_DAY = timedelta(days=1)
Days = list[DateSpan]
SLIGHTLY_MORE = 0.1
MOST_QUESTIONS = 5


def stretches(first: date, last: date, cuts: set[date]) -> Days:
    """A day from the middle of every stretch between the cuts; a cut begins a stretch."""
    edges = sorted({first, *(cut for cut in cuts if first < cut <= last)})
    ends = [*(edge - ONE_DAY for edge in edges[1:]), last]
    return [DateSpan.of_day(start + (end - start) // 2) for start, end in zip(edges, ends, strict=True)]


class Population:
    """Everybody who may ask on a day, and how many questions they are asked."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.people = list(self._everybody())
        self.fitting = cache(self._fitting)
        self.is_settled = cache(self._is_settled)
        self.fewest = cache(self._fewest)
        self.least_worst = cache(self._least_worst)
        self.asked = cache(self._asked)

    def _everybody(self) -> Iterator[Facts]:
        """One for every combination of answers that can be true."""
        none: dict[str, str | DateSpan] = {"earlier_service": "none"}
        earlier = [none, *self._earlier("up_to_12_months"), *self._earlier("over_12_months")]
        choices = product(self._appointed(), self._awards(), earlier)
        everybody = (START.changed({"appointed_on": day, **award, **past}) for day, award, past in choices)
        yield from filter(self._can_be, everybody)

    def _can_be(self, facts: Facts) -> bool:
        try:
            check(facts, self.today, RULES)
        except FactError:
            return False
        return True

    def _clock_cuts(self) -> set[date]:
        """The days on which a three-year clock must start for the answer to turn today."""
        years = relativedelta(years=RULES.years_allowed)
        next_result = RULES.cohorts.result_by(RULES.cohorts.next_from(self.today).starts)
        overdue = self.today - years
        return {RULES.dates["requirement_begins"], overdue, next_result - years, overdue + (self.today - overdue) / 2}

    def _appointed(self) -> Days:
        cuts = self._clock_cuts() | {RULES.dates["requirement_begins"] + ONE_DAY, self.today + ONE_DAY}
        return stretches(date(1990, 1, 1), self.today + relativedelta(years=YEARS_AHEAD), cuts)

    def _earlier(self, amount: str) -> list[dict[str, str | DateSpan]]:
        begun = stretches(date(1990, 1, 1), self.today, self._clock_cuts())
        return [{"earlier_service": amount, "earlier_service_from": day} for day in begun]

    def _awards(self) -> Iterator[dict[str, str | DateSpan]]:
        change, ends = RULES.dates["npq_replaces_nasenco"], RULES.dates["nasenco_ends"]
        begun = stretches(date(2009, 1, 1), self.today, {change})
        finished = stretches(date(2010, 1, 1), self.today, {change, ends})
        first = RULES.cohorts.first_possible_start
        npq = stretches(first, self.today, {first + (self.today - first) / 2}) if first < self.today else []
        yield {"nasenco": "none", "npq": "none"}
        yield {"nasenco": "stopped", "npq": "none", "nasenco_started_on": begun[0]}
        for day in begun:
            yield {"nasenco": "in_progress", "npq": "none", "nasenco_started_on": day}
            for last in finished:
                yield {"nasenco": "completed", "npq": "none", "nasenco_started_on": day, "nasenco_completed_on": last}
        for day in npq:
            yield {"nasenco": "none", "npq": "in_progress", "npq_started_on": day}
            yield {"nasenco": "none", "npq": "passed", "npq_started_on": day}

    def _fitting(self, facts: Facts) -> tuple[Facts, ...]:
        """Those of whom all of this is true."""
        known = facts.known()
        return tuple(person for person in self.people if all(getattr(person, name) == known[name] for name in known))

    def _is_settled(self, facts: Facts) -> bool:
        return settled(box_of(facts, self.today, RULES, optional_unstated=False), self.today, RULES)

    def answers(self, facts: Facts, question: str) -> set[Facts]:
        """What is known after a question, for everybody whom the facts fit."""
        asked = TOGETHER if question in TOGETHER and facts.nasenco is None and facts.npq is None else (question,)
        return {facts.changed({name: getattr(person, name) for name in asked}) for person in self.fitting(facts)}

    def _choices(self, facts: Facts) -> list[set[Facts]]:
        return [self.answers(facts, question) for question in ASKED if can_be_asked(question, facts)]

    def _fewest(self, facts: Facts) -> int:
        """The fewest questions for everybody together, in the best order that there is."""
        if self.is_settled(facts):
            return 0
        return len(self.fitting(facts)) + min(sum(map(self.fewest, after)) for after in self._choices(facts))

    def _least_worst(self, facts: Facts) -> int:
        """The fewest questions for the person who is asked most, in the best order for that person."""
        if self.is_settled(facts):
            return 0
        return 1 + min(max(map(self.least_worst, after)) for after in self._choices(facts))

    def _asked(self, facts: Facts) -> tuple[int, int]:
        """The questions that are asked: of everybody together, and of the person who is asked most."""
        needed = still_needed(facts, self.today, RULES)
        if not needed:
            return 0, 0
        after = [self.asked(known) for known in self.answers(facts, needed[0])]
        return len(self.fitting(facts)) + sum(total for total, _ in after), 1 + max(worst for _, worst in after)

    def starts(self) -> Iterator[Facts]:
        """Nothing known, or one thing."""
        yield START
        yield from (START.changed({"appointed_on": day}) for day in self._appointed())
        yield from (START.changed({"nasenco": nasenco, "npq": npq}) for nasenco, npq in HELD)
        yield from (START.changed({"earlier_service": value}) for value in VALUES["earlier_service"])


def can_be_asked(question: str, facts: Facts) -> bool:
    """Whether a question makes sense once these facts are known."""
    parent, allowed = BELONGS_TO.get(question, (None, set()))
    return getattr(facts, question) is None and (parent is None or getattr(facts, parent) in allowed)


@pytest.fixture(scope="module", params=TODAYS, ids=str)
def population(request: pytest.FixtureRequest) -> Population:
    return Population(request.param)


def test_no_order_of_questions_asks_fewer(population: Population) -> None:
    assert population.asked(START)[0] == population.fewest(START)


def test_whatever_is_known_already_hardly_any_order_asks_fewer(population: Population) -> None:
    # Each answer to what is still open counts alike, so that a few more of one kind can make another order best.
    for start in population.starts():
        everybody = len(population.fitting(start))
        if everybody:
            assert population.asked(start)[0] - population.fewest(start) <= SLIGHTLY_MORE * everybody, start


def test_nobody_is_asked_many_more_than_can_be_helped(population: Population) -> None:
    assert population.asked(START)[1] == population.least_worst(START) <= MOST_QUESTIONS
    for start in population.starts():
        if population.fitting(start):
            assert population.asked(start)[1] <= population.least_worst(start) + 1, start


def test_most_people_are_asked_three_questions_at_most() -> None:
    population = Population(date(2026, 11, 21))
    assert population.asked(START)[0] / len(population.people) < 3


def test_asking_ends_with_a_decision_and_asks_nothing_twice(population: Population) -> None:
    for person in population.people[::7]:
        facts, asked = START, list[str]()
        while needed := still_needed(facts, population.today, RULES):
            assert needed[0] not in asked, (person, asked)
            asked.append(needed[0])
            together = needed[0] in TOGETHER and facts.nasenco is None and facts.npq is None
            names = TOGETHER if together else (needed[0],)
            facts = facts.changed({name: getattr(person, name) for name in names})
        decision = decide(facts, population.today, RULES)
        assert isinstance(decision, Decision), (person, decision)
        assert kind(decision) == told_kind(person, population.today)


SETTLED = {"NO_QUAL_NEEDED", "NPQ_COUNTS", "NASENCO_COUNTS"}


def kind(decision: Decision) -> str:
    """What tells outcomes apart: all that ask nothing more are one."""
    return "SETTLED" if decision.outcome in SETTLED else decision.outcome


UNKNOWN = st.sets(st.sampled_from([*ASKED, "role", "setting", "qualified_teacher"]))


TIED: tuple[set[str], ...] = ({*TOGETHER}, {"nasenco_started_on", "nasenco_completed_on"})
"""Answers that are given together, or of which one narrows the other."""


def forget(situation: Situation, names: set[str]) -> Facts:
    """The facts without some of them, nor the dates that belong to those."""
    gone = names | {fact for fact, (parent, _) in BELONGS_TO.items() if parent in names}
    return situation.facts(**dict.fromkeys(gone))


@given(situations_today(), UNKNOWN)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_asked_is_unknown_and_only_while_it_is_undecided(case: tuple[Situation, date], names: set[str]) -> None:
    situation, today = case
    facts = forget(situation, names)
    needed = still_needed(facts, today, RULES)
    assert len(needed) == len(set(needed))
    assert all(getattr(facts, name) is None for name in needed), needed
    is_settled = settled(box_of(facts, today, RULES, optional_unstated=False), today, RULES)
    assert not (is_settled and needed)


@pytest.mark.parametrize("today", TODAYS[2:], ids=str)
def test_what_is_asked_can_change_the_outcome(today: date) -> None:
    # On earlier days the stretches are so short that one day of each is no witness to every difference.
    population = Population(today)
    for start in population.starts():
        for name in still_needed(start, today, RULES):
            assert differ_by(name, population.fitting(start), today), (name, start.known())


def differ_by(name: str, people: tuple[Facts, ...], today: date) -> bool:
    """Whether two people differ in one answer, with the dates that are tied to it, and in the outcome."""
    tied = next((names for names in TIED if name in names), {name})
    tied |= {fact for fact, (parent, _) in BELONGS_TO.items() if parent in tied}
    alike: dict[Facts, list[Facts]] = {}
    for person in people:
        alike.setdefault(person.changed(dict.fromkeys(tied)), []).append(person)
    return any(
        getattr(one, name) != getattr(other, name) and told_kind(one, today) != told_kind(other, today)
        for group in alike.values()
        for one, other in combinations(group, 2)
    )


@cache
def told_kind(person: Facts, today: date) -> str:
    decision = decide(person, today, RULES)
    assert isinstance(decision, Decision), (person, decision)
    return kind(decision)


def test_a_date_that_is_too_vague_is_asked_again_and_one_that_is_not_is_not() -> None:
    facts = START.changed({"nasenco": "none", "npq": "none", "earlier_service": "none"})
    today, turn = date(2026, 11, 21), date(2023, 11, 21)
    vague = facts.changed({"appointed_on": DateSpan(turn - ONE_DAY, turn, "approximate", "about then")})
    assert still_needed(vague, today, RULES) == ["appointed_on"]
    enough = facts.changed({"appointed_on": DateSpan(turn, turn + ONE_DAY, "approximate", "about then")})
    assert still_needed(enough, today, RULES) == []


@pytest.mark.parametrize("skipped", ASKED)
def test_what_the_person_cannot_say_is_not_asked(skipped: str) -> None:
    for today in TODAYS:
        assert skipped not in still_needed(START, today, RULES, skip=[skipped])
        assert still_needed(START, today, RULES, skip=ASKED) == []


def test_long_service_of_unknown_beginning_is_settled_when_nobody_can_say_when() -> None:
    facts = Facts.of(**{**START.known(), "nasenco": "none", "npq": "none", "earlier_service": "over_12_months"})
    facts = facts.changed({"appointed_on": DateSpan.of_day(date(2021, 11, 8))})
    assert still_needed(facts, date(2026, 11, 21), RULES) == ["earlier_service_from"]
    assert still_needed(facts, date(2026, 11, 21), RULES, skip={"earlier_service_from"}) == []


def test_facts_that_cannot_be_are_refused_and_not_asked_about() -> None:
    with pytest.raises(FactError, match="before it was begun"):
        still_needed(
            Facts.of(nasenco="completed", nasenco_started_on="2023-01-09", nasenco_completed_on="2022-01-10"),
            date(2026, 11, 21),
            RULES,
        )


def test_the_words_of_a_date_change_no_question() -> None:
    span = DateSpan(date(2023, 9, 1), date(2024, 8, 31), "academic_year", "23-24 i think")
    said = START.changed({"appointed_on": span})
    same = START.changed({"appointed_on": DateSpan(span.earliest, span.latest, "academic_year")})
    assert still_needed(said, TODAYS[2], RULES) == still_needed(same, TODAYS[2], RULES)
