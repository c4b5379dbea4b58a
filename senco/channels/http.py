"""HTTP as this product speaks it: small bodies, JSON only, listed origins, strict headers, errors as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors
from senco.channels.errors import ChannelError
from senco.channels.faults import log_fault

BODY_LIMIT = 64 * 1024
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH")

Endpoint = Callable[[Request], Awaitable[HTTPResponse]]

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


async def read_body(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """Read the body of a streamed route and stop at ``limit`` bytes. Raises ChannelError 413."""
    body = bytearray()
    if int(request.headers.get("content-length", "0")) > limit:
        raise errors.body_too_large(limit)
    if request.stream is None:
        return b""
    async for part in request.stream:
        body += part
        if len(body) > limit:
            raise errors.body_too_large(limit)
    return bytes(body)


def media_type(request: Request) -> str:
    """The content type without its parameters, in lower case; empty where there is none."""
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()


async def read_form(request: Request) -> dict[str, str]:
    """Read a plain HTML form; of a field sent twice the last counts. Raises ChannelError 400, 413 or 415."""
    if media_type(request) != "application/x-www-form-urlencoded":
        raise errors.not_a_form()
    body = await read_body(request)
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise errors.bad_request("The form could not be read.") from None


async def read_json(request: Request) -> dict[str, Any]:
    """Read a JSON object. Raises ChannelError 400, 413 or 415."""
    if media_type(request) != "application/json":
        raise errors.not_json()
    body = await read_body(request)
    try:
        data = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise errors.bad_request("The request is not valid JSON.") from None
    if not isinstance(data, dict):
        raise errors.bad_request("The request must be a JSON object.")
    return data


def json_response(data: Mapping[str, Any], status: int = 200) -> HTTPResponse:
    """``data`` as JSON."""
    return HTTPResponse(json.dumps(data, ensure_ascii=False), status, content_type="application/json; charset=utf-8")


def error_response(error: ChannelError) -> HTTPResponse:
    """A refusal as JSON, with the headers that belong to its status."""
    response = json_response(error.as_dict(), error.status)
    if error.retry_after is not None:
        response.headers["retry-after"] = str(error.retry_after)
    if error.status == 401:
        response.headers["www-authenticate"] = "Bearer"
    return response


def by_method(handlers: Mapping[str, Endpoint]) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    """One route for all methods, that answers every refusal and every fault of ours as JSON.

    Without any handler there is nothing at the address.
    """

    async def route(request: Request, **_: str) -> HTTPResponse:
        try:
            if request.method == "OPTIONS":
                return HTTPResponse(status=204)
            handler = handlers.get("GET" if request.method == "HEAD" else request.method)
            if handler is None:
                return error_response(errors.wrong_method() if handlers else errors.not_found())
            return await handler(request)
        except ChannelError as error:
            return error_response(error)
        except Exception as fault:  # noqa: BLE001 - the last place where a fault can become words
            log_fault("Request", fault)
            return error_response(errors.internal())

    return route


class Origins:
    """Which sites' pages may call: the server's own, and those that the provider lists."""

    def __init__(self, listed: frozenset[str]) -> None:
        self._listed = listed

    def check(self, request: Request) -> None:
        """Raise ChannelError 403 for a browser on another site. Programs send no Origin and pass."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._listed and not _is_own(origin, request):
            raise errors.wrong_origin()

    async def add_headers(self, request: Request, response: HTTPResponse) -> None:
        """Set the security headers, and cross-origin leave for listed sites and nobody else.

        Response middleware, because Rasa's own CORS layer answers preflights before
        any route does, and would speak for this channel.
        """
        for name in [name for name in response.headers if name.lower().startswith("access-control-")]:
            del response.headers[name]
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["vary"] = "Origin"
        origin = request.headers.get("origin")
        if origin not in self._listed:
            return
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-expose-headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["access-control-allow-methods"] = "GET, POST, DELETE"
            response.headers["access-control-allow-headers"] = "Authorization, Content-Type"
            response.headers["access-control-max-age"] = "600"


def _is_own(origin: str, request: Request) -> bool:
    """Same host and port. The scheme is not compared: a proxy may end TLS in front of us."""
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host", "")
