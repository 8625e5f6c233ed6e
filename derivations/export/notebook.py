r"""A derivation or a checked page as a Jupyter notebook (nbformat 4.5) that runs from top to bottom.

A derivation is shown in Markdown; code cells derive it anew, give its results as SymPy objects and NumPy functions,
compare them with simulations and draw the picture. A checked page is cut at its headings into `%%check` cells, whose
outputs show the verdicts that it has, so that each part can be corrected and checked again. Cells have ids that depend
on nothing but their place. Raises `ValueError` for a derivation of which nobody knows how it was made.

>>> from derivations.worked import WORKED
>>> cells = json.loads(render(WORKED["weight_decay"](eta=r"\alpha")))["cells"]
>>> cells[1]["cell_type"], cells[1]["source"][-2:]
('code', ['done = derivations.worked["weight_decay"](eta=r"\\alpha")\n', 'done.title'])
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derivations.document.verdicts import Verdict
from derivations.export import markdown
from derivations.export.blocks import Page
from derivations.export.checked_page import Block, CheckedPage, Display, Listing, Paragraph, Title, language_of
from derivations.export.checked_page import Formula as InText
from derivations.export.display import page as page_display
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.words import shape_of
from derivations.terms.names import plain
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term
from numeric.faults import UnsupportedHead

SUFFIX = ".ipynb"

Cell = dict[str, Any]


def render(
    source: Derivation | CheckedPage, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True
) -> str:
    """The notebook as text; `marks` puts verdicts beside the lines of a derivation."""
    return bound(_derivation(source, verdicts or {}, marks) if isinstance(source, Derivation) else _page(source))


def bound(cells: Iterable[Cell]) -> str:
    """The cells as a notebook; they get ids by their place."""
    placed = [{"id": f"cell-{place}", **cell} for place, cell in enumerate(cells, start=1)]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return _text({"cells": placed, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _text(notebook: Mapping[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def prose(text: str) -> Cell:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text: str, outputs: Sequence[Mapping[str, Any]] = ()) -> Cell:
    """A cell of Python with what it shows."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": list(outputs),
        "source": text.splitlines(keepends=True),
    }


# --- a derivation --------------------------------------------------------------------------------------------


def _derivation(source: Derivation, verdicts: Mapping[str, Verdict], marks: bool) -> Iterator[Cell]:
    if source.recipe is None:
        raise ValueError(f"{source.name}: a notebook derives anew, so it needs one of derivations.worked")
    page = Page.of(source, verdicts)
    fractions = "from fractions import Fraction\n\n" if "Fraction(" in source.recipe.code else ""
    yield prose(markdown.heading(page))
    yield code(f"{fractions}import derivations\n\ndone = {source.recipe.code}\ndone.title")
    if page.throughout:
        yield prose(page.throughout)
    for block in page.blocks:
        yield prose(markdown.block(block, marks))
    yield prose("## The judge\n\nEvery line is decided by a judge that shares no simplifier with SymPy.")
    yield code("from derivations.verify import judge\n\njudge(done.document()).summary")
    yield prose("## Results\n\nEach result is a SymPy object.")
    yield code(
        "from IPython.display import Markdown, display\n\n"
        'for name in done.results:\n    display(Markdown(f"`{name}`"), done.sympy(name))'
    )
    compiled = _compiled(source)
    if compiled:
        yield prose("As a NumPy function, it takes arrays of any sizes that fit, and batches of them.")
        yield code(compiled)
    if source.checks:
        yield prose("Derived results against simulations of random instances:")
        yield code(
            "for report in done.crosscheck(trials=10, seed=0):\n"
            '    print(f"{report.name}:", "agrees" if report.passed else "DISAGREES")'
        )
    if source.draw is not None:
        yield prose("## The picture")
        yield code("%matplotlib inline\n\ndone.picture()")


def _compiled(source: Derivation) -> str:
    """Code that calls a result as a NumPy function: the last number among them, else the last that takes arrays."""
    shapes = {name: shape_of(source.unfolded(name), source.context) for name in source.results}
    latest = list(source.results)[::-1]
    for name in sorted(latest, key=lambda name: shapes[name] != SCALAR):
        arguments = source.arguments(name)
        sizes = [size for each in arguments for size in each.shape]
        if arguments and all(size.head in ("sym", "num") for size in sizes) and _runs(source, name):
            return _call(name, arguments)
    return ""


def _runs(source: Derivation, result: str) -> bool:
    """Whether NumPy can compute it, which shows where it is called."""
    counts: dict[str, int] = {}
    values = [
        _number(each) if each.shape == SCALAR else np.ones([_size(size, counts) for size in each.shape])
        for each in source.arguments(result)
    ]
    try:
        source.numpy(result)(*values)
    except (UnsupportedHead, ValueError):
        return False
    return True


def _call(result: str, arguments: Sequence[Quantity]) -> str:
    counts: dict[str, int] = {}
    lines = ["import numpy as np", ""]
    if any(each.shape != SCALAR for each in arguments):
        lines.append("random = np.random.default_rng(0)")
    for each in arguments:
        rows, columns = (_size(size, counts) for size in each.shape)
        value = _number(each) if each.shape == SCALAR else f"random.normal(size=({rows}, {columns}))"
        lines.append(f"{plain(each.name)} = {value}")
    given = ", ".join(plain(each.name) for each in arguments)
    return "\n".join([*lines, f"function = done.numpy({result!r})", f"function({given})"])


def _number(quantity: Quantity) -> float:
    return 3 if quantity.facts & {"natural", "integer"} else 0.3


def _size(size: Term, counts: dict[str, int]) -> int:
    """3, 4, ... in the order in which sizes are met."""
    return int(str(size.value)) if size.head == "num" else counts.setdefault(str(size.value), 3 + len(counts))


# --- a checked page ------------------------------------------------------------------------------------------


def _page(source: CheckedPage) -> Iterator[Cell]:
    option = " --tex" if language_of(source.checked.document.path) == "tex" else ""
    yield code("%load_ext derivations")
    for text, blocks in _parts(source):
        if all(isinstance(block, Listing) and block.info == "code" for block in blocks):
            yield code(text)  # of a notebook
            continue
        if not any(isinstance(block, Paragraph | Display) for block in blocks):
            yield prose(text)
            continue
        shown = page_display(replace(source, blocks=tuple(blocks)), briefly=False).bundle()
        data = {kind: each.splitlines(keepends=True) for kind, each in shown.items()}
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        yield code(f"%%check{option}\n{text}", [output])


def _parts(source: CheckedPage) -> Iterator[tuple[str, list[Block]]]:
    """The text from heading to heading (a notebook's: cell by cell) with its blocks; what has no formula goes along
    with what comes after it.
    """
    text = source.source.text
    starts = [stretch.start for stretch in source.source.stretches if stretch.cell is not None]
    if not starts:
        starts = [text.rfind("\n", 0, block.start) + 1 for block in source.blocks if isinstance(block, Title)]
    edges = sorted({0, *starts, len(text)})
    kept, blocks = 0, list[Block]()
    for start, end in itertools.pairwise(edges):
        blocks += [block for block in source.blocks if start <= _start(block) < end]
        if any(map(_has_formula, blocks)) or (end == len(text) and blocks):
            yield text[kept:end].strip("\n"), blocks
            kept, blocks = end, []


def _has_formula(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return any(isinstance(part, InText) for part in block.parts)
    return isinstance(block, Display | Listing)


def _start(block: Block) -> int:
    return block.parts[0].start if isinstance(block, Paragraph) else block.start
