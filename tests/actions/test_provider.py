"""Questions about the provider are answered from its file."""

from __future__ import annotations

import pytest

from actions.provider import group_named, provider_blocks
from senco.provider import load_provider


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("is there a group in norfolk?", "Norfolk"),
        ("anything near Milton Keynes", "Buckinghamshire and Milton Keynes"),
        ("do you run one in luton", "Bedford Borough, Central Bedfordshire and Luton"),
        ("is there a group in Cornwall", None),
        ("how do i book", None),
    ],
)
def test_a_place_finds_its_group(text: str, group: str | None) -> None:
    assert group_named(load_provider(), text) == group


def test_the_group_is_told_first_and_dated() -> None:
    blocks = provider_blocks("is there a group in norfolk?")
    assert "Norfolk" in blocks[0]["text"]
    assert load_provider().as_of in blocks[0]["text"]
    assert len(blocks) > 1
