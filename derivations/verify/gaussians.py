r"""Densities, divergences and entropies of Gaussians in closed form, once shapes are known.

For d numbers with mean m and covariance S: the density at x is (2 pi)^(-d/2) det(S)^(-1/2) exp(-(x-m)'S^{-1}(x-m)/2);
the divergence from mean n and covariance T is (tr(T^{-1}S) + (n-m)'T^{-1}(n-m) - d + log det T - log det S)/2; the
entropy is (d log(2 pi e) + log det S)/2 (Cover and Thomas, Elements of Information Theory, 8.4.1 and 8.5). A covariance
has to be positive definite; that it is follows from what the names in it are, which `definite` lists.

>>> from derivations.terms.shapes import Shaper
>>> n, mu, S = sym("n"), sym("\\mu"), sym("S")
>>> shaper = Shaper({"\\mu": (n, num(1)), "S": (n, n)})
>>> closed(Term("entropy", (Term("gaussian", (mu, S)),)), shaper)
div(add(mul(n, log(mul(2, const[pi](), const[e]()))), log(det(S))), 2)
>>> sorted(definite(2 * S, shaper))
['S']
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derivations.latex.print import latex
from derivations.terms.shapes import SCALAR, Shaper, UnknownShape, is_zero
from derivations.terms.term import Term, add, free_symbols, map_args, mul, num, sym, walk

OF_GAUSSIANS = frozenset({"density", "divergence", "entropy"})
LOGARITHM = "log"
"""The value of a density whose logarithm is meant."""

_PI, _E = Term("const", (), "pi"), Term("const", (), "e")


def named_by_laws(term: Term) -> Term:
    """Divergences of densities at one point, as `KL(p(x) || q(x))`, as those of the distributions; logarithms of
    densities as heads of their own.
    """
    term = map_args(term, named_by_laws)
    if term.head == "log" and term.args[0].head == "density":
        return Term("density", term.args[0].args, LOGARITHM)
    if term.head == "divergence" and all(arg.head == "density" for arg in term.args):
        (x, law), (y, other) = (arg.args for arg in term.args)
        if x == y and x.head == "sym" and str(x.value) not in free_symbols(law) | free_symbols(other):
            return Term("divergence", (law, other))
    return term


def is_of_laws(statement: Term) -> bool:
    """Whether an equation says of a name what distribution it is."""
    return statement.head == "eq" and any(side.head == "gaussian" for side in statement.args)


def closed(term: Term, shaper: Shaper) -> Term:
    """The closed form of a density, a divergence or an entropy; the term where it is of anything but Gaussians."""
    laws = term.args[1:] if term.head == "density" else term.args
    if any(law.head != "gaussian" for law in laws):
        return term
    for law in laws:
        shaper.shape(law)
    shape = shaper.together(laws, term)
    scalar = shape == SCALAR
    if term.head == "density":
        mean, spread = laws[0].args
        if term.value == LOGARITHM:
            each = shape[0] * Term("log", (2 * _PI,))
            return -add(each, _log_det(spread, scalar), _form(term.args[0], mean, spread, scalar)) / 2
        scale = mul((2 * _PI) ** (-shape[0] / 2), _det(spread, scalar) ** Fraction(-1, 2))
        return mul(scale, Term("exp", (-_form(term.args[0], mean, spread, scalar) / 2,)))
    if term.head == "entropy":
        return add(shape[0] * Term("log", (mul(num(2), _PI, _E),)), _log_det(laws[0].args[1], scalar)) / 2
    (m, S), (n, T) = (law.args for law in laws)
    ratio = S / T if scalar else Term("trace", (mul(Term("inverse", (T,)), S),))
    total = add(ratio, _form(n, m, T, scalar), -shape[0], _log_det(T, scalar), -_log_det(S, scalar))
    return total / 2


def _det(spread: Term, scalar: bool) -> Term:
    return spread if scalar else Term("det", (spread,))


def _log_det(spread: Term, scalar: bool) -> Term:
    return Term("log", (_det(spread, scalar),))


def _form(x: Term, y: Term, spread: Term, scalar: bool) -> Term:
    """(x - y)' S^{-1} (x - y)."""
    if is_zero(x) and is_zero(y):
        return num(0)
    apart = x if is_zero(y) else y if is_zero(x) else x - y
    return apart**2 / spread if scalar else mul(apart.T, Term("inverse", (spread,)), apart)


