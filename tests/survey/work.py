"""What a process does in the tests: pages whose second relation is trouble, each of its kind."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derivations.survey.record import Terms
from derivations.survey.worker import READING


def trouble(path: str, terms: Terms, passed_over: Mapping[str, str], place: str) -> tuple[list[dict[str, Any]], float]:
    """Three relations; the second one does what the page is called after, unless it is passed over."""
    at = Path(place)
    at.write_text(READING, "utf-8")
    if path == "reading":
        time.sleep(60)
    relations = []
    for name in ("1", "2", "3"):
        at.write_text(name, "utf-8")
        if name == "2" and name not in passed_over:
            _do(path)
        relations.append({"id": name, "verdict": "undecided" if name in passed_over else "proved",
                          "reason": passed_over.get(name)})  # fmt: skip
    return relations, 0.0


def _do(path: str) -> None:
    if path == "slow":
        time.sleep(60)
    if path == "dies":
        os._exit(3)
    if path == "large":
        raise MemoryError
    if path == "fails":
        raise ZeroDivisionError("of a page")
