"""A message of the contract as Teams shows it: Markdown where it is words, an Adaptive Card where it is more.

Everything here is pure. A message becomes one or more activities, each small
enough for Teams; nothing of it is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

from senco.channels import labels
from senco.channels.shorten import shorten, split

Json = dict[str, Any]
T = TypeVar("T")

ACTIVITY_BYTES = 60_000  # Teams takes about 100 KB, with what the connector adds
TEXT_LIMIT = 4000
TITLE_LIMIT = 200
SUMMARY_LIMIT = 200
FALLBACK_LIMIT = 2000
ACTIONS_IN_A_ROW = 5  # Teams leaves out what is beyond six
SOURCES_IN_VIEW = 3
DATE_INPUT = "date"

_CARD_TYPE = "application/vnd.microsoft.card.adaptive"
_MARKUP = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
_AT_LINE_START = re.compile(r"^([ \t]*|[ \t]*\d{1,9}(?=[.)]))([-+>#=.)])", re.MULTILINE)
_PRESSED = {"ActionSet", "Input.Date"}


def render(message: Json, shared: bool = False) -> list[Json]:
    """The activities that show ``message``, in order.

    In a ``shared`` place a greeting is for everybody: its choices say their words
    for whoever presses them, while other choices belong to one person's conversation.
    """
    if not _needs_card(message):
        return [_spoken(part, message) for part in _packed(_paragraphs(message), lambda part: _spoken(part, message))]
    return [_carded(part, message) for part in _parts(message, shared and message["kind"] == "greeting")]


def answered(message: Json, pressed: str, day: str = "") -> Json | None:
    """The card that held ``pressed``, with what was chosen instead of its buttons; None when there is no such card.

    ``pressed`` is a choice's id, or DATE_INPUT, for which ``day`` is the date in words.
    """
    for part in _parts(message):
        titles = _titles(part)
        if pressed in titles:
            chosen = f"{labels.CHOSE} {escape(titles[pressed] or day)}"
            kept = [element for element in part if element["type"] not in _PRESSED]
            return _carded([*kept, _words(chosen, weight="Bolder", separator=True)], message)
    return None


def escape(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    return _AT_LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def _needs_card(message: Json) -> bool:
    if any(message.get(part) for part in ("choices", "expects", "decision", "sources")):
        return True
    return any(block["type"] not in ("paragraph", "list") for block in message.get("blocks") or ())


def _parts(message: Json, greets_all: bool = False) -> list[list[Json]]:
    return _packed(list(_elements(message, greets_all)), lambda part: _carded(part, message))


def _elements(message: Json, greets_all: bool) -> Iterator[Json]:
    """The body of a card, in the order of the message. ``seq`` comes back with a press and says what was asked."""
    asked = {"seq": message["seq"]} if "seq" in message else {}
    for block in _blocks(message):
        yield from _element(block, asked)
    yield from _sources(message.get("sources") or ())
    if message.get("expects") == "date":
        # Not required by the card: the choices beside it must stay free to press.
        yield {"type": "Input.Date", "id": DATE_INPUT, "label": labels.DATE}
        yield _actions([_submit(labels.SEND_DATE, asked, inputs="auto")])
    choices = [
        _submit(choice["title"], {"say": choice["title"]} if greets_all else {"choice": choice["id"], **asked})
        for choice in message.get("choices") or ()
    ]
    for start in range(0, len(choices), ACTIONS_IN_A_ROW):
        yield _actions(choices[start : start + ACTIONS_IN_A_ROW])


def _blocks(message: Json) -> Sequence[Json]:
    """The message in parts; a message without parts is its text."""
    blocks: Sequence[Json] = message.get("blocks") or ()
    return blocks or [{"type": "paragraph", "text": part} for part in re.split(r"\n\s*\n", message["text"])]


def _element(block: Json, asked: Json) -> Iterator[Json]:
    if block["type"] == "deadline":
        items = [_words(escape(block["label"])), _words(escape(block["value"]), size="Large", weight="Bolder")]
        if block.get("safe"):
            items.append(_words(escape(f"{block['safe_label']}: {block['safe']}")))
        yield {"type": "Container", "style": "emphasis", "items": items}
    elif block["type"] == "fact":
        yield {"type": "FactSet", "facts": [{"title": escape(block["label"]), "value": escape(block["value"])}]}
        if block.get("choice"):
            yield _actions([_submit(block["title"], {"choice": block["choice"], **asked})])
    elif block["type"] == "heading":
        yield _words(escape(block["text"]), weight="Bolder", size="Medium", style="heading")
    else:
        yield from map(_words, _markdown(block))


def _paragraphs(message: Json) -> list[str]:
    return [text for block in _blocks(message) for text in _markdown(block)]


def _markdown(block: Json) -> Iterator[str]:
    """A paragraph, or the items of a list together, in pieces that are not too long."""
    if block["type"] == "list":
        lines = [f"- {escape(piece)}" for item in block["items"] for piece in split(" ".join(item.split()), TEXT_LIMIT)]
        yield from ("\n".join(part) for part in _packed(lines, "\n".join))
    else:
        yield from (escape(piece).replace("\n", "\n\n") for piece in split(block["text"], TEXT_LIMIT))


def _sources(sources: Sequence[Json]) -> Iterator[Json]:
    """The sources; many of them behind a button, so that the answer is not buried."""
    cited: list[Json] = [_words(_cited(source), size="Small", spacing="Small") for source in sources]
    if len(cited) <= SOURCES_IN_VIEW:
        if cited:
            yield {"type": "Container", "items": [_words(labels.SOURCES, weight="Bolder", size="Small"), *cited]}
        return
    show = {"type": "Action.ToggleVisibility", "title": f"{labels.SOURCES} ({len(cited)})"}
    hidden = {"type": "Container", "id": "sources", "isVisible": False, "items": cited}
    yield {"type": "Container", "items": [_actions([{**show, "targetElements": ["sources"]}]), hidden]}


def _cited(source: Json) -> str:
    """A link and what tells which edition it is: "[Title](address), paragraph 3 (publisher, version). Checked ..."."""
    title = escape(str(source.get("title") or source.get("url")))
    cited = f"[{title}]({quote(source['url'], safe=':/?#@!$&*+,;=%~')})" if source.get("url") else title
    if source.get("paragraph"):
        cited += f", {escape(str(source['paragraph']))}"
    edition = ", ".join(escape(str(source[key])) for key in ("publisher", "version") if source.get(key))
    if edition:
        cited += f" ({edition})"
    checked = f" {labels.CHECKED} {_long(source['checked'])}." if source.get("checked") else ""
    return f"{cited}.{checked}"


def _long(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _words(text: str, **style: Any) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **style}


def _actions(actions: list[Json]) -> Json:
    return {"type": "ActionSet", "actions": actions}


def _submit(title: str, data: Json, inputs: str = "none") -> Json:
    return {
        "type": "Action.Submit",
        "title": shorten(title, TITLE_LIMIT),
        "data": data,
        "associatedInputs": inputs,
    }


def _titles(part: list[Json]) -> dict[str, str]:
    """What can be pressed in a part of a card, with its words; the date input has none."""
    inputs = {element["id"]: "" for element in part if element["type"] == "Input.Date"}
    actions = (action for element in part if element["type"] == "ActionSet" for action in element["actions"])
    return inputs | {action["data"]["choice"]: action["title"] for action in actions if "choice" in action["data"]}


def _spoken(paragraphs: list[str], message: Json) -> Json:
    text = "\n\n".join(paragraphs)
    return {"type": "message", "text": text, "textFormat": "markdown", "summary": _summary(message)}


def _carded(body: list[Json], message: Json) -> Json:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": shorten(message["text"], FALLBACK_LIMIT),
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {"contentType": _CARD_TYPE, "content": card}
    return {"type": "message", "attachments": [attachment], "summary": _summary(message)}


def _summary(message: Json) -> str:
    """What a notification shows."""
    return shorten(message["text"], SUMMARY_LIMIT)


def _packed(items: Sequence[T], wrapped: Callable[[list[T]], Any]) -> list[list[T]]:
    """``items`` in as few parts as keep each, when ``wrapped``, within ACTIVITY_BYTES."""
    parts: list[list[T]] = []
    for item in items:
        if parts and _size(wrapped([*parts[-1], item])) <= ACTIVITY_BYTES:
            parts[-1].append(item)
        else:
            parts.append([item])
    return parts


def _size(content: Any) -> int:
    """Bytes as sent (UTF-8) or as Teams counts (UTF-16), whichever are more."""
    text = json.dumps(content, ensure_ascii=False)
    return max(len(text.encode("utf-8")), len(text.encode("utf-16-le")))
