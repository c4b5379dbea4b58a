"""How a message looks in Teams: everything is shown, nothing is live that should not be, and it fits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.channels.teams_card import ACTIVITY_BYTES, DATE_INPUT, answered, escape, render

DECISION: dict[str, Any] = {
    "seq": 7,
    "from": "assistant",
    "kind": "decision",
    "text": "You need the NPQ by 1 September 2026.",
    "blocks": [
        {"type": "heading", "text": "NPQ required"},
        {"type": "paragraph", "text": "You need the NPQ for SENCOs."},
        {
            "type": "deadline",
            "label": "Deadline",
            "value": "1 September 2026",
            "date": "2026-09-01",
            "safe_label": "Safe day",
            "safe": "31 August 2026",
        },
        {"type": "list", "items": ["Tell your headteacher.", "Apply to a provider."]},
        {"type": "fact", "fact": "role", "label": "Role", "value": "SENCO", "title": "Change role", "choice": "f1"},
    ],
    "choices": [{"id": f"c{number}", "title": f"Choice {number}"} for number in range(12)],
    "decision": {"outcome": "NPQ_REQUIRED"},
    "sources": [
        {
            "id": "regs",
            "title": "SEND Regulations [2014]",
            "publisher": "legislation.gov.uk",
            "version": "in force",
            "paragraph": "regulation 49",
            "url": "https://www.legislation.gov.uk/uksi/2014/1530/(made) x",
            "checked": "2026-11-21",
        },
        {"id": "plain", "title": "Without a link"},
    ],
}
QUESTION: dict[str, Any] = {
    "seq": 2,
    "kind": "question",
    "text": "When did you become a SENCO?\n\nA month will do.",
    "choices": [{"id": "c1", "title": "I am not sure"}],
    "expects": "date",
}


def card(activity: dict[str, Any]) -> dict[str, Any]:
    return dict(activity["attachments"][0]["content"])


def all_text(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(all_text(part) for key, part in value.items() if key not in ("data", "fallbackText"))
    if isinstance(value, list):
        return " ".join(map(all_text, value))
    return str(value)


def actions(activity: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for each in card(activity)["body"] if each["type"] == "ActionSet" for action in each["actions"]]


def test_a_decision_is_one_card_with_deadline_sources_and_every_choice() -> None:
    (activity,) = render(DECISION)
    shown = all_text(card(activity)["body"])
    for words in (
        "NPQ required",
        "1 September 2026",
        "Safe day: 31 August 2026",
        "- Apply to a provider.",
        "Change role",
    ):
        assert words in shown
    assert [action["data"]["choice"] for action in actions(activity)] == ["f1", *(f"c{n}" for n in range(12))]
    assert all(action["type"] == "Action.Submit" for action in actions(activity))
    assert card(activity)["fallbackText"] == DECISION["text"]
    assert activity["summary"] == DECISION["text"]


def test_a_source_is_a_link_with_its_edition_and_the_day_it_was_checked() -> None:
    shown = all_text(card(render(DECISION)[0])["body"])
    assert (
        "[SEND Regulations \\[2014\\]](https://www.legislation.gov.uk/uksi/2014/1530/%28made%29%20x), regulation 49"
        " (legislation.gov.uk, in force). Checked 21 November 2026." in shown
    )
    assert "Without a link." in shown


def test_many_sources_are_behind_a_button_and_few_are_not() -> None:
    source = DECISION["sources"][1]
    for count, hidden in ((3, False), (4, True)):
        (activity,) = render({**DECISION, "sources": [source] * count})
        body = card(activity)["body"]
        assert all_text(body).count("Without a link.") == count
        assert (
            any(
                "ToggleVisibility" in all_text(element) and f"Sources ({count})" in all_text(element)
                for element in body
            )
            is hidden
        )
        update = answered({**DECISION, "sources": [source] * count}, "c1")
        assert all_text(update).count("Without a link.") == count


def test_teams_shows_no_more_than_six_buttons_in_a_row() -> None:
    rows = [each for each in card(render(DECISION)[0])["body"] if each["type"] == "ActionSet"]
    assert max(len(row["actions"]) for row in rows) <= 6


def test_a_question_for_a_date_has_a_date_picker_that_no_choice_waits_for() -> None:
    (activity,) = render(QUESTION)
    (picker,) = [each for each in card(activity)["body"] if each["type"] == "Input.Date"]
    assert picker["id"] == DATE_INPUT and picker["label"] and not picker.get("isRequired")
    send, unsure = actions(activity)
    assert (send["associatedInputs"], "choice" in send["data"]) == ("auto", False)
    assert (unsure["associatedInputs"], unsure["data"]["choice"]) == ("none", "c1")


def test_plain_words_are_words() -> None:
    message = {
        "kind": "answer",
        "text": "One.\n\n- two\n- three",
        "blocks": [{"type": "paragraph", "text": "One.\nMore."}, {"type": "list", "items": ["two *2*", "three"]}],
    }
    assert render(message) == [
        {
            "type": "message",
            "text": "One.\n\nMore.\n\n- two \\*2\\*\n- three",
            "textFormat": "markdown",
            "summary": message["text"],
        }
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("**bold** _under_ ~gone~ `code`", "\\*\\*bold\\*\\* \\_under\\_ \\~gone\\~ \\`code\\`"),
        ("[here](https://evil.example)", "\\[here\\](https://evil.example)"),
        ("<at>everyone</at> <b>", "\\<at>everyone\\</at> \\<b>"),
        ("&lt;b&gt; Q&A &#60;", "\\&lt;b\\&gt; Q&A \\&#60;"),
        (
            "# head\n- item\n1. one\n> quote\n  + plus\n===",
            "\\# head\n\\- item\n1\\. one\n\\> quote\n  \\+ plus\n\\===",
        ),
        ("1 September 2026, 3.5 - 4 (e.g. this).", "1 September 2026, 3.5 - 4 (e.g. this)."),
        ("a\\*b", "a\\\\\\*b"),
    ],
)
def test_nothing_that_was_said_is_live(text: str, safe: str) -> None:
    assert escape(text) == safe
    (activity,) = render({"kind": "answer", "text": text})
    assert activity["text"] == safe.replace("\n", "\n\n")


def test_in_a_shared_place_a_greeting_s_choices_say_their_words() -> None:
    greeting = {"seq": 1, "kind": "greeting", "text": "Hello.", "choices": [{"id": "c1", "title": "Check"}]}
    assert actions(render(greeting, shared=True)[0])[0]["data"] == {"say": "Check"}
    assert actions(render(greeting)[0])[0]["data"] == {"choice": "c1", "seq": 1}
    assert actions(render(QUESTION, shared=True)[0])[1]["data"]["choice"] == "c1"


def test_an_answered_card_shows_the_answer_and_takes_no_other() -> None:
    for pressed, words in (("c3", "You chose Choice 3"), ("f1", "You chose Change role")):
        activity = answered(DECISION, pressed)
        assert activity is not None
        assert words in all_text(card(activity)["body"])
        assert "1 September 2026" in all_text(card(activity)["body"])
        assert actions(activity) == []
    assert answered(DECISION, "another") is None
    assert answered(DECISION, DATE_INPUT, "1 May 2023") is None
    dated = answered(QUESTION, DATE_INPUT, "1 May 2023")
    assert dated is not None
    assert "You chose 1 May 2023" in all_text(dated)
    assert "Input.Date" not in all_text(dated)


def size(activity: dict[str, Any]) -> int:
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))


WORD = "Überprüfung "


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "answer", "text": WORD * 20_000},
        {
            "kind": "answer",
            "text": "x",
            "blocks": [{"type": "list", "items": [f"{n} {WORD * 50}" for n in range(300)]}],
        },
        {**DECISION, "blocks": [{"type": "paragraph", "text": f"{n} {WORD * 60}"} for n in range(200)]},
    ],
    ids=["one text", "a list", "a decision"],
)
def test_a_long_message_is_parted_and_nothing_is_lost(message: dict[str, Any]) -> None:
    parts = render(message)
    assert len(parts) > 1
    assert all(size(part) < 80_000 for part in parts)
    shown = " ".join(part.get("text") or all_text(card(part)["body"]) for part in parts)
    said = message.get("blocks") or [{"text": message["text"]}]
    assert shown.count("Überprüfung") == all_text(said).count("Überprüfung")
    if "choices" in message:
        assert len([action for part in parts for action in actions(part)]) == len(message["choices"])
        update = answered(message, "c11")
        assert update is not None and size(update) < 80_000


def test_a_very_long_title_is_shortened_visibly() -> None:
    (activity,) = render({"seq": 1, "kind": "question", "text": "?", "choices": [{"id": "c", "title": "long " * 100}]})
    title = actions(activity)[0]["title"]
    assert len(title) <= 200 and title.endswith("…")


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["paragraph", "heading"]))
def test_any_text_is_shown_within_the_limit(text: str, kind: str) -> None:
    message = {"kind": "answer", "text": text, "blocks": [{"type": kind, "text": text}]}
    assert all(size(part) <= ACTIVITY_BYTES for part in render(message))
