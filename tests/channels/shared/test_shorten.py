"""Text is parted where a reader would pause, and nothing of it is lost unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco.channels.shorten import MARK, shorten, split

PROSE = st.text(alphabet="ab.!? \n\u0301\u200d😀")


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("short", 10, ["short"]),
        ("  \n ", 10, []),
        ("First part.\n\nSecond. Third part.", 22, ["First part.", "Second. Third part."]),
        ("- first line\n- second line", 20, ["- first line", "- second line"]),
        ("One sentence. Another one here.", 20, ["One sentence.", "Another one here."]),
        ("Hi.\n\nThis is the long part of it.", 30, ["Hi.\n\nThis is the long part of", "it."]),
        ("words of many lengths", 9, ["words of", "many", "lengths"]),
        ("exactly ten", 7, ["exactly", "ten"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("abe\u0301", 3, ["ab", "e\u0301"]),
        ("ab👩\u200d👧", 4, ["ab", "👩\u200d👧"]),
        ("e\u0301\u0301\u0301", 2, ["e\u0301", "\u0301\u0301"]),
    ],
)
def test_pieces_end_where_a_reader_would_pause(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


@given(PROSE, st.integers(1, 30))
def test_nothing_but_white_space_is_lost_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit and piece == piece.strip() for piece in pieces)


@given(PROSE, st.integers(2, 30))
def test_what_is_left_out_is_marked(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text.strip() or short.endswith(MARK)


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        split("a", 0)
