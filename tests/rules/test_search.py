"""The search for the shortest conversation, on small groups whose best order is plain."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from senco.rules.search import Length, Person, Search


def people(outcome_of: Mapping[tuple[str, str], str], questions: str) -> list[Person]:
    return [Person(dict(zip(questions, answers, strict=True)), outcome) for answers, outcome in outcome_of.items()]


def test_nothing_follows_the_question_on_which_everything_hangs() -> None:
    table = {(a, b): a for a, b in product("12", "12")}
    search = Search(people(table, "ab"), "ab")
    assert search.after("a") == Length(together=0, worst=0)
    assert search.after("b") == Length(together=4, worst=1)


def test_a_question_that_settles_one_answer_comes_before_one_that_settles_none() -> None:
    table = {("1", "1"): "x", ("1", "2"): "x", ("2", "1"): "x", ("2", "2"): "y", ("3", "1"): "y", ("3", "2"): "x"}
    search = Search(people(table, "ab"), "ab")
    assert search.after("a") == Length(together=4, worst=1)
    assert search.after("b") == Length(together=6, worst=1)


def test_a_question_is_put_only_to_those_who_can_answer_it() -> None:
    group = [
        Person({"held": "none"}, "needed"),
        Person({"held": "some", "begun": "early"}, "counts"),
        Person({"held": "some", "begun": "late"}, "needed"),
    ]
    search = Search(group, ["held", "begun"])
    assert search.after("held") == Length(together=2, worst=1)


def test_a_group_that_nothing_more_can_part_is_left_as_it_is() -> None:
    group = [Person({"a": "1"}, "x"), Person({"a": "1"}, "y"), Person({"a": "2"}, "x")]
    assert Search(group, ["a"]).after("a") == Length(together=0, worst=0)


def test_of_two_ways_as_short_the_one_that_is_kinder_to_the_worst_off_is_shorter() -> None:
    assert Length(together=6, worst=2) < Length(together=6, worst=3) < Length(together=7, worst=1)
