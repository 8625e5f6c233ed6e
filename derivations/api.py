"""The library's front door: check a text or a file and get a report.

>>> report = check("Let $a = 2$. Then $a + 1 = 4$.")
>>> report.summary["refuted"]
1
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derivations.document.document import CheckedDocument
from derivations.document.verdicts import KINDS
from derivations.reader.page import read_page
from derivations.reader.sources import Source, load, parse_text
from derivations.terms.shown import Shown
from derivations.verify import judge

if TYPE_CHECKING:
    from derivations.export.display import Display


@dataclass(frozen=True, slots=True)
class Report(Shown):
    """Checked pages and the counts over all of them; with their sources they are shown as their authors wrote them."""

    documents: tuple[CheckedDocument, ...]
    sources: tuple[Source, ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        total = dict.fromkeys(KINDS, 0)
        for document in self.documents:
            for kind, count in document.summary.items():
                total[kind] += count
        return total

    def to_json(self) -> dict[str, object]:
        """The machine-readable form, as a dictionary."""
        from derivations.export.json import report_json

        return report_json(self.documents)

    def _display(self) -> Display:
        from derivations.export.checked_page import CheckedPage
        from derivations.export.display import Display, display_of

        if len(self.sources) != len(self.documents):
            return Display.joined(map(display_of, self.documents))
        return Display.joined(map(display_of, map(CheckedPage.of, self.documents, self.sources)))


def check(text_or_path: str | Path, *, seed: int = 0, declarations: str = "") -> Report:
    """Check a page. A `Path` is read from disk; a string is the page itself, unless it names an existing file.

    Raises `SourceError` where a file cannot be read.
    """
    source = source_of(text_or_path)
    return Report((check_source(source, seed=seed, declarations=declarations),), (source,))


def check_source(source: Source, *, seed: int = 0, declarations: str = "") -> CheckedDocument:
    """Check a page that is loaded already."""
    return judge(read_page(source, declarations), seed)


def source_of(text_or_path: str | Path) -> Source:
    """The page behind a path or in a string."""
    if isinstance(text_or_path, Path):
        return load(text_or_path)
    short = len(text_or_path) < 1_000 and "\n" not in text_or_path and "$" not in text_or_path
    if short and text_or_path.strip() and Path(text_or_path).exists():
        return load(text_or_path)
    return parse_text(text_or_path)
