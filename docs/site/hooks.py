"""What the site is made of beside the pages of this folder: the README as its first page, each worked derivation as a
page, the API from docstrings; and formulas as MathML, so that no script and no font is fetched from anywhere.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from derivations.export import markdown
from derivations.export.mathml import mathml
from derivations.verify import judge
from derivations.worked import WORKED

ROOT = Path(__file__).parents[2]

MODULES = "api calculus steps worked compare code moves.sheet moves.derivation".split()

_PARTS = re.compile(
    r"(?P<code>^```.*?^```[ ]*$|`[^`\n]+`)"
    r"|(?P<link>!?\[(?P<words>(?:[^\[\]`$]|`[^`\n]+`)*)\]\((?P<target>[^()\s#]+)(?:\#[^()\s]*)?\))"
    r"|\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\n]+?)\$",
    re.MULTILINE | re.DOTALL,
)


def on_files(files: Files, config: Any) -> Files:
    """The pages that are written here."""
    for path, text in _pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def _pages() -> dict[str, str]:
    pages = {"index.md": _readme()}
    rows = [f"| [{name}]({name}.md) | {WORKED[name].summary} |" for name in sorted(WORKED)]
    head = "# Worked derivations\n\nEvery line was computed by a move and decided by the judge.\n\n| | |\n|---|---|\n"
    pages["worked/index.md"] = head + "\n".join(rows) + "\n"
    for name in sorted(WORKED):
        derivation = WORKED[name].derive()
        pages[f"worked/{name}.md"] = markdown.render(derivation, judge(derivation.document()).verdicts)
    members = "\n\n".join(f"::: derivations.{module}" for module in MODULES)
    pages["api.md"] = f"# From Python\n\n{members}\n"
    return pages


def _readme() -> str:
    """The README, its links as they are from here."""
    return (ROOT / "README.md").read_text("utf-8").replace("](docs/", "](")


def on_page_markdown(text: str, *, page: Page, files: Files, **_: Any) -> str:
    """Formulas as MathML, and links to files that are not on the site as their words; code stays as it is."""
    folder = PurePosixPath(page.file.src_uri).parent

    def here(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        if match["link"]:
            return match[0] if _is_known(match["target"], folder, files) else match["words"]
        return _element(match)

    return _PARTS.sub(here, text)


def _is_known(target: str, folder: PurePosixPath, files: Files) -> bool:
    if re.match(r"\w+:", target):
        return True
    return files.get_file_from_path(normpath(folder / target)) is not None


def _element(match: re.Match[str]) -> str:
    display = match["display"] is not None
    found = mathml((match["display"] or match["inline"]).strip(), display=display)
    if found is None:
        raise ValueError(f"no MathML for {match[0]}")
    if display:
        return f"\n<div class='formula'>{found}</div>\n"
    return f"<span>{found}</span>"  # a line that starts with <math> would be a block
