"""Derivatives as normal forms: df = tr(G' dX) is read off the normal form of the differential.

`RULES` are the rows for `grad`, `jacobian` and `hessian`, which `normal.py` looks up. The gradient of a scalar
has the shape of the variable; the derivative of anything by a scalar has the shape of the body. An opaque
function gives an opaque gradient.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x = sym("x")
>>> gradient(ws, Term("grad", (x ** 3, x, num(2)))).to_term()
12
"""

from __future__ import annotations

from derivations.algebra.abstain import Abstain, ShapeClash, Unsupported
from derivations.algebra.differentials import PARTIAL, differential
from derivations.algebra.jacobians import by_matrix, by_vector, moving_factor
from derivations.algebra.letters import ONE, Word
from derivations.algebra.normal import RULES, normal
from derivations.algebra.rational import Rational
from derivations.algebra.signature import Shape
from derivations.algebra.sums import split, sum_matrix
from derivations.algebra.words import Mat, Value, flip, normal_word
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, num, substitute, sym


def shape_term(ws: Workspace, value: Value) -> Shape:
    """The shape of a value as size terms."""
    if isinstance(value, Rational):
        return num(1), num(1)
    return ws.letters.sizes[value.rows].to_term(), ws.letters.sizes[value.cols].to_term()


def _variable(ws: Workspace, term: Term) -> tuple[str, Shape, Term, Term]:
    """(name, shape, body, point), the variable renamed where the point has another shape than a symbol of that name."""
    body, variable, point = term.args
    if variable.head != "sym":
        raise Unsupported(f"a derivative by {variable.head}")
    name = str(variable.value)
    shape = shape_term(ws, normal(ws, point))
    if point != variable and name not in ws.local_shapes:
        fresh = f"{name}{PARTIAL}"
        body = substitute(body, {name: sym(fresh)})
        name = fresh
        ws.local_shapes[name] = shape
    return name, shape, body, point


def _change(ws: Workspace, name: str, shape: Shape, mark: str = "") -> Term:
    changed = f"{PARTIAL}{mark}{name}"
    ws.local_shapes[changed] = shape
    return sym(changed)


def _is_scalar(shape: Shape) -> bool:
    return shape == (num(1), num(1))


def gradient(ws: Workspace, term: Term) -> Value:
    """The rule of `grad`."""
    ws.derived = True
    if term.args[1].head == "entry":
        return _by_entry(ws, term)
    name, shape, body, point = _variable(ws, term)
    change = _change(ws, name, shape)
    found = differential(ws, body, name, change)
    value = normal(ws, substitute(found, {name: point}))
    if _is_scalar(shape):
        return _coefficient(ws, value, str(change.value), body)
    if isinstance(value, Mat):
        raise ShapeClash("the gradient of what is no scalar by what is no scalar")
    return _read_gradient(ws, value, ws.letters.symbol(str(change.value), *_sizes(ws, shape)))


def _by_entry(ws: Workspace, term: Term) -> Value:
    """The derivative by one entry of a symbol, at that symbol: dx = e_i dt."""
    body, variable, point = term.args
    if variable != point or variable.args[0].head != "sym":
        raise Unsupported("a derivative by an entry at another point")
    name = str(variable.args[0].value)
    rows, cols = ws.shape(name)
    change = _change(ws, "entry", (num(1), num(1)))
    places = variable.args[1:]
    direction = Term("col", (Term("eye", (rows,)), places[0])) * change
    if len(places) == 2:
        direction = direction * Term("transpose", (Term("col", (Term("eye", (cols,)), places[1])),))
    value = normal(ws, differential(ws, body, name, direction))
    return _coefficient(ws, value, str(change.value), body)


def _sizes(ws: Workspace, shape: Shape) -> tuple[int, int]:
    rows, cols = (normal(ws, size) for size in shape)
    if not isinstance(rows, Rational) or not isinstance(cols, Rational):
        raise ShapeClash("a size that is no scalar")
    return ws.letters.size(rows), ws.letters.size(cols)


