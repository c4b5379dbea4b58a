"""Today: London's, or the day of a rehearsal, and never that in production."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from senco.clock import LONDON, ClockError, today


@pytest.mark.parametrize("given", [{}, {"SENCO_TODAY": ""}, {"SENCO_TODAY": "  "}, {"SENCO_ENV": "production"}])
def test_without_a_rehearsal_it_is_today_in_london(given: dict[str, str]) -> None:
    before = datetime.now(LONDON).date()
    assert before <= today(given) <= datetime.now(LONDON).date()


def test_a_rehearsal_sets_the_day() -> None:
    assert today({"SENCO_TODAY": " 2026-11-21 ", "SENCO_ENV": "staging"}) == date(2026, 11, 21)


def test_the_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENCO_ENV", raising=False)
    monkeypatch.setenv("SENCO_TODAY", "2031-01-02")
    assert today() == date(2031, 1, 2)


@pytest.mark.parametrize("name", ["production", " Production ", "PRODUCTION"])
def test_production_refuses_a_rehearsal(name: str) -> None:
    with pytest.raises(ClockError, match="Unset it"):
        today({"SENCO_TODAY": "2026-11-21", "SENCO_ENV": name})


@pytest.mark.parametrize("text", ["tomorrow", "21/11/2026", "2026-02-30", "2026-11-21T00:00", "2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ClockError, match="must be a date like 2026-11-21"):
        today({"SENCO_TODAY": text})
