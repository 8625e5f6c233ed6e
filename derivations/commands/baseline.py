"""Findings from before: a file that a project keeps, so that only new ones count.

A finding is its page (as seen from the file's folder), the text of its relation and its verdict; lines may move. One
that stands on a page several times is counted.

>>> known = Baseline("b.json", Counter({("page.md", "1 = 2", "refuted"): 1}))
>>> known.text().splitlines()[3]
'  {"page": "page.md", "relation": "1 = 2", "verdict": "refuted", "count": 1}'
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from derivations.commands import Unusable
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import PROBLEMS

VERSION = 1

Key = tuple[str, str, str]
"""Page, relation, verdict."""


@dataclass(frozen=True)
class Baseline:
    """The findings in a file, with how often each stands on its page."""

    file: str
    counts: Counter[Key]

    def applied(self, checked: CheckedDocument) -> CheckedDocument:
        """The page with those of its findings known that stand here, the first ones where it now has more."""
        left = Counter(self.counts)
        known: dict[str, str] = {}
        for name, key in self._findings(checked):
            if left[key] > 0:
                left[key] -= 1
                known[name] = f"in the baseline {Path(self.file).as_posix()}"
        return replace(checked, known=known)

    def gone(self, pages: Iterable[CheckedDocument]) -> list[tuple[Key, int]]:
        """What stands here and is no longer found, on the pages that were checked or do not exist any more."""
        now, seen = self._now(pages)
        left = Counter({key: count for key, count in self.counts.items() if key[0] in seen or not self._exists(key[0])})
        left.subtract({key: count for key, count in now.items() if key in left})
        return sorted((key, count) for key, count in left.items() if count > 0)

    def updated(self, pages: Iterable[CheckedDocument]) -> Baseline:
        """With what is found now; pages that exist and were not checked keep what they had."""
        now, seen = self._now(pages)
        kept = {key: count for key, count in self.counts.items() if key[0] not in seen and self._exists(key[0])}
        return Baseline(self.file, Counter(kept) + now)

    def text(self) -> str:
        """The file: one finding a line, sorted, so that its history can be read."""
        lines = [
            "  " + json.dumps({"page": page, "relation": said, "verdict": verdict, "count": count}, ensure_ascii=False)
            for (page, said, verdict), count in sorted(self.counts.items())
        ]
        return f'{{\n "version": {VERSION},\n "findings": [\n' + ",\n".join(lines) + "\n ]\n}\n"

    def write(self) -> None:
        """Raises `Unusable`."""
        try:
            Path(self.file).write_text(self.text(), "utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise Unusable(f"{self.file}: {error.strerror or error}") from error

    def _now(self, pages: Iterable[CheckedDocument]) -> tuple[Counter[Key], set[str]]:
        checked = list(pages)
        seen = {self._page(page.document.path) for page in checked}
        return Counter(key for page in checked for _, key in self._findings(page)), seen

    def _findings(self, checked: CheckedDocument) -> list[tuple[str, Key]]:
        page = self._page(checked.document.path)
        bare = replace(checked, known={})
        return [(each.id, (page, each.text, checked.verdicts[each.id].kind)) for each in bare.findings()]

    def _page(self, path: str) -> str:
        folder = os.path.dirname(os.path.abspath(self.file))
        try:
            return Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:  # another drive
            return Path(os.path.abspath(path)).as_posix()

    def _exists(self, page: str) -> bool:
        return Path(os.path.dirname(os.path.abspath(self.file)), page).exists()


def read_baseline(file: str, *, may_be_missing: bool = False) -> Baseline:
    """The baseline in a file. Raises `Unusable` where it is none."""
    try:
        text = Path(file).read_text("utf-8")
    except FileNotFoundError as error:
        if may_be_missing:
            return Baseline(file, Counter())
        raise Unusable(f"{file}: no such baseline; --update-baseline writes it") from error
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{file}: not UTF-8 text (byte {error.start + 1})") from error
    try:
        return Baseline(file, _counts(json.loads(text)))
    except json.JSONDecodeError as error:
        raise Unusable(f"{file}:{error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{file}: not a baseline: {error}") from error


def _counts(data: object) -> Counter[Key]:
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise ValueError("no list of findings")
    if data.get("version") != VERSION:
        raise ValueError(f"version {data.get('version')}; {VERSION} is known")
    counts: Counter[Key] = Counter()
    for number, each in enumerate(data["findings"], 1):
        told = each if isinstance(each, dict) else {}
        page, said, verdict, count = (told.get(key) for key in ("page", "relation", "verdict", "count"))
        if not (isinstance(page, str) and isinstance(said, str) and isinstance(verdict, str) and verdict in PROBLEMS):
            raise ValueError(f"finding {number} needs page, relation and a verdict of {', '.join(PROBLEMS)}")
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError(f"finding {number} needs a count from 1")
        counts[page, said, verdict] += count
    return counts
