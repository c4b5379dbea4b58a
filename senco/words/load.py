"""Reading `data/responses` outside Rasa, so that an action can put several into one message."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from senco.message import KINDS, Choice, Kind
from senco.yamlfile import LINE, DataFileError, read_yaml

FOLDER = Path(__file__).resolve().parents[2] / "data" / "responses"

SELF = MappingProxyType(
    {"you": "you", "You": "You", "whom": "you", "your": "your", "Your": "Your", "my": "my"}
    | {"I": "I", "I_am": "I am", "I_have": "I have"}
)
"""The words for somebody who asks about their own post."""

OTHER = MappingProxyType(
    {"you": "they", "You": "They", "whom": "them", "your": "their", "Your": "Their", "my": "their"}
    | {"I": "They", "I_am": "They are", "I_have": "They have"}
)
"""The words for somebody who asks about another person, whose verbs take the same form as for "you"."""


class WordsError(DataFileError):
    """A response that cannot be used."""


@dataclass(frozen=True)
class Response:
    """One response: its text, what kind of message it makes, and which facts it tells.

    ``cues`` are the words by which this variant is chosen among those of its kind; ``typed``
    pairs bare words with the facts, as JSON, that they mean in answer to this question.
    """

    id: str
    text: str
    kind: Kind
    topic: str | None
    title: str | None
    facts: tuple[str, ...]
    buttons: tuple[Choice, ...]
    cues: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def load_words(folder: Path = FOLDER) -> MappingProxyType[str, Response]:
    """Read every response by its id. Raises WordsError, naming file and line."""
    words: dict[str, Response] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, variations in read_yaml(path)["responses"].items():
            if name == LINE:
                continue
            if name in words:
                raise WordsError(path, variations[0][LINE], f"{name!r} stands there twice")
            words[name] = _response(name, variations[0], path)
    return MappingProxyType(words)


def render(name: str, person: MappingProxyType[str, str] = SELF, **values: str) -> str:
    """The text of a response with its placeholders filled in. Raises KeyError for one that is missing."""
    return fill(load_words()[name].text, person, **values)


def fill(text: str, person: MappingProxyType[str, str], **values: str) -> str:
    """A text with its placeholders filled in. Raises KeyError for one that is missing."""
    return string.Formatter().vformat(text, (), {**person, **values})


def _response(name: str, entry: dict[str, Any], path: Path) -> Response:
    metadata = entry.get("metadata", {})
    kind = metadata.get("kind")
    if kind not in KINDS:
        raise WordsError(path, entry[LINE], f"{name!r} has no kind of message in its metadata")
    return Response(
        id=name,
        text=entry["text"].strip(),
        kind=kind,
        topic=metadata.get("topic"),
        title=metadata.get("title"),
        facts=tuple(metadata.get("facts", ())),
        buttons=tuple(Choice(button["title"], button["payload"]) for button in entry.get("buttons", ())),
        cues=tuple(str(cue) for cue in metadata.get("cues", ())),
        typed=tuple((str(words), entry["means"]) for entry in metadata.get("typed", ()) for words in entry["words"]),
    )
