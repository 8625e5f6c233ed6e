"""Templates, styles and scripts of HTML reports, and the policy that allows nothing else. Needs the extra `html`."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from derivations.export import MissingExtra

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as missing:
        raise MissingExtra("Jinja2", "html") from missing
    return Environment(
        loader=PackageLoader("derivations.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_of(name: str) -> Template:
    """A template; text that it is given is escaped. Raises `MissingExtra`."""
    return _environment().get_template(name)


@cache
def asset(name: str) -> str:
    """A style or a script as text."""
    environment = _environment()
    if environment.loader is None:
        raise LookupError(name)
    return environment.loader.get_source(environment, name)[0]


def policy(style: str, script: str = "") -> str:
    """A content security policy that allows this style and this script, by their hashes, and nothing else."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'; {scripts}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
