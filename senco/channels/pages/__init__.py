"""The page without script: its style sheet and its strict headers."""

from __future__ import annotations

from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors

_STYLE_SHEETS = {path.name: path.read_bytes() for path in Path(__file__).parent.glob("*.css")}
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


async def asset(request: Request) -> HTTPResponse:
    """The style sheet. Raises ChannelError 404."""
    name = str(request.match_info["name"])
    if name not in _STYLE_SHEETS:
        raise errors.not_found()
    return HTTPResponse(_STYLE_SHEETS[name], content_type="text/css; charset=utf-8")


def html(text: str, status: int = 200) -> HTTPResponse:
    """A page of ours. Its own form may say where it comes from, which ``no-referrer`` would hide."""
    response = HTTPResponse(text, status, content_type="text/html; charset=utf-8")
    response.headers["content-security-policy"] = _POLICY
    response.headers["referrer-policy"] = "same-origin"
    return response
