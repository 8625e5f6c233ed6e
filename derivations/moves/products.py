"""Moves on products: expand, factor, transpose a product, square a symmetric matrix, norms and inner products.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> n, d, X, w, t = map(sym, ("n", "d", "X", "w", "t"))
>>> context = Context.of(shapes={"X": (n, d), "w": (d, num(1)), "t": (n, num(1))})
>>> factor().compute(X.T * X * w - X.T * t, context)
mul(transpose(X), add(mul(X, w), neg(t)))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from derivations.document.context import Context
from derivations.latex.print import name
from derivations.moves.line import Move
from derivations.moves.rewriting import definition_of, rewrite_first
from derivations.moves.words import (
    CannotMove,
    Coefficient,
    Letter,
    Word,
    Words,
    coefficient_of,
    collected,
    is_coefficient,
    shape_of,
    turned,
    words_of,
)
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, mul, num, sym


def expand() -> Move:
    """Multiply everything out; like words are collected."""
    return Move("expand", "expand", lambda term, context: words_of(term, context).term(split=True))


def collect_words() -> Move:
    """Multiply out and write each product of matrices once, with all that stands before it."""
    return Move("collect", "collect", lambda term, context: words_of(term, context).term())


def factor() -> Move:
    """Take out of a sum what all its summands share: coefficients, and letters at both ends."""
    return Move("factor", "factor", lambda term, context: factored(words_of(term, context), context))


def factored(words: Words, context: Context) -> Term:
    keys = list(words.terms)
    if len(keys) < 2:
        raise CannotMove("one summand has nothing to share")
    before = _shared(keys)
    cut = [word[len(before) :] for word in keys]
    after = tuple(reversed(_shared([word[::-1] for word in cut])))
    rests = [word[: len(word) - len(after)] for word in cut]
    share = shared_coefficient(list(words.terms.values()))
    inside_shape = _inside_shape(words.shape, before, after, context)
    inside = Words(dict(zip(rests, (c / share for c in words.terms.values()), strict=True)), inside_shape).term()
    factors = [] if share == 1 else [from_sympy(share, ordered=True)]
    factors += [letter.term() for letter in before] + [inside] + [letter.term() for letter in after]
    return Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]


def _inside_shape(whole: Shape, before: Word, after: Word, context: Context) -> Shape:
    rows = shape_of(before[-1].term(), context)[1] if before else whole[0]
    columns = shape_of(after[0].term(), context)[0] if after else whole[1]
    return (rows, columns)


def _shared(words: Sequence[Word]) -> Word:
    shared: list[Letter] = []
    for letters in zip(*words, strict=False):
        if len(set(letters)) > 1:
            break
        shared.append(letters[0])
    return tuple(shared)


def shared_coefficient(coefficients: Sequence[Coefficient]) -> Coefficient:
    """The greatest common divisor of numerators over that of denominators, positive."""
    import sympy

    fractions = [sympy.fraction(sympy.together(c)) for c in coefficients]
    above = reduce(sympy.gcd, [top for top, _ in fractions])
    below = reduce(sympy.gcd, [bottom for _, bottom in fractions])
    share = above / below
    return -share if share.could_extract_minus_sign() else share


def use_in_sum(lhs: Term, rhs: Term, reason: str) -> Move:
    """Replace a multiple of a sum, whose summands may stand apart, by that of what it was found equal to.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import sym
    >>> x, y, z = (sym(name).T * sym(name) for name in "xyz")
    >>> context = Context.of(shapes={name: (sym("n"), num(1)) for name in "xyz"})
    >>> use_in_sum(x + 2 * y, z, "above").compute(3 * z - 2 * x - 4 * y, context)
    mul(transpose(z), z)
    """

    def compute(term: Term, context: Context) -> Term:
        words, sought = words_of(term, context), words_of(lhs, context)

        def place(word: Word) -> Word:
            return word if word in words.terms or words.shape != SCALAR else turned(word, context)

        ratios = {words.terms.get(place(word), 0) / c for word, c in sought.terms.items()}
        if len(ratios) != 1 or 0 in ratios:
            raise CannotMove("no multiple of it stands there")
        (ratio,) = ratios
        found = [(w, ratio * c) for w, c in words_of(rhs, context).terms.items()]
        gone = {place(word) for word in sought.terms}
        kept = [(w, c) for w, c in words.terms.items() if w not in gone]
        return collected([*kept, *found], words.shape, context).term(split=True)

    return Move("use", reason, compute)


def gather() -> Move:
    """Write products within products as one, the scalars multiplied together in front."""

    def visit(node: Term, context: Context) -> Term:
        node = flat(Term(node.head, tuple(visit(arg, context) for arg in node.args), node.value))
        if node.head != "mul":
            return node
        plain = [arg for arg in node.args if is_coefficient(arg, context)]
        rest = tuple(arg for arg in node.args if arg not in plain)
        if len(plain) < 2:
            return node
        product = reduce(lambda one, other: one * other, (coefficient_of(arg, context) for arg in plain))
        factors = ((), (from_sympy(product, ordered=True),))[product != 1] + rest
        return Term("mul", factors) if len(factors) > 1 else factors[0]

    return Move("gather", "gather the scalars", lambda term, context: visit(term, context))


def turn_product() -> Move:
    """(AB)' = B'A', for the first transposed product."""

    def rule(node: Term) -> Term | None:
        if node.head == "transpose" and node.args[0].head == "mul":
            return Term("mul", tuple(arg.T for arg in reversed(node.args[0].args)))
        return None

    return Move("transpose", r"$(AB)^\top = B^\top A^\top$", lambda term, context: flat(rewrite_first(term, rule)))


