"""The app package for Teams: complete, valid, the same each time, and without a secret."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib

import pytest

from scripts.teams_package import PackageError, build, check, main

APP_ID = "0a0a0a0a-1111-4222-8333-444444444444"
SETTINGS = {"SENCO_TEAMS_APP_ID": APP_ID.upper(), "SENCO_SITE": "https://www.provider.example/"}


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pixels(png: bytes) -> list[tuple[int, ...]]:
    """The red, green, blue and alpha of every pixel of an unfiltered PNG."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    rows = zlib.decompress(png[start + 4 : start + 4 + length])
    stride = 1 + 4 * width
    return [tuple(rows[y * stride + 1 + 4 * x : y * stride + 5 + 4 * x]) for y in range(height) for x in range(width)]


def packed(**changes: bytes | None) -> bytes:
    """The package with other contents; None leaves a file out."""
    kept = {name: content for name, content in (files(build(SETTINGS)) | changes).items() if content is not None}
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return package.getvalue()


def test_the_package_is_what_teams_asks_for() -> None:
    package = build(SETTINGS)
    check(package)
    manifest = json.loads(files(package)["manifest.json"])
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID
    assert manifest["developer"]["privacyUrl"] == "https://www.provider.example/privacy"
    assert b"${" not in files(package)["manifest.json"]
    assert build(SETTINGS) == package


def test_the_pages_of_the_provider_may_be_elsewhere() -> None:
    manifest = json.loads(files(build({**SETTINGS, "SENCO_PRIVACY_URL": "https://a.example/p"}))["manifest.json"])
    assert manifest["developer"]["privacyUrl"] == "https://a.example/p"


def test_the_icons_are_as_teams_draws_them() -> None:
    parts = files(build(SETTINGS))
    colour, outline = pixels(parts["color.png"]), pixels(parts["outline.png"])
    assert len(colour) == 192 * 192 and {pixel[3] for pixel in colour} == {255}
    assert (75, 44, 111, 255) in colour and (255, 255, 255, 255) in colour
    assert len(outline) == 32 * 32 and {pixel[:3] for pixel in outline} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in outline}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SENCO_TEAMS_APP_ID": ""}, "Set SENCO_TEAMS_APP_ID first"),
        ({"SENCO_SITE": " "}, "Set SENCO_SITE first"),
        ({"SENCO_TEAMS_APP_ID": "nonsense"}, "wrong at id"),
        ({"SENCO_SITE": "http://www.provider.example"}, "wrong at developer"),
        ({"SENCO_SITE": 'https://x.example/", "a": "'}, "wrong at developer"),
    ],
)
def test_what_teams_would_refuse_is_told(
    changes: dict[str, str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main({**SETTINGS, **changes}) == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("package", "complaint"),
    [
        (lambda: packed(**{"more.txt": b"x"}), "nothing else"),
        (lambda: packed(**{"color.png": None}), "nothing else"),
        (lambda: packed(**{"color.png": files(build(SETTINGS))["outline.png"]}), "192 x 192"),
        (lambda: packed(**{"outline.png": b"GIF89a"}), "32 x 32"),
        (lambda: packed(**{"manifest.json": b"{}"}), "its top"),
    ],
)
def test_a_broken_package_does_not_pass(package: object, complaint: str) -> None:
    with pytest.raises(PackageError, match=complaint):
        check(package())  # type: ignore[operator]
