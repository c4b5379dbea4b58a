"""Which questions of a message are answered beside the check."""

from __future__ import annotations

import pytest

from actions.memory import Memory
from actions.take_facts import Heard, take
from senco.clock import today


@pytest.mark.parametrize(
    ("intent", "topics", "answered"),
    [
        ("ask_funding", (), ("ask_funding",)),
        ("ask_funding", ("ask_npq_length", "ask_funding"), ("ask_npq_length", "ask_funding")),
        ("ask_schools", ("ask_why",), ("ask_schools",)),  # a part that is no topic must not leave the reply empty
        ("ask_schools", ("ask_deadline",), ()),
        ("inform", (), ()),
    ],
)
def test_side_questions(intent: str, topics: tuple[str, ...], answered: tuple[str, ...]) -> None:
    assert take(Memory(), Heard(intent, "", topics=topics), today()).turn.side_topics == answered
