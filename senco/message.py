"""The one structured message that every channel shows in its own way (contract, section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "greeting", "question", "decision", "answer", "explanation", "summary",
    "clarify", "out_of_scope", "refusal", "support", "notice", "error",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Choice:
    """A button: the words on it, and what the server does when it is pressed.

    ``payload`` is ours alone. A channel keeps it and hands out an opaque id instead.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """What the assistant says in one go. ``text`` is the whole message, readable alone.

    ``blocks`` is the same content in parts, in order. A block is one of::

        {"type": "heading", "text": "..."}
        {"type": "paragraph", "text": "..."}
        {"type": "list", "items": ["...", "..."]}
        {"type": "deadline", "label": "...", "value": "1 September 2026", "date": "2026-09-01"}
        {"type": "fact", "fact": "appointed_on", "label": "...", "value": "...", "title": "...", "payload": "..."}

    ``sources`` holds {"id", "title", "publisher", "version", "url", "checked"}.
    """

    kind: Kind
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    choices: tuple[Choice, ...] = ()
    expects: Literal["date"] | None = None
    decision: dict[str, Any] | None = None
    sources: tuple[dict[str, Any], ...] = ()
    topic: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The form in which the action server hands a message to a channel (payloads included)."""
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.blocks:
            data["blocks"] = [dict(block) for block in self.blocks]
        if self.choices:
            data["choices"] = [{"title": c.title, "payload": c.payload} for c in self.choices]
        for key in ("expects", "decision", "topic"):
            if getattr(self, key) is not None:
                data[key] = getattr(self, key)
        if self.sources:
            data["sources"] = [dict(source) for source in self.sources]
        return data | self.extra
