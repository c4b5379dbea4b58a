"""Reading YAML data files: duplicate keys refused, and every mapping knows its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LINE = "__line__"
"""The key under which ``read_yaml`` keeps the line that a mapping starts on."""


class DataFileError(ValueError):
    """A data file is wrong; the message begins with file and line."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path.name}:{line}: {problem}")


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a file whose top is a mapping. Raises DataFileError, naming file and line."""
    loader = yaml.CSafeLoader(path.read_bytes())
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise DataFileError(path, 1, "the file must be a mapping")
        return _mapping(node, loader, path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a character that may not stand there"
        raise DataFileError(path, mark.line + 1 if mark else 1, f"not YAML: {problem}") from None
    finally:
        loader.dispose()


def _mapping(node: yaml.MappingNode, loader: yaml.CSafeLoader, path: Path) -> dict[str, Any]:
    data: dict[str, Any] = {LINE: node.start_mark.line + 1}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise DataFileError(path, key_node.start_mark.line + 1, "a key must be a plain word")
        key = _value(key_node, loader, path)
        if key in data:
            raise DataFileError(path, key_node.start_mark.line + 1, f"{key!r} stands there twice")
        data[key] = _value(value_node, loader, path)
    return data


def _value(node: yaml.Node, loader: yaml.CSafeLoader, path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loader, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, loader, path) for child in node.value]
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise DataFileError(path, node.start_mark.line + 1, f"{node.value!r} cannot be: {error}") from None
