"""A message of every kind as Slack's blocks, checked by slack_sdk's models and by our own strict eye."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.channels.slack_blocks import Post, controls, notice, render, settled
from senco.message import KINDS

from .fake_slack import Call, check_blocks, check_markup

SOURCE = {
    "id": "S5",
    "title": "SEND Regulations 2014 <49>",
    "publisher": "UK Government",
    "version": "latest",
    "url": "https://www.legislation.gov.uk/uksi/2014/1530/regulation/49?a=1&b=2",
    "checked": "2026-11-21",
    "paragraph": "regulation 49",
}
DECISION = {
    "seq": 4,
    "kind": "decision",
    "text": "NPQ for SENCOs needed\n\nDeadline: 1 September 2027",
    "blocks": [
        {"type": "heading", "text": "NPQ for SENCOs needed"},
        {"type": "paragraph", "text": "You need the NPQ."},
        {
            "type": "deadline",
            "label": "Deadline",
            "value": "1 September 2027",
            "date": "2027-09-01",
            "safe_label": "Finish by",
            "safe": "31 August 2027",
        },
        {"type": "heading", "text": "What to do next"},
        {"type": "list", "items": ["Apply.", "See https://www.gov.uk/npq."]},
    ],
    "choices": [{"id": "c1", "title": "Why?"}],
    "decision": {"outcome": "NPQ_REQUIRED", "deadline": "2027-09-01"},
    "sources": [SOURCE],
}


def call(post: Post) -> Call:
    return Call("chat.postMessage", {"text": post.text, "blocks": post.blocks})


def shown(posts: list[Post]) -> str:
    return "\n".join(call(post).words for post in posts)


def question(*titles: str, **more: Any) -> dict[str, Any]:
    choices = [{"id": f"c{number}", "title": title} for number, title in enumerate(titles)]
    return {"seq": 2, "kind": "question", "text": "Which?", "choices": choices, **more}


def test_a_decision_has_its_answer_as_header_its_deadline_and_its_sources() -> None:
    [post] = render(DECISION, "me")
    check_blocks(post.blocks)
    assert post.text == DECISION["text"]
    assert [block["type"] for block in post.blocks] == [
        "header", "section", "section", "section", "section", "actions", "context",
    ]  # fmt: skip
    words = call(post).words
    assert post.blocks[0]["text"]["text"] == "NPQ for SENCOs needed"
    assert "Deadline\n*1 September 2027*\nFinish by: *31 August 2027*" in words
    assert "*What to do next*" in words
    assert "• Apply.\n• See <https://www.gov.uk/npq|https://www.gov.uk/npq>." in words
    address = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/49?a=1&amp;b=2"
    assert f"<{address}|SEND Regulations 2014 &lt;49&gt;, regulation 49>. UK Government. latest" in words
    assert "Checked 21 November 2026" in words


def test_a_decision_whose_blocks_tell_no_deadline_tells_it_all_the_same() -> None:
    blocks = [block for block in DECISION["blocks"] if block["type"] != "deadline"]
    assert "Deadline\n*1 September 2027*" in shown(render({**DECISION, "blocks": blocks}))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_even_without_blocks(kind: str) -> None:
    [post] = render({"seq": 1, "kind": kind, "text": "First & last.\n\nSecond <b>."})
    check_blocks(post.blocks)
    assert call(post).words == "First &amp; last.\n\nSecond &lt;b&gt;."
    assert post.text == call(post).words


@pytest.mark.parametrize("count", [1, 5, 6, 25, 26, 120])
def test_all_choices_are_there_however_many(count: int) -> None:
    posts = render(question(*(f"Choice {number}" for number in range(count))), "me")
    for post in posts:
        check_blocks(post.blocks)
    assert [name for post in posts for name in controls(post)] == [f"me:2:c{number}" for number in range(count)]


def test_more_choices_than_a_post_holds_go_on_in_the_next() -> None:
    posts = render(question(*(f"Choice {number}" for number in range(1500))), "me")
    assert len(posts) > 1
    for post in posts:
        check_blocks(post.blocks)
    assert sum(len(list(controls(post))) for post in posts) == 1500


@pytest.mark.parametrize("title", ["x" * 76, "word " * 60, "&" * 40, "<&>" * 30])
def test_a_long_choice_is_told_whole_and_its_button_fits(title: str) -> None:
    [post] = render(question("Short", title), "me")
    check_blocks(post.blocks)
    assert list(controls(post)) == ["me:2:c0", "me:2:c1"]
    assert title.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in call(post).words


def test_a_date_is_picked_or_answered_otherwise() -> None:
    [post] = render(question("I am not sure", expects="date"), "me", hint="Or type it.")
    check_blocks(post.blocks)
    assert list(controls(post)) == ["me:2:date", "me:2:c0"]
    assert call(post).words.endswith("Or type it.")


def test_a_fact_has_its_way_to_change_beside_it() -> None:
    fact = {
        "type": "fact",
        "fact": "role",
        "label": "Role",
        "value": "SENCO",
        "title": "Change the role",
        "choice": "c9",
    }
    [post] = render(
        {"seq": 3, "kind": "summary", "text": "Role: SENCO", "blocks": [fact, {**fact, "choice": None}]}, "me"
    )
    check_blocks(post.blocks)
    assert list(controls(post)) == ["me:3:c9"]
    assert "*Role*\nSENCO" in call(post).words


def test_after_an_answer_the_controls_are_gone_and_the_answer_stands() -> None:
    fact = {"type": "fact", "label": "Role", "value": "SENCO", "title": "Change", "choice": "c9"}
    [post] = render(question("Yes", "No", expects="date", blocks=[fact]), "me")
    after = settled(post, "Yes & <no>")
    check_blocks(after.blocks)
    assert list(controls(after)) == []
    assert call(after).words.endswith("You chose *Yes &amp; &lt;no&gt;*")
    assert after.text.endswith("You chose Yes &amp; &lt;no&gt;")
    assert "*Role*\nSENCO" in call(after).words


def test_what_is_too_long_is_parted_and_nothing_is_lost() -> None:
    sentence = "This is <a> sentence & it has words in it. "
    posts = render({"seq": 1, "kind": "answer", "text": sentence * 900, "sources": [SOURCE] * 60})
    assert len(posts) > 3
    for post in posts:
        check_blocks(post.blocks)
        check_markup(post.text)
        assert 0 < len(post.text) <= 3000
    words = shown(posts)
    assert words.count("This is &lt;a&gt; sentence &amp; it has words in it.") == 900
    assert words.count("Checked 21 November 2026") == 60


def test_a_question_is_not_weighed_down_with_sources() -> None:
    assert "SEND Regulations" not in shown(render(question("Yes", sources=[SOURCE])))


def test_words_of_the_channel_are_escaped_too() -> None:
    post = notice("3 < 4 & more")
    check_blocks(post.blocks)
    assert (post.text, call(post).words) == ("3 &lt; 4 &amp; more",) * 2


@given(
    st.text(min_size=1, max_size=9000).filter(str.strip),
    st.lists(st.text(min_size=1, max_size=400).filter(str.strip), max_size=30),
)
def test_whatever_a_message_says_slack_takes_it(text: str, titles: list[str]) -> None:
    for post in render(question(*titles, text=text, expects="date"), "me"):
        check_blocks(post.blocks)
        check_markup(post.text)