def join_transposes() -> Move:
    """B'A' = (AB)', for the first two transposed letters that stand side by side in a product."""

    def rule(node: Term) -> Term | None:
        if node.head != "mul":
            return None
        for place, pair in enumerate(zip(node.args, node.args[1:], strict=False)):
            if all(arg.head == "transpose" for arg in pair):
                left, right = pair
                joined = Term("mul", (right.args[0], left.args[0])).T
                args = (*node.args[:place], joined, *node.args[place + 2 :])
                return Term("mul", args) if len(args) > 1 else args[0]
        return None

    return Move("transpose", r"$B^\top A^\top = (AB)^\top$", lambda term, context: rewrite_first(flat(term), rule))


def factor_left(shared: Term) -> Move:
    """Take a matrix out of a sum in front of which it stands everywhere; the rest stays as it is written."""

    def rest(summand: Term, context: Context) -> Term | None:
        if summand.head == "neg":
            inner = rest(summand.args[0], context)
            return None if inner is None else -inner
        factors = list(summand.args) if summand.head == "mul" else [summand]
        if shared not in factors or any(
            arg.head in ("transpose", "inverse") for arg in factors[: factors.index(shared)]
        ):
            return None
        factors.remove(shared)
        return mul(*factors) if factors else None

    def rule(node: Term, context: Context) -> Term | None:
        if node.head != "add":
            return None
        rests = [rest(arg, context) for arg in node.args]
        inside = tuple(each for each in rests if each is not None)
        return Term("mul", (shared, Term("add", inside))) if len(inside) == len(rests) else None

    return Move("factor", "factor", lambda term, context: rewrite_first(term, lambda node: rule(node, context)))


def flat(term: Term) -> Term:
    """Products within products written as one."""
    args: list[Term] = []
    for arg in map(flat, term.args):
        args.extend(arg.args if term.head == "mul" and arg.head == "mul" else (arg,))
    return Term(term.head, tuple(args), term.value)


def square_symmetric() -> Move:
    """M'M = M^2 where M is found to be symmetric, word by word."""

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "mul":
                return None
            for place, (left, right) in enumerate(zip(node.args, node.args[1:], strict=False)):
                if left.head == "transpose" and left.args[0] == right and is_symmetric(right, context):
                    args = (*node.args[:place], right ** num(2), *node.args[place + 2 :])
                    return Term("mul", args) if len(args) > 1 else args[0]
            return None

        return rewrite_first(term, rule)

    return Move("square", "the matrix is symmetric", compute)


def is_symmetric(term: Term, context: Context) -> bool:
    """Whether the words of a matrix are those of its transpose, coefficient by coefficient."""
    if shape_of(term, context) == SCALAR:
        return False
    words = words_of(term, context).terms
    return {turned(word, context): c for word, c in words.items()} == words


def fold_product(*names: str) -> Move:
    """Give products the names that the context has for them, wherever they stand in a word, also transposed.

    >>> from derivations.terms.term import sym
    >>> n, d, X, v = map(sym, ("n", "d", "X", "v"))
    >>> shapes = {"X": (n, d), "v": (d, num(1)), "H": (d, d)}
    >>> context = Context.of(shapes=shapes, definitions={"H": num(2) / n * (X.T * X)})
    >>> fold_product("H").compute(v + X.T * X * v, context)
    add(v, mul(div(n, 2), H, v))
    """

    def compute(term: Term, context: Context) -> Term:
        words = words_of(term, context)
        for each in names:
            words = _folded(words, each, context)
        return words.term(split=True)

    return Move("name", "by " + ", ".join(f"${name(each)}$" for each in names), compute)


def _folded(words: Words, of: str, context: Context) -> Words:
    body = words_of(definition_of(of, context).body, context)
    if len(body.terms) != 1:
        raise CannotMove(f"{of} is no product")
    ((inner, factor),) = body.terms.items()
    pairs = ((inner, Letter(sym(of))), (turned(inner, context), Letter(sym(of), True)))
    found = []
    for word, coefficient in words.terms.items():
        for old, new in pairs:
            while (place := _place(old, word)) is not None:
                word = (*word[:place], new, *word[place + len(old) :])
                coefficient = coefficient / factor
        found.append((word, coefficient))
    return collected(found, words.shape, context)


