"""Slack's markup: what people type freed of it, and what we say safe from it."""

from __future__ import annotations

import re

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_MARKUP = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"(?:mailto|tel):")
# A full stop or a bracket after an address belongs to the sentence.
_ADDRESS = re.compile(r"https?://[^\s<>|()]*[^\s<>|().,;:!?]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def plain(text: str, bot: str | None) -> str:
    """Return what a person wrote: links by their words, mentions by name, our own mention (``bot``) left out.

    Whoever is mentioned without a name becomes "someone": an id says nothing.
    """
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], _MARKUP.sub(lambda found: _unwrapped(found[1], bot), text))


def escaped(text: str) -> str:
    """Return ``text`` so that Slack shows it and reads no markup in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(text: str) -> str:
    """Return ``text`` escaped, with its web and e-mail addresses as links."""
    parts = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [escaped(text[end : found.start()]), link(found[0], found[0])]
        end = found.end()
    return "".join([*parts, escaped(text[end:])])


def link(address: str, title: str) -> str:
    """A link with words. Only web and e-mail addresses lead anywhere; of any other the words remain."""
    if "@" in address and "://" not in address:
        address = f"mailto:{address}"
    if not address.startswith(("https://", "http://", "mailto:")):
        return escaped(title)
    target = escaped(address.replace("|", "%7C").replace(" ", "%20"))
    return f"<{target}|{escaped(title).replace('|', '¦')}>"


def _unwrapped(markup: str, bot: str | None) -> str:
    target, _, label = markup.partition("|")
    if target[:1] == "@":
        return "" if target[1:] == bot else (f"@{label}" if label else "someone")
    if target[:1] == "#":
        return f"#{label}" if label else "a channel"
    if target[:1] == "!":
        return label or f"@{target[1:].partition('^')[0]}"
    return label or _SCHEME.sub("", target, count=1)
