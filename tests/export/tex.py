"""pdflatex as the tests run it: the article has to compile, and no line may leave the margin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")

ALLOWED = 5.0
"""Points by which a line may be too wide."""


def compiled(tex: str, folder: Path) -> str:
    """The log, after an assertion that there was no error."""
    (folder / "page.tex").write_text(tex, encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    surroundings = {**os.environ, "max_print_line": "1000"}
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, check=False)
    log = (folder / "page.log").read_text("utf-8", errors="replace")
    assert done.returncode == 0, re.findall(r"^!.*(?:\n.*){4}", log, re.MULTILINE)
    return log


def too_wide(log: str) -> list[str]:
    """The lines of the log about boxes that are too wide or too high."""
    found = re.finditer(r"^Overfull \\[hv]box \((?P<points>[\d.]+)pt.*", log, re.MULTILINE)
    return [each[0] for each in found if float(each["points"]) > ALLOWED]
