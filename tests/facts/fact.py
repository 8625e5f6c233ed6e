r"""A fact about matrices as data: what is declared, a formula, its false mutant, and all three sides in NumPy.

The declarations are the page's sentences and the random model at once. Pieces are separated by `;`:

    A, B: n m               matrices; words after the sizes are what they are (`A: n n symmetric`)
    x: n                    a column
    c: scalar; k: natural   numbers; `c: scalar positive`
    S: n n; x of (\mu, S)   a random column of mean and covariance that are declared; `x ~ (\mu, S)` a Gaussian one;
                            `x has (\mu, S)` one of which words tell that
    x, y: random n m        random columns, of one distribution
    $n > d$                 anything else is written as it stands; comparisons of sizes hold in the model

A formula reads `left = right \neq wrong`; its signs have a space on each side, those of indices have none.

>>> fact = Fact("cyclic", "14", "A: n m; B: m n", r"\tr(AB) = \tr(BA) \neq -\tr(BA)", lambda A, B: (A @ B,))
>>> print(fact.declarations, fact.relation(true=False))
Let $A \in \mathbb{R}^{n \times m}$. Let $B \in \mathbb{R}^{m \times n}$. \operatorname{tr}(AB) = -\operatorname{tr}(BA)
>>> model = fact.draw(np.random.default_rng(0))
>>> model["A"].shape == (model["n"], model["m"])
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.facts.draw import discrete, gaussian, joint, matrix, number

SIZES = ("n", "m", "d", "p", "q")


@dataclass(frozen=True, slots=True)
class Fact:
    """`cookbook` is the number in the Matrix Cookbook (2012), empty where it does not stand there."""

    name: str
    cookbook: str
    given: str
    formula: str
    numbers: Callable[..., tuple[Any, ...]] = field(repr=False)

    def page(self, *, true: bool) -> str:
        """The declarations and the fact, or its mutant."""
        return f"{self.declarations} Then\n\n$${self.relation(true=true)}$$\n"

    def relation(self, *, true: bool) -> str:
        text = re.sub(r"\\(tr|diag|vec|Cov|Var)\b", r"\\operatorname{\1}", self.formula).replace(r"\E[", r"\mathbb{E}[")
        left, right = text.split(" = ")
        right, wrong = right.split(r" \neq ")
        return f"{left} = {right if true else wrong}"

    @property
    def declarations(self) -> str:
        return " ".join(sentence for piece in self._pieces for sentence in _sentences(piece))

    @property
    def _pieces(self) -> list[str]:
        return [piece.strip() for piece in self.given.split(";")]

    def draw(self, rng: np.random.Generator) -> dict[str, Any]:
        """A random model of the declarations, by the letters' names."""
        sizes = self._sizes(rng)
        model: dict[str, Any] = {}
        for piece in self._pieces:
            if found := re.fullmatch(r"(\S+) (of|has|~) \((\S+), (\S+)\)", piece):
                name, how, mean, covariance = found.groups()
                S = model[_plain(covariance)]
                centre = np.zeros((len(S), 1)) if mean == "0" else model[_plain(mean)]
                model[_plain(name)] = (gaussian if how == "~" else discrete)(rng, centre, S)
            elif ":" in piece:
                names, words = (part.split() for part in piece.replace(",", " ").split(":"))
                model |= _drawn(rng, [_plain(name) for name in names], words, sizes)
        return {size: sizes[size] for size in SIZES} | model

    def sides(self, rng: np.random.Generator) -> tuple[Any, ...]:
        """Left, right and wrong side in a random model."""
        model = self.draw(rng)
        code = self.numbers.__code__
        return self.numbers(*(model[name] for name in code.co_varnames[: code.co_argcount]))

    def _sizes(self, rng: np.random.Generator) -> dict[str, int]:
        while True:
            sizes = dict(zip(SIZES, rng.permutation([2, 3, 4, 5, 6]).tolist(), strict=True))
            pairs = [re.fullmatch(r"\$(\w) ([<>]) (\w)\$", piece) for piece in self._pieces]
            if all((sizes[p[1]] < sizes[p[3]]) == (p[2] == "<") for p in pairs if p):
                return sizes


def _plain(name: str) -> str:
    return name.removeprefix("\\")


def _drawn(rng: np.random.Generator, names: list[str], words: list[str], sizes: dict[str, int]) -> dict[str, Any]:
    if words[0] in ("scalar", "natural", "complex"):
        return {name: number(rng, *words) for name in names}
    shape = [sizes[word] if word in sizes else int(word) for word in words if word in sizes or word.isdecimal()]
    kind = " ".join(word for word in words if not (word in sizes or word.isdecimal()))
    if kind == "random":
        return dict(zip(names, joint(rng, shape), strict=True))
    return {name: matrix(rng, shape[0], shape[1] if len(shape) > 1 else 1, kind) for name in names}


def _sentences(piece: str) -> list[str]:
    if found := re.fullmatch(r"(\S+) (of|has|~) \((\S+), (\S+)\)", piece):
        name, how, mean, covariance = found.groups()
        if how == "~":
            return [rf"Let ${name} \sim \mathcal{{N}}({mean}, {covariance})$."]
        if how == "has":
            told = "zero mean" if mean == "0" else f"mean ${mean}$"
            return [f"Let ${name}$ be a random vector with {told} and covariance matrix ${covariance}$."]
        return [rf"Let $\mathbb{{E}}[{name}] = {mean}$ and $\operatorname{{Cov}}({name}) = {covariance}$."]
    if ":" not in piece:
        return [f"Let {piece}." if piece.startswith("$") else f"{piece}."]
    names, _, rest = piece.partition(": ")
    words = rest.split()
    sizes = [word for word in words if word in SIZES or word.isdecimal()]
    kind = " ".join(word for word in words if word not in sizes)
    if kind == "random":
        letters = names.split(", ")
        spaces = ", ".join(rf"${x} \in \mathbb{{R}}^{{{n}}}$" for x, n in zip(letters, sizes, strict=True))
        return [f"Let {spaces} be {'random vectors' if len(letters) > 1 else 'a random vector'}."]
    field_ = "C" if kind.startswith("complex") or kind in ("Hermitian", "unitary") else "R"
    kind = kind.removeprefix("complex").strip()
    if words[0] in ("scalar", "natural"):
        kind = " ".join(words[1:])
        set_ = r"\mathbb{N}" if words[0] == "natural" else r"\mathbb{R}"
    else:
        power = sizes[0] if len(sizes) == 1 else "{" + r" \times ".join(sizes) + "}"
        set_ = rf"\mathbb{{{field_}}}^{power}" if sizes else rf"\mathbb{{{field_}}}"
    if not kind:
        return [rf"Let ${names} \in {set_}$."]
    have = f"have {kind}" if kind.startswith("full") else f"be {_article(kind)}{kind}"
    if "," in names:
        return [
            rf"Let ${names} \in {set_}$.",
            f"Let ${names}$ {have.replace('be a ', 'be ').replace('be an ', 'be ')}.",
        ]
    return [rf"Let ${names} \in {set_}$ {have}."]


def _article(kind: str) -> str:
    if kind == "orthogonal projection":
        return "an "
    return "a " if kind in ("unit vector", "permutation matrix") else ""
