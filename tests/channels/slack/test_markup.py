"""What people write, freed of Slack's markup; what we write, safe from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.channels.slack_text import escaped, link, marked, plain

from .fake_slack import check_markup


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("started in <tel:0123|0123>", "started in 0123"),
        ("ask <mailto:a@b.co|a@b.co> please", "ask a@b.co please"),
        ("mail <mailto:a@b.co>", "mail a@b.co"),
        ("bare <https://y.test> tel <tel:0123|0123>", "bare https://y.test tel 0123"),
        ("see <https://y.test?a=1&amp;b=2|the page> now", "see the page now"),
        ("T&amp;L lead, 3 &lt; 4 &gt; 2", "T&L lead, 3 < 4 > 2"),
        ("&amp;lt; stays what was typed", "&lt; stays what was typed"),
        ("<@UBOT> hello <@U2|jo> and <@U3>", " hello @jo and someone"),
        ("in <#C1|general> or <#C2>", "in #general or a channel"),
        ("<!here> <!channel|channel> <!subteam^S1|@sen> <!date^1^{date}|1 May>", "@here channel @sen 1 May"),
        ("<script>alert(1)</script>", "scriptalert(1)/script"),
        ("", ""),
    ],
)
def test_what_people_write_is_read_as_they_see_it(sent: str, read: str) -> None:
    assert plain(sent, "UBOT") == read


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("You said <!channel> & <@U1>", "You said &lt;!channel&gt; &amp; &lt;@U1&gt;"),
        (
            "See https://www.gov.uk/a?b=1&c=2.",
            "See <https://www.gov.uk/a?b=1&amp;c=2|https://www.gov.uk/a?b=1&amp;c=2>.",
        ),
        ("(https://y.test)", "(<https://y.test|https://y.test>)"),
        ("Write to help@example.org.", "Write to <mailto:help@example.org|help@example.org>."),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_what_we_write_is_shown_as_it_is_with_links_as_links(said: str, shown: str) -> None:
    assert marked(said) == shown


def test_only_web_and_mail_addresses_become_links() -> None:
    assert link("javascript:alert(1)", "a & b") == "a &amp; b"
    assert link("https://y.test/a|b c", "x|y") == "<https://y.test/a%7Cb%20c|x¦y>"


@given(st.text(alphabet=st.sampled_from("ab <>&|@!#.:/https")))
def test_whatever_is_echoed_nothing_in_it_is_markup(text: str) -> None:
    check_markup(marked(text))
    assert plain(escaped(text), None) == text
