r"""Complex letters: a letter and its conjugate as two independent letters.

An identity of rational or entire functions in Z and W, without a conjugate in it, holds for all complex Z and W if it
holds for all real ones, and so where W is the conjugate of Z. `Apart` pushes conjugates down to the letters, where Z
gets a partner; what is declared says what the partner is: A' of a Hermitian A, -A' of a skew-Hermitian one, U^{-1}' of
a unitary one, itself of a real letter. A modulus |z| or ||x|| is a letter r of its own with r^2 = z \bar{z}. A head
that is no such function has no conjugate here: `Abstain` by name.

>>> from derivations.terms.term import sym
>>> n = sym("n")
>>> told = Signature({"A": (n, n), "H": (n, n)}, {"A": frozenset({"complex"}), "H": frozenset({"hermitian"})})
>>> apart = Apart(told, frozenset("AH"))
>>> apart.of(Term("adjoint", (sym("A") * sym("H"),)))
mul(transpose(transpose(H)), transpose(\overline{A}))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derivations.algebra.abstain import Abstain
from derivations.algebra.signature import SCALAR, Shape, Signature
from derivations.terms.shapes import Shaper
from derivations.terms.term import Term, free_symbols, fresh_name, map_args, mul, num, sym, walk

IMAGINARY_UNIT = Term("const", (), "i")

COMPLEX = frozenset({"complex", "hermitian", "skew-hermitian", "unitary", "perhaps complex"})
"""Facts of a letter that is no real one, or need not be."""

# what is said of a complex letter by an identity without a conjugate
_KEPT = frozenset({"symmetric", "skew", "diagonal", "idempotent", "involutory", "invertible", "nonzero"})

_DEFINITE = frozenset({"positive definite", "positive semidefinite"})

_RATIONAL = frozenset("add neg mul div transpose inverse trace det adjugate hadamard kron vec diag matrix".split())
_ENTIRE = frozenset("exp sin cos sinh cosh matexp".split())
_FIXED = frozenset("num eye zeros ones".split())
_PICKED = frozenset("entry row col".split())
_MODULI = frozenset({"abs", "norm"})
CONJUGATING = _MODULI | {"conj", "adjoint", "inner"}
"""Heads that are made of conjugates."""


def complex_names(signature: Signature) -> frozenset[str]:
    """The letters, and the families, that are not known to be real."""
    return frozenset(name.removesuffix("[]") for name, facts in signature.facts.items() if facts & COMPLEX)


def speaks_of_complex(term: Term, names: frozenset[str]) -> bool:
    return not names.isdisjoint(free_symbols(term)) or IMAGINARY_UNIT in walk(term)


@dataclass
class Apart:
    """Terms with conjugates of letters only, each a letter of its own; `taken` are the names in use."""

    signature: Signature
    taken: frozenset[str]
    names: frozenset[str] = frozenset()
    partners: dict[str, str] = field(default_factory=dict)
    moduli: dict[Term, tuple[str, Term]] = field(default_factory=dict)
    limited: bool = False

    def __post_init__(self) -> None:
        self.names = complex_names(self.signature)

    def of(self, term: Term, turned: bool = False) -> Term:
        """The term, or its conjugate where it is `turned`. Raises `Abstain`."""
        head = term.head
        if head == "sym":
            return self._letter(str(term.value), turned)
        if head == "const":
            return -term if turned and term == IMAGINARY_UNIT else term
        if head in _FIXED or not speaks_of_complex(term, self.names):
            # what is made of real numbers is its own conjugate
            if any(map(self._may_leave_the_reals, walk(term))):
                raise Abstain("a root or a logarithm that may be complex")
            return self._real(term)
        if head == "conj":
            return self.of(term.args[0], not turned)
        if head == "adjoint":
            return _transposed(self.of(term.args[0], not turned))
        if head in _PICKED:
            return Term(head, (self.of(term.args[0], turned), *term.args[1:]), term.value)
        if head == "pow":
            base, exponent = term.args
            return self._power(base, exponent, turned)
        if head in _MODULI:
            return self._modulus(term)
        if head in ("sum", "prod") and str(term.args[0].value) not in self.names:
            return Term(head, (*term.args[:3], self.of(term.args[3], turned)))
        if head in _ENTIRE:
            self.limited = True
        elif head not in _RATIONAL:
            raise Abstain(f"{head} of complex numbers")
        return map_args(term, lambda arg: self.of(arg, turned))

    def told(self) -> tuple[Signature, list[tuple[Term, Term]]]:
        """What is known of the letters, with the squares of the moduli as equations."""
        shapes, facts = dict(self.signature.shapes), dict(self.signature.facts)
        for name in self.names & facts.keys():
            kept = facts[name] & _KEPT
            if facts[name] & {"unitary", "positive definite"}:
                kept |= {"invertible"}
            if facts[name] & _DEFINITE:
                # of complex matrices it says that they are Hermitian
                kept -= {"symmetric"}
            facts[name] = kept | {"complex"}
            if name in self.partners:
                partner = self.partners[name]
                facts[partner], shapes[partner] = facts[name], self.signature.shape(name)
        for name, _ in self.moduli.values():
            facts[name], shapes[name] = frozenset({"complex"}), SCALAR
        squares = [(sym(name) ** num(2), square) for name, square in self.moduli.values()]
        return replace(self.signature, shapes=shapes, facts=facts), squares

    def back(self) -> Mapping[str, Term]:
        """What the letters made here stand for."""
        letters = {partner: Term("conj", (sym(name),)) for name, partner in self.partners.items()}
        return letters | {name: modulus for modulus, (name, _) in self.moduli.items()}

    def _real(self, term: Term) -> Term:
        """A real term without the conjugates that are written in it."""
        if term.head == "conj":
            return self._real(term.args[0])
        if term.head == "adjoint":
            return _transposed(self._real(term.args[0]))
        return map_args(term, self._real) if term.args else term

    def _may_leave_the_reals(self, node: Term) -> bool:
        """Whether a function of a real number, which is not known to be positive, may be complex."""
        if node.head == "pow":
            base, exponent = node.args
            if self._is_whole(exponent) or base == Term("const", (), "e"):
                return False
        elif node.head not in ("sqrt", "log", "asin", "acos", "matfun"):
            return False
        (base, *_) = node.args
        if base.head == "num":
            return not isinstance(base.value, Fraction | int) or base.value <= 0 or node.head in ("asin", "acos")
        return base.head != "sym" or not self.signature.has(str(base.value), "positive")

    def _letter(self, name: str, turned: bool) -> Term:
        letter = sym(name)
        if not turned or name not in self.names:
            return letter
        facts = self.signature.facts[name]
        rows, cols = self.signature.shape(name)
        if rows == cols:
            if facts & (_DEFINITE | {"hermitian"}):
                return letter.T
            if "skew-hermitian" in facts:
                return -letter.T
            if "unitary" in facts:
                return Term("inverse", (letter,)).T
        if name not in self.partners:
            self.partners[name] = fresh_name(f"\\overline{{{name}}}", self.taken)
        return sym(self.partners[name])

    def _power(self, base: Term, exponent: Term, turned: bool) -> Term:
        if base == Term("const", (), "e"):
            self.limited = True
            return Term("exp", (self.of(exponent, turned),))
        if not self._is_whole(exponent):
            raise Abstain("a power of complex numbers that is not whole")
        half = _half(exponent)
        if base.head in _MODULI and half is not None:
            return self._square(base) ** num(half)
        return self.of(base, turned) ** self.of(exponent)

    def _is_whole(self, exponent: Term) -> bool:
        if exponent.head == "neg":
            return self._is_whole(exponent.args[0])
        if exponent.head == "num":
            return isinstance(exponent.value, Fraction | int) and Fraction(exponent.value).denominator == 1
        return exponent.head == "sym" and self.signature.has(str(exponent.value), "integer")

    def _modulus(self, term: Term) -> Term:
        if term not in self.moduli:
            square = self._square(term)
            same = next((name for name, known in self.moduli.values() if known == square), "")
            self.moduli[term] = same or fresh_name(f"\\rho_{{{len(self.moduli) + 1}}}", self.taken), square
        return sym(self.moduli[term][0])

    def _square(self, term: Term) -> Term:
        """The square of a modulus: of a number, of a vector, of a matrix as the root of the squares of its entries."""
        (inner,) = term.args
        value, turned = self.of(inner), self.of(inner, True)
        shape = self._shape(inner)
        if term.head == "abs" or shape == SCALAR:
            if shape != SCALAR:
                raise Abstain("the absolute value of a complex matrix")
            return mul(turned, value)
        if term.value != "F" and not (term.value in ("2", None) and num(1) in shape):
            raise Abstain("this norm of complex numbers")
        return Term("trace", (mul(_transposed(turned), value),))

    def _shape(self, term: Term) -> Shape:
        shaper = Shaper(self.signature.shapes, self.signature.members)
        return shaper.resolved(shaper.shape(term))


def _transposed(term: Term) -> Term:
    """The transpose, of a product factor by factor."""
    if term.head == "mul":
        return mul(*map(_transposed, reversed(term.args)))
    return term.T


def _half(exponent: Term) -> int | None:
    """Half of an even positive number."""
    if exponent.head != "num" or not isinstance(exponent.value, Fraction | int):
        return None
    half = Fraction(exponent.value) / 2
    return int(half) if half.denominator == 1 and half > 0 else None


def squared(term: Term) -> Term | None:
    """The square of a product of moduli and numbers that are not negative, with one root of anything at most: where two
    of those have one square they are equal. None where it is no such product.
    """
    return None if sum(node.head == "sqrt" for node in walk(term)) > 1 else _squared(term)


def _squared(term: Term) -> Term | None:
    match term.head:
        case "abs" | "norm":
            return term ** num(2)
        case "sqrt":
            return term.args[0]
        case "num" if isinstance(term.value, Fraction | int) and term.value >= 0:
            return num(Fraction(term.value) ** 2)
        case "pow" if term.args[0].head in _MODULI and isinstance(term.args[1].value, Fraction | int):
            exponent = Fraction(term.args[1].value)
            return term.args[0] ** num(2 * exponent) if exponent.denominator == 1 and exponent > 0 else None
        case "mul" | "div":
            parts = [_squared(arg) for arg in term.args]
            if any(part is None for part in parts):
                return None
            return Term(term.head, tuple(part for part in parts if part is not None))
    return None
