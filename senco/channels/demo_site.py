"""A sample provider's site with the widget on it: three pages made from ``widget/demo`` and its ``provider.yml``."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse

from senco.channels import errors, widget_files
from senco.provider import load_provider

PAGES = {"": "NPQ for SENCOs", "groups": "Local groups and dates", "book": "Book and contact"}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    # The lines that the widget needs; see widget/README.md.
    "script-src": "'self'",
    "connect-src": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "lit-html",
}
_CSP = "; ".join(f"{name} {value}" for name, value in POLICY.items())

_templates = Environment(
    loader=FileSystemLoader(widget_files.FOLDER / "demo"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def page(request: Request) -> HTTPResponse:
    """A page of the site, or its style sheet. Raises ChannelError 404."""
    name = str(request.match_info.get("name", ""))
    root = request.path.partition("/demo")[0]
    if name == "site.css":
        return HTTPResponse(_made("site.css.jinja", name, root), content_type="text/css; charset=utf-8")
    if name not in PAGES:
        raise errors.not_found()
    response = HTTPResponse(_made(f"{name or 'index'}.html.jinja", name, root), content_type="text/html; charset=utf-8")
    response.headers["content-security-policy"] = _CSP
    return response


@lru_cache(maxsize=16)
def _made(template: str, name: str, root: str) -> str:
    return _templates.get_template(template).render(
        provider=load_provider(),
        pages=PAGES,
        here=name,
        root=root,
        script=f"{root}/{widget_files.PATH}",
        integrity=widget_files.INTEGRITY,
    )
