"""What the training provider on whose site the assistant sits says of itself, from its own file."""

from __future__ import annotations

import re

from actions.say import Block, blocks_of, paragraph
from senco.provider import Provider, load_provider
from senco.words import load_words

TOPIC = "utter_this_provider"
SHIPPED = "Eastern Partnership UK (SEND)"
"""The provider of whom the shipped answer tells; any other is told of from its own file."""


def provider_blocks(text: str) -> list[Block]:
    """The answer to a question about the provider: first whether there is a group where the question names a place."""
    provider = load_provider()
    return [*_group(provider, text), *_about(provider)]


def group_named(provider: Provider, text: str) -> str | None:
    """The provider's local group that covers a place named in the text, or None."""
    heard = f" {_bare(text)} "
    for group in provider.groups:
        places = re.split(r",|\band\b", group.removesuffix(" schools"))
        if any(f" {_bare(place)} " in heard for place in (group, *places) if _bare(place)):
            return group
    return None


def _group(provider: Provider, text: str) -> list[Block]:
    group = group_named(provider, text)
    if group is None:
        return []
    return [paragraph("utter_provider_group", provider=provider.short_name, group=group, as_of=provider.as_of)]


def _about(provider: Provider) -> list[Block]:
    if provider.name == SHIPPED:
        return blocks_of(load_words()[TOPIC].text)
    email = provider.contact.email
    return [
        paragraph("utter_provider_about", provider=provider.name, as_of=provider.as_of, email=email),
        {"type": "list", "items": [*provider.about, *provider.groups, *provider.booking.steps]},
    ]


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.casefold()).split())