def _coefficient(ws: Workspace, value: Value, name: str, body: Term) -> Value:
    """The coefficient of the scalar change."""
    if isinstance(value, Rational):
        if value.is_zero():
            whole = normal(ws, body)
            return value if isinstance(whole, Rational) else Mat(ws, whole.rows, whole.cols, {})
        return _linear_coefficient(ws, value, name)
    terms = {word: _linear_coefficient(ws, factor, name) for word, factor in value.terms.items()}
    return Mat(ws, value.rows, value.cols, terms)


def _linear_coefficient(ws: Workspace, value: Rational, name: str) -> Rational:
    quotient = value / ws.symbol(name)
    if name in quotient.deps():
        raise Abstain("a differential that is not linear")
    return quotient


def _parts(ws: Workspace, value: Rational, name: str) -> list[tuple[Rational, int]]:
    """The value as a sum of coefficient * atom, where only the atom depends on the change."""
    found = []
    for outside, inside in split(ws, value, name):
        places = ws.pool.used(inside.num)
        if not inside.den.is_one() or len(places) != 1 or inside.num.degrees()[places[0]] != 1:
            raise Abstain("a differential that is not linear")
        found.append((outside, places[0]))
    return found


def _read_gradient(ws: Workspace, value: Rational, change: int) -> Value:
    """G in value = tr(G' change)."""
    rows, cols = ws.letters.rows[change], ws.letters.cols[change]
    total = Mat(ws, rows, cols, {})
    name = str(ws.letters.keys[change][1])
    if value.is_zero():
        return total
    for factor, place in _parts(ws, value, name):
        atom = ws.pool.atoms[place]
        if atom.key[0] == "sum":
            index, inside, count = atom.payload
            summand = _read_gradient(ws, inside, change)
            summed = sum_matrix(ws, summand, index, count) if isinstance(summand, Mat) else summand
            if isinstance(summed, Rational):
                raise Abstain("a gradient through a sum of no shape")
            total = total + summed.scale(factor)
            continue
        if atom.key[0] not in ("word", "trace"):
            raise Abstain(f"a gradient through {atom.key[0]}")
        total = total + _pulled_back(ws, atom.payload, change).scale(factor)
    return total


def _pulled_back(ws: Workspace, word: Word, change: int) -> Mat:
    """G in tr(word) = tr(G' change), for a word that is linear in the change."""
    letters = ws.letters
    name = str(letters.keys[change][1])
    places = [i for i, letter in enumerate(word) if name in letters.deps[letter]]
    if len(places) != 1:
        raise Abstain("a differential that is not linear")
    place = places[0]
    letter = word[place]
    before, after = word[:place], word[place + 1 :]
    plain = min(letter, letters.flip[letter])
    if letter == plain:
        gradient_word, mark = _joined(ws, flip(ws, before), flip(ws, after))
    else:
        gradient_word, mark = after + before, 1
    rows, cols = letters.rows[plain], letters.cols[plain]
    here = Mat(ws, rows, cols, normal_word(ws, gradient_word)).scale(mark)
    if plain == change:
        return here
    return _through(ws, plain, here, change)


def _joined(ws: Workspace, left: tuple[Word, int], right: tuple[Word, int]) -> tuple[Word, int]:
    return left[0] + right[0], left[1] * right[1]


def _through(ws: Workspace, letter: int, gradient_of: Mat, change: int) -> Mat:
    """The gradient through a letter that is itself linear in the change: an entrywise product, or diag."""
    letters = ws.letters
    key = letters.keys[letter]
    name = str(letters.keys[change][1])
    if key[0] == "hadamard":
        moving, still = moving_factor(ws, letter, name)
        weighted = normal(ws, Term("hadamard", (gradient_of.to_term(), still.to_term())))
        return _inside(ws, moving, weighted, change)
    if key[0] == "vec" and isinstance(key[2], tuple):
        return _inside(ws, key[2], _unvectorised(ws, gradient_of, key[1]), change)
    if key[0] == "diag" and isinstance(key[2], tuple):
        return _inside(ws, key[2], normal(ws, Term("diag", (gradient_of.to_term(),))), change)
    raise Abstain(f"a gradient through {key[0]}")