def definite(spread: Term, shaper: Shaper) -> frozenset[str]:
    """Names that have to be positive (definite) so that a covariance is so. Raises `UnknownShape` where that is not
    clear.
    """
    scalar = shaper.resolved(shaper.shape(spread)) == SCALAR
    head, args = spread.head, spread.args
    if head == "sym":
        return frozenset((str(spread.value),))
    if head == "eye" or (head == "num" and spread.value > 0):  # type: ignore[operator]
        return frozenset()
    if head in ("add", "inverse", "sqrt") and (scalar or head != "sqrt"):
        return frozenset[str]().union(*(definite(arg, shaper) for arg in args))
    if scalar and head in ("pow", "abs", "norm") and _is_square(spread):
        return frozenset()
    if head == "div" or (scalar and head == "mul"):
        return frozenset[str]().union(*(definite(arg, shaper) for arg in args))
    if head == "pow" and args[1] == num(-1):
        return definite(args[0], shaper)
    if head == "mul":
        return _of_product(args, shaper)
    raise UnknownShape(spread, because="whether a covariance is positive definite is not clear")


def _is_square(spread: Term) -> bool:
    """An even power of a number: what it is of is not 0, since the claim divides by it."""
    if spread.head != "pow":
        return True
    exponent = spread.args[1]
    return exponent.head == "num" and exponent.value % 2 == 0  # type: ignore[operator]


def _of_product(args: tuple[Term, ...], shaper: Shaper) -> frozenset[str]:
    """Numbers and one covariance, with as much on its right as stands transposed on its left."""
    wide = [arg for arg in args if shaper.resolved(shaper.shape(arg)) != SCALAR]
    found = [definite(arg, shaper) for arg in args if arg not in wide]
    while len(wide) > 2 and (wide[-1] == wide[0].T or wide[0] == wide[-1].T):
        wide = wide[1:-1]
    if len(wide) == 1:
        found.append(definite(wide[0], shaper))
    elif len(wide) != 2 or (wide[1] != wide[0].T and wide[0] != wide[1].T):
        raise UnknownShape(mul(*args), because="whether a covariance is positive definite is not clear")
    return frozenset[str]().union(*found)


def covariances(terms: Iterable[Term], shaper: Shaper) -> frozenset[str]:
    """The names that have to be positive (definite) for all Gaussians of some terms whose densities or divergences
    are asked for.
    """
    spreads = {
        law.args[1]
        for term in terms
        for node in walk(term)
        if node.head in OF_GAUSSIANS
        for law in node.args
        if law.head == "gaussian"
    }
    return frozenset[str]().union(*(definite(spread, shaper) for spread in spreads))


def assumed(name: str, facts: frozenset[str], shape: tuple[Term, Term]) -> tuple[frozenset[str], str]:
    """What a name in a covariance has to be, and that in words; nothing where it is said to be so."""
    if shape == SCALAR:
        return (
            (frozenset(), "")
            if facts & {"positive", "natural"}
            else (frozenset({"positive"}), latex(sym(name)) + " > 0")
        )
    if facts & {"positive definite"}:
        return frozenset(), ""
    return frozenset({"positive definite", "symmetric"}), latex(sym(name)) + r" \text{ positive definite}"


__all__ = ["OF_GAUSSIANS", "assumed", "closed", "covariances", "definite", "is_of_laws", "named_by_laws", "sym"]
