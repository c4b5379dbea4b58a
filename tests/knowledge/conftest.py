"""The facts as the product has them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from senco.knowledge import Fact, load_facts


@pytest.fixture(scope="session")
def facts() -> Mapping[str, Fact]:
    return load_facts()
