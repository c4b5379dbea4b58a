"""Reading the facts, and refusing what could not be told honestly.

Refused, with file and line: duplicate keys and ids, facts that cite nothing or cite a source
that is not registered, unknown successors, and perishable facts without a page to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from senco.knowledge.model import Fact
from senco.rules import Source, load_rules
from senco.yamlfile import LINE, DataFileError, read_yaml

FOLDER = Path(__file__).parent / "facts"
WEIGHT = ("law", "guidance", "secondary")


class FactFileError(DataFileError):
    """A file of facts that cannot be relied on."""


@lru_cache(maxsize=4)
def load_facts(folder: Path = FOLDER) -> Mapping[str, Fact]:
    """Read every fact by its id. The answer is cached and cannot be changed.

    Raises FactFileError (or DataFileError for a file that is no YAML), naming file and line.
    """
    registered = load_rules().sources
    facts: dict[str, Fact] = {}
    places: dict[str, tuple[Path, int]] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in _entries(path):
            line = entry.pop(LINE)
            fact = _fact(entry, path, line)
            if fact.id in facts:
                raise FactFileError(path, line, f"the id {fact.id!r} stands there twice")
            for source in fact.sources:
                if source not in registered:
                    raise FactFileError(
                        path,
                        line,
                        f"{fact.id} cites {source!r}, which sources.yml does not have",
                    )
            facts[fact.id], places[fact.id] = fact, (path, line)
    for fact in facts.values():
        for successor in fact.superseded_by:
            if successor not in facts:
                raise FactFileError(
                    *places[fact.id],
                    f"{fact.id} is superseded by {successor!r}, which is no fact",
                )
    return MappingProxyType(facts)


def sources_of(fact_ids: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources of these facts, each document once: law first, then guidance, then the rest.

    Raises KeyError for an id that is no fact.
    """
    facts, registered = load_facts(), load_rules().sources
    documents: dict[tuple[str, str, str], Source] = {}
    for fact_id in fact_ids:
        for source_id in facts[fact_id].sources:
            source = registered[source_id]
            documents.setdefault((source.title, source.publisher, source.version), source)
    return tuple(sorted(documents.values(), key=lambda source: WEIGHT.index(source.kind)))


def _entries(path: Path) -> list[dict[str, Any]]:
    data = read_yaml(path)
    entries = data.get("facts")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise FactFileError(path, 1, "'facts' must be a list of facts")
    return entries


def _fact(entry: dict[str, Any], path: Path, line: int) -> Fact:
    try:
        return Fact(**entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])).replace("__root__", "the fact")
        raise FactFileError(path, line, f"{entry.get('id', 'a fact')}: {field}: {first['msg']}") from None
