"""A message of the contract as Slack shows it: Block Kit, within Slack's limits, nothing left out.

Pure: a message in, posts out. Every block is checked by slack_sdk's own models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DatePickerElement,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from senco.channels import labels
from senco.channels.shorten import shorten, split
from senco.channels.slack_text import escaped, link, marked

SECTION_LIMIT = SectionBlock.text_max_length
BUTTON_LIMIT = 75
HEADER_LIMIT = 150
BUTTONS_IN_BLOCK = ActionsBlock.elements_max_length
BLOCKS_IN_POST = 45
TEXT_IN_POST = 10_000
FALLBACK_LIMIT = 3000
DATE_CONTROL = "date"
SOURCELESS = ("question", "clarify")


@dataclass(frozen=True)
class Post:
    """One message of Slack's. ``text`` is what notifications and screen readers say."""

    text: str
    blocks: list[dict[str, Any]]


def render(message: dict[str, Any], owner: str = "", hint: str = "") -> list[Post]:
    """Return the posts that show ``message``; more than one where Slack's limits ask for it.

    The id of a button is ``<owner>:<seq>:<choice id>``, so that a press can be told
    from that of somebody else. ``hint`` says how to type an answer in this place.
    """
    prefix = f"{owner}:{message.get('seq', 0)}"
    blocks = [*_body(message, prefix), *_controls(message, prefix), *_sources(message)]
    if hint and (message.get("choices") or message.get("expects")):
        blocks.append(_context(marked(hint)))
    parts = _parted([block.to_dict() for block in blocks])
    return [_post(part, message["text"] if number == 0 else "") for number, part in enumerate(parts)]


def settled(post: Post, title: str) -> Post:
    """The post after an answer: without its controls, and with the answer."""
    kept = [
        {name: part for name, part in block.items() if name != "accessory"}
        for block in post.blocks
        if block["type"] != "actions"
    ]
    chose = f"{labels.CHOSE} {title}"
    return Post(f"{post.text}\n{escaped(chose)}", [*kept, _context(f"{labels.CHOSE} *{marked(title)}*").to_dict()])


def notice(text: str) -> Post:
    """Plain words of the channel's own."""
    return Post(_fallback(text), [block.to_dict() for block in _sections(text)])


def controls(post: Post) -> Iterator[str]:
    """The ids of everything in ``post`` that can be pressed."""
    for block in post.blocks:
        for element in [*block.get("elements", ()), block.get("accessory", {})]:
            if "action_id" in element:
                yield element["action_id"]


