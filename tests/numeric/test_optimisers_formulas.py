"""The optimisers that run against the updates that were derived: all are proved, and refuted with any sign flipped.

Each function of `numeric.updates` is read as a term, from its source and once more from what latexify-py writes; the
steps of `numeric.optimisers` then run on terms in place of numbers, so that what is judged is what a whole step
computes, with everything that it does between its updates.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from derivations.code import Formula, formula
from derivations.document.verdicts import Verdict
from derivations.moves.derivation import Derivation
from derivations.terms.term import Term, num, substitute, sym
from derivations.verify import decide_equality
from derivations.worked.update_rules import derive
from numeric import optimisers, updates
from numeric.optimisers import State, Step

FUNCTIONS: dict[str, Callable[..., Any]] = dict(inspect.getmembers(updates, inspect.isfunction))
W, V, M, S, G, T = map(sym, ("w_{t-1}", "v_{t-1}", "m_{t-1}", "s_{t-1}", "g_{t}", "t"))
ETA, BETA, BETA_1, BETA_2, EPSILON, DECAY = map(
    sym, (r"\eta", r"\beta", r"\beta_{1}", r"\beta_{2}", r"\epsilon", r"\lambda")
)
BEFORE = T - 1


def gradient(at: Term) -> Term:
    assert at == W
    return G


def gradient_anywhere(at: Term) -> Term:
    return Term("grad", (Term("app", (sym("u"),), "L"), sym("u"), at))


def batch_gradient(at: Term, rows: Any) -> Term:
    return gradient(at)


STEPS: dict[str, tuple[Callable[..., Step], tuple[Any, ...], State]] = {
    "gd": (optimisers.gd, (gradient, ETA), State(W, V, S, BEFORE)),
    "minibatch": (optimisers.minibatch, (batch_gradient, ETA, lambda t: t), State(W, V, S, BEFORE)),
    "sgd": (optimisers.sgd, (batch_gradient, ETA, [0, 1]), State(W, V, S, 0)),
    "momentum": (optimisers.momentum, (gradient, ETA, BETA), State(W, V, S, BEFORE)),
    "averaged_momentum": (optimisers.averaged_momentum, (gradient, ETA, BETA_1), State(W, M, S, BEFORE)),
    "nesterov": (optimisers.nesterov, (gradient_anywhere, ETA, BETA), State(W, V, S, BEFORE)),
    "rmsprop": (optimisers.rmsprop, (gradient, ETA, BETA_2, EPSILON), State(W, V, S, BEFORE)),
    "adam": (optimisers.adam, (gradient, ETA, BETA_1, BETA_2, EPSILON), State(W, M, S, BEFORE)),
    "adamw": (optimisers.adamw, (gradient, ETA, DECAY, BETA_1, BETA_2, EPSILON), State(W, M, S, BEFORE)),
}


@cache
def derived() -> Derivation:
    return derive()


def expected(name: str) -> dict[str, Term]:
    """What was derived for each part of the state that the method keeps."""
    found = derived().results
    mean, square = found["mean"], found["mean_square"]
    kept = {
        "momentum": {"v": found["momentum_velocity"]},
        "nesterov": {"v": found["nesterov"] - W},
        "averaged_momentum": {"v": mean},
        "rmsprop": {"s": square},
        "adam": {"v": mean, "s": square},
        "adamw": {"v": mean, "s": square},
    }
    return {"w": found[{"sgd": "gd", "minibatch": "gd"}.get(name, name)], **kept.get(name, {})}


@cache
def read(latexify: bool = False) -> dict[str, Formula]:
    return {name: formula(function, latexify=latexify) for name, function in FUNCTIONS.items()}


def on_terms(known: Formula) -> Callable[..., Term]:
    def update(*values: Any) -> Term:
        terms = [value if isinstance(value, Term) else num(Fraction(value)) for value in values]
        return substitute(known.term, dict(zip(known.symbols.values(), terms, strict=True)))

    return update


def after_a_step(name: str, formulas: Mapping[str, Formula], patch: pytest.MonkeyPatch) -> dict[str, Term]:
    """The state after one step, in terms."""
    for each, known in formulas.items():
        patch.setattr(optimisers, each, on_terms(known))
    maker, arguments, state = STEPS[name]
    after = maker(*arguments)(state)
    assert after.t == (1 if name == "sgd" else BEFORE + 1)
    return {part: getattr(after, part) for part in ("w", "v", "s") if getattr(after, part) != getattr(state, part)}


def verdict_on(name: str, part: str, computed: Term) -> Verdict:
    return decide_equality(computed, expected(name)[part], derived().context)


@pytest.mark.parametrize("latexify", [False, True], ids=["source", "latexify"])
@pytest.mark.parametrize("name", STEPS)
def test_what_runs_is_what_was_derived(name: str, latexify: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if latexify:
        pytest.importorskip("latexify")
    computed = after_a_step(name, read(latexify), monkeypatch)
    assert set(computed) == set(expected(name))
    for part, term in computed.items():
        found = verdict_on(name, part, term)
        assert found.kind == "proved", (part, found)
        assert found.method != "simplify"


def flips(function: Callable[..., Any]) -> list[ast.AST]:
    """The tree of the function's source once for every sign, with that sign flipped."""
    source = inspect.getsource(function)
    flipped: list[ast.AST] = []
    for place in range(sum(isinstance(node, ast.Add | ast.Sub) for node in ast.walk(ast.parse(source)))):
        tree = ast.parse(source)
        terms = [
            node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
        ]
        terms[place].op = ast.Sub() if isinstance(terms[place].op, ast.Add) else ast.Add()
        flipped.append(tree)
    return flipped


WITHOUT_EFFECT = {("adam", "correct", 3)}
"""Where a flipped sign changes nothing: before the decay, which is 0 in Adam."""

BROKEN = [(name, place) for name, function in FUNCTIONS.items() for place in range(len(flips(function)))]


def broken(name: str, place: int, folder: Path) -> Callable[..., Any]:
    """A copy of a function with one sign flipped, from a file of its own, so that it has a source to be read."""
    path = folder / f"{name}_{place}.py"
    path.write_text(f"import numpy as np\n\nNumbers = object\n\n{ast.unparse(flips(FUNCTIONS[name])[place])}\n")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("name", "place"), BROKEN, ids=lambda value: str(value))
def test_a_flipped_sign_is_refuted_wherever_it_is_used(
    name: str, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {**read(), name: formula(broken(name, place, tmp_path))}
    assert wrong[name].term != read()[name].term
    met = 0
    for each in STEPS:
        right = after_a_step(each, read(), monkeypatch)
        for part, term in after_a_step(each, wrong, monkeypatch).items():
            if term != right.get(part):
                found = verdict_on(each, part, term)
                harmless = (each, name, place) in WITHOUT_EFFECT
                assert found.kind == ("proved" if harmless else "refuted"), (each, part, found)
                assert harmless or found.witness is not None
                met += not harmless
    assert met


def test_every_update_has_a_sign_and_is_what_the_optimisers_run() -> None:
    assert {name for name, _ in BROKEN} == set(FUNCTIONS)
    assert all(getattr(optimisers, name) is function for name, function in FUNCTIONS.items())