def _unvectorised(ws: Workspace, gradient_of: Value, shape: object) -> Value:
    """G of vec(G)."""
    letters = ws.letters
    if isinstance(gradient_of, Rational) or not isinstance(shape, tuple):
        raise Abstain("a gradient through a vec of no shape")
    total = Mat(ws, shape[0], shape[1], {})
    for word, factor in gradient_of.terms.items():
        key = letters.keys[word[0]]
        if len(word) != 1 or key[0] != "vec" or key[-1] == "'" or key[1] != shape or not isinstance(key[2], tuple):
            raise Abstain("a gradient through vec")
        total = total + Mat(ws, shape[0], shape[1], {key[2]: factor})
    return total


def _inside(ws: Workspace, word: Word, gradient_of: Value, change: int) -> Mat:
    """G of tr(gradient_of' word), term by term."""
    if isinstance(gradient_of, Rational):
        raise Abstain("a gradient through a scalar")
    total = Mat(ws, ws.letters.rows[change], ws.letters.cols[change], {})
    for piece, factor in gradient_of.T.terms.items():
        total = total + _pulled_back(ws, piece + word, change).scale(factor)
    return total


def jacobian(ws: Workspace, term: Term) -> Value:
    """The rule of `jacobian`: J in dy = J dx."""
    ws.derived = True
    name, shape, body, point = _variable(ws, term)
    change = _change(ws, name, shape)
    value = normal(ws, substitute(differential(ws, body, name, change), {name: point}))
    if _is_scalar(shape):
        return _coefficient(ws, value, str(change.value), body)
    letter = ws.letters.symbol(str(change.value), *_sizes(ws, shape))
    if isinstance(value, Rational) and not value.is_zero():
        found = _read_gradient(ws, value, letter)
        if isinstance(found, Mat) and found.cols != ONE:
            found = normal(ws, Term("vec", (found.to_term(),)))
        return found if isinstance(found, Rational) else found.T
    whole = normal(ws, body)
    rows = whole.rows if isinstance(whole, Mat) else ONE
    if isinstance(value, Rational) or value.is_zero():
        size = ws.letters.size(ws.letters.sizes[ws.letters.rows[letter]] * ws.letters.sizes[ws.letters.cols[letter]])
        return Mat(ws, rows, size, {})
    return _read_jacobian(ws, value, letter)


def _read_jacobian(ws: Workspace, value: Mat, change: int) -> Value:
    """J in value = J vec(change), for a column that is linear in the change."""
    if value.cols != ONE:
        raise Unsupported("a Jacobian of a matrix")
    name = str(ws.letters.keys[change][1])
    gradients: dict[str, Mat] = {}
    for factor in value.terms.values():
        found = _read_gradient(ws, factor, change) if name in factor.deps() else None
        if isinstance(found, Mat):
            gradients[factor.key] = found
    read = by_vector if ws.letters.cols[change] == ONE else by_matrix
    return read(ws, value, change, gradients)


def hessian(ws: Workspace, term: Term) -> Value:
    """The rule of `hessian`: H in d(df) = dx' H dx, with two changes."""
    ws.derived = True
    name, shape, body, point = _variable(ws, term)
    if shape[1] != num(1):
        raise Unsupported("a Hessian by a matrix")
    one, two = _change(ws, name, shape, "1"), _change(ws, name, shape, "2")
    second = differential(ws, differential(ws, body, name, one), name, two)
    value = normal(ws, substitute(second, {name: point}))
    if isinstance(value, Mat):
        raise ShapeClash("the Hessian of what is no scalar")
    if _is_scalar(shape):
        return _linear_coefficient(ws, _linear_coefficient(ws, value, str(two.value)), str(one.value))
    first_letter = ws.letters.symbol(str(one.value), *_sizes(ws, shape))
    letter = ws.letters.symbol(str(two.value), *_sizes(ws, shape))
    half = _read_gradient(ws, value, letter)
    if isinstance(half, Rational):
        raise Abstain("a Hessian of no shape")
    return _read_jacobian(ws, half, first_letter)


RULES.update({"grad": gradient, "jacobian": jacobian, "hessian": hessian})