def long_date(iso: str) -> str:
    """1 September 2023."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _body(message: dict[str, Any], prefix: str) -> Iterator[Block]:
    blocks = message.get("blocks") or [{"type": "paragraph", "text": message["text"]}]
    headings = [block for block in blocks if block["type"] == "heading" and message["kind"] == "decision"]
    for block in blocks:
        yield from _header(block["text"]) if block in headings[:1] else _block(block, prefix)
    deadline = (message.get("decision") or {}).get("deadline")
    if deadline and not any(block["type"] == "deadline" for block in blocks):
        yield from _block({"type": "deadline", "label": labels.DEADLINE, "value": long_date(deadline)}, prefix)


def _block(block: dict[str, Any], prefix: str) -> Iterator[Block]:
    kind = block["type"]
    if kind == "list":
        yield from _lines([f"• {item}" for item in block["items"]])
    elif kind == "heading":
        yield from _sections(block["text"], bold=True)
    elif kind == "deadline":
        yield from _deadline(block)
    elif kind == "fact":
        yield _fact(block, prefix)
    elif block.get("text"):
        yield from _sections(str(block["text"]))


def _header(text: str) -> Iterator[Block]:
    if len(escaped(text)) > HEADER_LIMIT:
        return _sections(text, bold=True)
    return iter([HeaderBlock(text=PlainTextObject(text=escaped(text), emoji=False))])


def _deadline(block: dict[str, Any]) -> Iterator[Block]:
    lines = [f"{marked(block['label'])}\n*{marked(block['value'])}*"]
    if block.get("safe"):
        lines.append(f"{marked(block.get('safe_label') or labels.SAFE)}: *{marked(block['safe'])}*")
    yield _section("\n".join(lines))


def _fact(block: dict[str, Any], prefix: str) -> Block:
    text = f"*{marked(block['label'])}*\n{marked(shorten(block['value'], SECTION_LIMIT // 8))}"
    if not block.get("choice"):
        return _section(text)
    title = block.get("title") or block["label"]
    return _section(text, accessory=_button(f"{prefix}:{block['choice']}", title))


def _sections(text: str, bold: bool = False) -> Iterator[Block]:
    write = _bold if bold else marked
    for piece in _fitting(text, write):
        yield _section(piece)


def _lines(lines: Iterable[str]) -> Iterator[Block]:
    """As many lines in a section as fit."""
    pieces = [piece for line in lines for piece in _fitting(line, marked)]
    for group in _grouped(pieces, lambda group: sum(len(piece) + 1 for piece in group) <= SECTION_LIMIT):
        yield _section("\n".join(group))


def _controls(message: dict[str, Any], prefix: str) -> Iterator[Block]:
    choices = message.get("choices") or []
    if any(len(escaped(choice["title"])) > BUTTON_LIMIT for choice in choices):
        yield from _lines(f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1))
        titles = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
    else:
        titles = [choice["title"] for choice in choices]
    if message.get("expects") == "date":
        picker = DatePickerElement(
            action_id=f"{prefix}:{DATE_CONTROL}", placeholder=PlainTextObject(text=labels.DATE, emoji=False)
        )
        yield ActionsBlock(elements=[picker])
    buttons = [_button(f"{prefix}:{choice['id']}", title) for choice, title in zip(choices, titles, strict=True)]
    for start in range(0, len(buttons), BUTTONS_IN_BLOCK):
        yield ActionsBlock(elements=buttons[start : start + BUTTONS_IN_BLOCK])


def _button(action_id: str, title: str) -> ButtonElement:
    text = PlainTextObject(text=_cut(title, BUTTON_LIMIT), emoji=False)
    return ButtonElement(text=text, action_id=action_id, value=action_id)


def _sources(message: dict[str, Any]) -> Iterator[Block]:
    sources = message.get("sources") or []
    if not sources or message["kind"] in SOURCELESS:
        return
    lines = [f"*{labels.SOURCES}*", *(_cited(source) for source in sources)]
    for group in _grouped(lines, lambda group: sum(len(line) + 1 for line in group) <= SECTION_LIMIT):
        yield _context("\n".join(group))


def _cited(source: dict[str, Any]) -> str:
    title = ", ".join(part for part in (source.get("title"), source.get("paragraph")) if part)
    title = shorten(title, SECTION_LIMIT // 8)
    about = [source.get("publisher"), source.get("version")]
    if source.get("checked"):
        about.append(f"{labels.CHECKED} {long_date(source['checked'])}")
    notes = escaped(shorten(". ".join(str(part) for part in about if part), SECTION_LIMIT // 8))
    return f"• {link(source['url'], title) if source.get('url') else escaped(title)}. {notes}"


def _fitting(text: str, write: Callable[[str], str]) -> list[str]:
    """``text`` as ``write`` writes it, in pieces that fit: escaping makes text longer than it was."""
    written = write(text)
    if len(written) <= SECTION_LIMIT:
        return [written]
    halves = split(text, min(SECTION_LIMIT, (len(text) + 1) // 2))
    return [piece for half in halves for piece in _fitting(half, write)]


def _bold(text: str) -> str:
    return f"*{marked(text)}*"


def _section(text: str, accessory: ButtonElement | None = None) -> Block:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=accessory)


def _context(text: str) -> Block:
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])


def _parted(blocks: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    def fits(group: list[dict[str, Any]]) -> bool:
        return len(group) <= BLOCKS_IN_POST and sum(len(words) for words in _words(group)) <= TEXT_IN_POST

    return _grouped(blocks, fits)


def _grouped(things: list[Any], fits: Callable[[list[Any]], bool]) -> list[list[Any]]:
    """``things`` in order, in as few groups as fit; what fits nowhere stands alone."""
    groups: list[list[Any]] = []
    for thing in things:
        if groups and fits([*groups[-1], thing]):
            groups[-1].append(thing)
        else:
            groups.append([thing])
    return groups


def _words(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if "text" in block:
            yield block["text"]["text"]
        for element in block.get("elements", ()):
            yield element["text"] if isinstance(element.get("text"), str) else element.get("text", {}).get("text", "")


def _post(blocks: list[dict[str, Any]], text: str) -> Post:
    """``text`` for the first post of a message; the others are read out by what they show."""
    if text:
        return Post(_fallback(text), blocks)
    shown = _grouped(list(_words(blocks)), lambda group: sum(len(words) + 1 for words in group) <= FALLBACK_LIMIT)
    return Post("\n".join(shown[0]), blocks)


def _fallback(text: str) -> str:
    return _cut(text, FALLBACK_LIMIT)


def _cut(text: str, limit: int) -> str:
    """``text`` escaped, and no longer than ``limit`` even so."""
    room = limit
    while (over := len(escaped(shorten(text, room))) - limit) > 0:
        room -= max(1, over // 5)
    return escaped(shorten(text, room))
