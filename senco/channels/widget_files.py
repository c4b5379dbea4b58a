"""The widget as a provider's site includes it: one script under an address that never changes its content."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors

FOLDER = Path(__file__).resolve().parents[2] / "widget"
NAME = "training-chat.js"
VERSION = str(json.loads((FOLDER / "package.json").read_text())["version"])
_BUNDLE = (FOLDER / "dist" / NAME).read_bytes()

PATH = f"widget/{VERSION}/{NAME}"
INTEGRITY = "sha384-" + base64.b64encode(hashlib.sha384(_BUNDLE).digest()).decode()


async def bundle(request: Request) -> HTTPResponse:
    """The script. Raises ChannelError 404 for any version but the one that is here."""
    if request.match_info["version"] != VERSION:
        raise errors.not_found()
    response = HTTPResponse(_BUNDLE, content_type="text/javascript; charset=utf-8")
    response.headers["cache-control"] = "public, max-age=31536000, immutable"
    return response
