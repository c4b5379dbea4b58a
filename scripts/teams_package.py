"""Build and check the app package that a school's IT uploads to Teams: ``make teams-package``.

It needs SENCO_TEAMS_APP_ID and SENCO_SITE, the provider's https address; SENCO_PRIVACY_URL and SENCO_TERMS_URL
where these pages are not at ``/privacy`` and ``/terms`` of it. No secret goes into the package.
"""

from __future__ import annotations

import io
import json
import os
import string
import struct
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import jsonschema

from scripts.teams_icons import COLOUR_SIZE, OUTLINE_SIZE, colour_icon, outline_icon
from senco.provider import load_provider

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "deploy" / "teams" / "manifest.json"
SCHEMA = ROOT / "deploy" / "teams" / "manifest.schema.json"
PACKAGE = ROOT / ".cache" / "teams" / "senco-teams.zip"
DEVELOPER_LIMIT = 32
ICONS = {"color.png": COLOUR_SIZE, "outline.png": OUTLINE_SIZE}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same input makes the same package


class PackageError(ValueError):
    """The package cannot be built, or Teams would refuse it; the message says why."""


def manifest(environment: Mapping[str, str]) -> str:
    """Fill in the template. Raises PackageError when a setting is missing."""
    needed = {name: environment.get(name, "").strip() for name in ("SENCO_TEAMS_APP_ID", "SENCO_SITE")}
    if missing := [name for name, value in needed.items() if not value]:
        raise PackageError(f"Set {' and '.join(missing)} first (docs/teams.md).")
    provider, site = load_provider(), needed["SENCO_SITE"].rstrip("/")
    name = provider.name if len(provider.name) <= DEVELOPER_LIMIT else provider.short_name
    values = {
        "app_id": needed["SENCO_TEAMS_APP_ID"].lower(),
        "site": site,
        "privacy": environment.get("SENCO_PRIVACY_URL") or f"{site}/privacy",
        "terms": environment.get("SENCO_TERMS_URL") or f"{site}/terms",
        "developer": name,
        "accent": provider.colours.accent,
    }
    quoted = {key: json.dumps(value, ensure_ascii=False)[1:-1] for key, value in values.items()}
    return string.Template(TEMPLATE.read_text(encoding="utf-8")).safe_substitute(quoted)


def build(environment: Mapping[str, str]) -> bytes:
    """The package as a zip file. Raises PackageError."""
    files = {
        "manifest.json": manifest(environment).encode(),
        "color.png": colour_icon(load_provider().colours.accent),
        "outline.png": outline_icon(),
    }
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def check(package: bytes) -> None:
    """Raises PackageError for what Teams would refuse."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if set(files) != {"manifest.json", *ICONS}:
        raise PackageError("The package must hold manifest.json and the two icons, and nothing else.")
    try:
        jsonschema.validate(json.loads(files["manifest.json"]), json.loads(SCHEMA.read_text(encoding="utf-8")))
    except jsonschema.ValidationError as error:
        place = ".".join(str(part) for part in error.absolute_path)
        raise PackageError(f"The manifest is wrong at {place or 'its top'}: {error.message}") from None
    for name, size in ICONS.items():
        if files[name][:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", files[name][16:24]) != (size, size):
            raise PackageError(f"{name} must be a PNG of {size} x {size} pixels.")


def main(environment: Mapping[str, str]) -> int:
    """Write the package and say where; 1 with one line when it cannot be built."""
    try:
        package = build(environment)
        check(package)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    PACKAGE.parent.mkdir(parents=True, exist_ok=True)
    PACKAGE.write_bytes(package)
    print(f"{PACKAGE.relative_to(ROOT)} is ready ({len(package):,} bytes). Upload it in the Teams admin centre.")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
