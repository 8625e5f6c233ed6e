"""Imports run one way: numeric, terms, document and algebra, latex, reader and verify, moves, pictures, worked, export,
faces."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"derivations.terms"}),
    frozenset({"derivations.document", "derivations.algebra"}),
    frozenset({"derivations.latex"}),
    frozenset({"derivations.reader", "derivations.verify"}),
    frozenset({"derivations.moves"}),
    frozenset({"derivations.pictures"}),
    frozenset({"derivations.worked", "derivations.steps"}),
    frozenset({"derivations.export"}),
)
PEERS = {"derivations.algebra": {"derivations.document"}}
"""Within a layer, what one part may import of another."""

FACES = 99


def layer_of(module: str) -> int:
    for place, names in enumerate(LAYERS):
        if any(module == name or module.startswith(name + ".") for name in names):
            return place
    return -1 if module.split(".")[0] == "numeric" else FACES


def part_of(module: str) -> str:
    return ".".join(module.split(".")[:2]) if module.startswith("derivations.") else module.split(".")[0]


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] in ("derivations", "numeric")}


def modules() -> list[Path]:
    return sorted(path for top in ("derivations", "numeric") for path in (ROOT / top).rglob("*.py"))


def allowed(module: str, imported: str) -> bool:
    own, other = layer_of(module), layer_of(imported)
    if part_of(module) == part_of(imported) or other < own:
        return True
    return other == own and (own == FACES or part_of(imported) in PEERS.get(part_of(module), set()))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    wrong = {name for name in imports_of(path) if not allowed(module, name)}
    assert not wrong, f"{module} imports {sorted(wrong)}"


@pytest.mark.parametrize(
    ("module", "imported", "may"),
    [
        ("derivations.latex.print", "derivations.terms.term", True),
        ("derivations.terms.term", "derivations.latex.print", False),
        ("derivations.verify.ladder", "derivations.moves.line", False),
        ("derivations.verify.ladder", "derivations.reader.page", False),
        ("derivations.verify.ladder", "numeric.models", True),
        ("numeric.models", "derivations.terms.term", False),
        ("derivations.cli", "derivations.export.latex", True),
        ("derivations.export.latex", "derivations.cli", False),
    ],
)
def test_the_rule_itself(module: str, imported: str, may: bool) -> None:
    assert allowed(module, imported) is may


@pytest.mark.parametrize(
    "module", ["derivations", "derivations.terms.term", "derivations.latex.print", "numeric.models"]
)
def test_sympy_is_imported_only_when_it_is_needed(module: str) -> None:
    code = f"import sys, {module}; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_sympy_is_met_in_few_places() -> None:
    """Terms cross to SymPy in the bridge alone; those who compute with SymPy's own objects are named here."""
    users = {
        str(path.relative_to(ROOT).parent)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "sympy" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sympy")
    }
    assert users <= {"derivations/terms/sympy_bridge", "derivations/moves", "derivations/verify/methods", "numeric"}


HEAVY = {"sympy", "numpy", "flint", "matplotlib", "IPython", "ipywidgets", "jinja2", "lark", "rich"}


@pytest.mark.parametrize(
    "code",
    [
        "import derivations",
        "import derivations.terms.term, derivations.document.verdicts",
        "from derivations.cli import main; main(['--help'])",
        "from derivations.cli import main; main(['check', '--help'])",
    ],
)
def test_what_is_heavy_waits_until_it_is_needed(code: str) -> None:
    """Importing the package and asking for help are instant: nothing of this may be imported for them."""
    ending = "import sys; sys.stderr.write(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", f"{code}; {ending}"], cwd=ROOT, check=True, capture_output=True)
    assert not HEAVY & set(ran.stderr.decode().split())


def test_checking_a_page_needs_nothing_of_a_notebook() -> None:
    code = "import derivations, sys; derivations.check('$1 + 1 = 2$'); print(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert not {"IPython", "ipywidgets", "matplotlib", "jinja2", "derivations.export"} & set(
        ran.stdout.decode().split()
    )
