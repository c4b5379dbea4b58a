"""The sample page that shows the web channel at work: a few static files and their strict headers."""

from __future__ import annotations

from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
_FILES = {path.name: path.read_bytes() for path in Path(__file__).parent.iterdir() if path.suffix in _TYPES}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


async def demo(_request: Request) -> HTTPResponse:
    """The page itself."""
    return _file("demo.html")


async def asset(request: Request) -> HTTPResponse:
    """Its style sheet and script. Raises ChannelError 404."""
    return _file(str(request.match_info["name"]))


def html(text: str, status: int = 200) -> HTTPResponse:
    """A page of ours. Its own form may say where it comes from, which ``no-referrer`` would hide."""
    response = HTTPResponse(text, status, content_type=_TYPES[".html"])
    response.headers["content-security-policy"] = _POLICY
    response.headers["referrer-policy"] = "same-origin"
    return response


def _file(name: str) -> HTTPResponse:
    if name not in _FILES:
        raise errors.not_found()
    response = HTTPResponse(_FILES[name], content_type=_TYPES[Path(name).suffix])
    response.headers["content-security-policy"] = _POLICY
    return response
