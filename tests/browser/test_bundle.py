"""The committed bundle is what the source builds, within its budget; the sample provider's file is checked."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from senco.provider import FILE, ProviderError, load_provider

from .conftest import ROOT

WIDGET = ROOT / "widget"
BUDGET = 15 * 1024


def test_the_committed_bundle_is_what_the_source_builds() -> None:
    if not (WIDGET / "node_modules").exists():
        pytest.fail("The widget's tools are not installed. Run: make widget")
    checked = subprocess.run(
        ["npm", "run", "--silent", "check"], cwd=WIDGET, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_bundle_fits_its_budget_and_calls_nobody_else() -> None:
    bundle = (WIDGET / "dist/training-chat.js").read_bytes()
    size = len(gzip.compress(bundle, 9))
    print(f"\ntraining-chat.js: {size} bytes gzipped of {BUDGET}")
    assert size <= BUDGET
    hosts = set(re.findall(r"https?://([\w.-]+)", bundle.decode()))
    assert hosts <= {"www.w3.org"}
    assert "eval(" not in bundle.decode()


def test_the_lock_names_every_package_by_its_content_and_no_registry() -> None:
    lock = json.loads((WIDGET / "package-lock.json").read_text())
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert packages and all(entry["integrity"].startswith("sha512-") for entry in packages)
    assert not any("resolved" in entry for entry in packages)


def test_the_sample_pages_repeat_no_fact_of_the_providers_file() -> None:
    provider = load_provider()
    pages = "".join(path.read_text() for path in (WIDGET / "demo").glob("*.jinja"))
    for fact in (*provider.groups, provider.contact.email, provider.funding, provider.name, provider.as_of):
        assert fact not in pages


@pytest.mark.parametrize(
    ("was", "wrong", "told"),
    [
        ("short_name:", "shortname:", "short_name: field required"),
        ('accent: "#4b2c6f"', "accent: purple", "colours accent: a colour looks like #4b2c6f"),
        ("  page: book\n", "  page: book\n  fee: 10\n", "booking fee: extra fields not permitted"),
    ],
)
def test_what_is_wrong_in_a_providers_file_is_named(tmp_path: Path, was: str, wrong: str, told: str) -> None:
    text = FILE.read_text()
    assert was in text
    path = tmp_path / "provider.yml"
    path.write_text(text.replace(was, wrong, 1))
    with pytest.raises(ProviderError, match=re.escape(f"provider.yml: {told}")):
        load_provider(path)
