"""The notebooks run from top to bottom, say what they said when they were committed, and are small.

`python tests/test_notebooks.py` runs them and writes their outputs anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 200_000

_IMAGE = re.compile(r"data:image/png;base64,[^\"]*")
_METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
             "language_info": {"name": "python"}}  # fmt: skip


def executed(path: Path, folder: Path) -> dict[str, Any]:
    """The notebook after a run in that folder, without what differs from run to run."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        nbclient.NotebookClient(
            notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(folder)}}
        ).execute()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    nbformat.validate(notebook)
    found: dict[str, Any] = json.loads(nbformat.writes(notebook))
    found["metadata"] = _METADATA
    for cell in found["cells"]:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return found


def said(notebook: dict[str, Any]) -> list[list[Any]]:
    """What each code cell printed and showed, without pictures."""
    return [[_said(output) for output in cell["outputs"]] for cell in notebook["cells"] if "outputs" in cell]


def _said(output: dict[str, Any]) -> Any:
    texts = {
        kind: _IMAGE.sub("", "".join(text)) for kind, text in output.get("data", {}).items() if "image" not in kind
    }
    return output["output_type"], texts, "".join(output.get("text", ()))


def test_there_are_four() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == list("1234")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_said(path: Path, tmp_path: Path) -> None:
    for module in ("nbclient", "ipykernel", "ipywidgets", "matplotlib"):
        pytest.importorskip(module)
    assert said(executed(path, tmp_path)) == said(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_committed_is_small_and_says_nothing_of_the_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert len(text) < LARGEST
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\|site-packages", text)
    assert [cell["id"] for cell in notebook["cells"]] == [f"cell-{k}" for k in range(1, len(notebook["cells"]) + 1)]
    assert all(cell["outputs"] or not cell["source"] for cell in notebook["cells"] if _speaks(cell))
    assert not [output for outputs in said(notebook) for output in outputs if output[0] == "error"]


def _speaks(cell: dict[str, Any]) -> bool:
    """Whether a cell is one that shows something: its last line is an expression, or it checks."""
    last = "".join(cell["source"]).rstrip().split("\n")[-1]
    return cell["cell_type"] == "code" and ("".join(cell["source"]).startswith("%%check") or last.isidentifier())


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    for place in NOTEBOOKS:
        with TemporaryDirectory() as scratch:
            ran = executed(place, Path(scratch))
        place.write_text(json.dumps(ran, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        print(place.name, place.stat().st_size)