def _place(part: Word, word: Word) -> int | None:
    """Where a word stands in another."""
    places = range(len(word) - len(part) + 1)
    return next((place for place in places if word[place : place + len(part)] == part), None)


def turn_symmetric(of: str) -> Move:
    """H' = H for a name whose definition is found to be symmetric, everywhere."""

    def compute(term: Term, context: Context) -> Term:
        if not is_symmetric(definition_of(of, context).body, context):
            raise CannotMove(f"{of} is not found to be symmetric")
        plain = Letter(sym(of))
        words = words_of(term, context)
        turning = (
            (tuple(plain if letter.base == plain.base else letter for letter in word), coefficient)
            for word, coefficient in words.terms.items()
        )
        return collected(turning, words.shape, context).term(split=True)

    return Move("symmetric", rf"${name(of)}^\top = {name(of)}$", compute)


def norm_to_inner() -> Move:
    """|v|^2 = v'v, for the first squared norm of a vector."""

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "pow" or node.args[0].head != "norm" or node.args[1] != num(2):
                return None
            of = node.args[0].args[0]
            if node.args[0].value not in ("2", "F") or shape_of(of, context)[1] != num(1):
                return None
            return of.T * of

        return flat(rewrite_first(term, rule))

    return Move("inner", r"$\|v\|_2^2 = v^\top v$", compute)


def inner_to_norm() -> Move:
    """v'v = |v|^2, for every summand whose word reads v'v."""

    def compute(term: Term, context: Context) -> Term:
        words = words_of(term, context)
        summands = []
        for word, coefficient in words.terms.items():
            half = len(word) // 2
            if not word or len(word) % 2 or turned(word[half:], context) != word[:half]:
                raise CannotMove("a summand that is no squared norm")
            vector = Words({word[half:]: coefficient**0}, SCALAR).term()
            scale = Words({(): coefficient}, SCALAR).term()
            norm = Term("norm", (vector,), "2") ** num(2)
            scaled = -(scale.args[0] * norm) if scale.head == "neg" else scale * norm
            summands.append(norm if scale == num(1) else scaled)
        return Term("add", tuple(summands)) if len(summands) > 1 else summands[0]

    return Move("norm", r"$v^\top v = \|v\|_2^2$", compute)


def inner_to_product() -> Move:
    """<a, b> = a'b, for the first inner product of two columns."""

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "inner" or shape_of(node.args[0], context)[1] != num(1):
                return None
            return node.args[0].T * node.args[1]

        return flat(rewrite_first(term, rule))

    return Move("inner", r"$\langle a, b \rangle = a^\top b$", compute)


def product_to_inner() -> Move:
    """a'b = <a, b>, for a product that starts with a transposed column."""

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            first = node.args[0] if node.head == "mul" else node
            if first.head != "transpose" or first is node or shape_of(first, context)[0] != num(1):
                return None
            rest = node.args[1:]
            return Term("inner", (first.args[0], Term("mul", rest) if len(rest) > 1 else rest[0]))

        return rewrite_first(term, rule)

    return Move("inner", r"$a^\top b = \langle a, b \rangle$", compute)


def join_matrix_powers() -> Move:
    """M^p M^q = M^{p + q}, and (M^p)' = M^p where M is symmetric, in every product.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import sym
    >>> n, k, M, a = map(sym, ("n", "k", "M", "a"))
    >>> context = Context.of(shapes={"M": (n, n), "a": (n, num(1))})
    >>> join_matrix_powers().compute(M * (M**k * a), context)
    mul(pow(M, add(k, 1)), a)
    """

    def power_of(arg: Term, context: Context) -> tuple[Term, Coefficient]:
        if arg.head == "transpose" and arg.args[0].head == "pow" and is_symmetric(arg.args[0].args[0], context):
            arg = arg.args[0]
        base, exponent = arg.args if arg.head == "pow" else (arg, num(1))
        return base, coefficient_of(exponent, context)

    def visit(node: Term, context: Context) -> Term:
        node = Term(node.head, tuple(visit(arg, context) for arg in node.args), node.value)
        if node.head != "mul":
            return node
        factors: list[Term] = []
        for arg in flat(node).args:
            base, exponent = power_of(arg, context)
            before, count = power_of(factors[-1], context) if factors else (None, num(0))
            if base == before and shape_of(base, context) != SCALAR:
                factors[-1] = base ** from_sympy(count + exponent, ordered=True)
            else:
                factors.append(arg)
        return Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]

    return Move("powers", "powers of one matrix", lambda term, context: visit(term, context))
