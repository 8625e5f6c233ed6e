r"""What derivatives, gradients, integrals and limits mean.

A function that stands bare under a derivative (`\frac{dL}{dw}` after `L(w, b) = ...`) means its
value, `L(w, b)`; where the variable is neither a parameter nor mentioned in the definition, the derivative is not read.

>>> from derivations.latex.lexicon import Lexicon
>>> from derivations.terms.term import sym
>>> applied(sym("L"), "w", Lexicon(functions={"L": ("w", "b")}), Node("letter", value="L"))
app[L](w, b)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.latex.differentials import differential_place, with_differential
from derivations.latex.lexicon import Lexicon, Unreadable
from derivations.latex.marks import scripted, transpose_mark
from derivations.latex.spelling import index_nodes, index_term, name_node, name_of
from derivations.latex.syntax import Node
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, fresh_name, functions_of, map_args, num, substitute, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration
    from derivations.latex.factors import Factors

MAX_ORDER = 4


def derivative(owner: Elaboration, body: Term, variables: list[Node], order: int, node: Node) -> Term:
    """The derivative of a term by each variable in turn, the last one first."""
    if len(variables) == 1 and order > 1:
        variables = variables * order
    if len(variables) != order:
        raise Unreadable("the order of the derivative does not fit its variables", node)
    if order > MAX_ORDER:
        raise Unreadable("a derivative of too high an order", node)
    plain = [_without_transpose(variable) for variable in variables]
    if order == 2 and plain[0] is None and plain[1] is not None:
        return _second(owner, body, variables[0], plain[1])
    result = body
    for variable, untransposed in zip(reversed(variables), reversed(plain), strict=True):
        if untransposed is not None and order > 1:
            raise Unreadable("a derivative by a transposed variable, and by others", variable)
        result = by(owner, result, variable) if untransposed is None else _by_row(owner, result, untransposed)
    return result


def _without_transpose(variable: Node) -> Node | None:
    r"""`x` of `x^\top`, `vec(X)` of `vec(X)^\top`; None where nothing is transposed."""
    last = variable.children[-1] if variable.kind == "sequence" else variable
    if last.kind != "script" or last.value not in ("sup", "subsup") or transpose_mark(last.children[-1]) != "T":
        return None
    bare = last.children[0]
    if last.value == "subsup":
        bare = Node("script", last.children[:2], "sub", last.start, last.end)
    return replace(variable, children=(*variable.children[:-1], bare)) if variable.kind == "sequence" else bare


def _second(owner: Elaboration, body: Term, first: Node, second: Node) -> Term:
    r"""`\frac{\partial^2 f}{\partial x \partial y^\top}`: row i holds what the derivative by x_i changes by with y."""
    one, other = owner.term(first), owner.term(second)
    if one.head != "sym" or other.head != "sym":
        raise Unreadable("a second derivative by an expression", first)
    value = applied(applied(body, str(one.value), owner.lexicon, first), str(other.value), owner.lexicon, second)
    if one == other:
        return Term("hessian", (value, one, one))
    return Term("jacobian", (Term("grad", (value, one, one)), other, other), "T")


def _by_row(owner: Elaboration, body: Term, variable: Node) -> Term:
    r"""`\frac{\partial y}{\partial x^\top}`: a row for each entry of the body, in every layout."""
    target = owner.term(variable)
    if target.head == "vec" and target.args[0].head == "sym":
        target = target.args[0]
    if target.head != "sym":
        raise Unreadable("a derivative by an expression", variable)
    return Term("jacobian", (applied(body, str(target.value), owner.lexicon, variable), target, target), "T")


def by(owner: Elaboration, body: Term, variable: Node) -> Term:
    """The derivative of a term by what the node names: a symbol, or an entry of one."""
    target = owner.term(variable)
    if target.head == "vec" and target.args[0].head == "sym":
        whole = target.args[0]
        return Term("jacobian", (applied(body, str(whole.value), owner.lexicon, variable), whole, whole))
    if target.head in ("item", "entry"):
        whole = target.args[0]
        owner.lexicon.used_kinds = True
        if target.head == "item" and owner.lexicon.kinds(f"{whole.value}[]") in ("vector", "matrix"):
            return _by_member(owner, body, target, variable)
        value = applied(body, str(whole.value), owner.lexicon, variable)
        return Term("entry", (Term("grad", (value, whole, whole)), *target.args[1:]))
    if target.head != "sym":
        raise Unreadable("a derivative by an expression", variable)
    component = entry_named(owner, str(target.value))
    if component is not None:
        return _by_component(owner, body, component, variable)
    return Term("grad", (applied(body, str(target.value), owner.lexicon, variable), target, target))


def entry_named(owner: Elaboration, name: str) -> Term | None:
    r"""`X_{ij}` of a declared matrix X, `x_i` of a declared vector x, where the name is nothing of its own."""
    parts = parse_name(name)
    whole = parts._replace(sub=()).text
    customs = owner.lexicon.customs
    declared = whole in customs.taken and not {name, whole + "[]"} & (customs.taken | customs.defined)
    places = [index_term(part) for part in parts.sub]
    if not declared or parts.sup or whole in owner.lexicon.families or any(part.isdigit() for part in parts.sub):
        return None
    owner.lexicon.used_kinds = True
    if {"vector": 1, "matrix": 2}.get(owner.lexicon.kinds(whole) or "") != len(parts.sub):
        return None
    return Term("entry", (sym(whole), *(place for place in places if place is not None)))


def _by_component(owner: Elaboration, body: Term, component: Term, variable: Node) -> Term:
    """The derivative by an entry with open indices: along a unit matrix, or the entry of the gradient where the body
    holds names that may depend on it.
    """
    whole, *places = component.args
    name = str(whole.value)

    def entries(term: Term) -> Term:
        found = entry_named(owner, str(term.value)) if term.head == "sym" else None
        return found if found is not None and found.args[0] == whole else map_args(term, entries)

    body = entries(body)
    if hidden(owner.lexicon, body, name):
        value = applied(body, name, owner.lexicon, variable)
        return Term("entry", (Term("grad", (value, whole, whole)), *places))
    units = []
    for place in places:
        owner.sizes += 1
        units.append(Term("col", (Term("eye", (sym(f"?E{variable.start}.{owner.sizes}"),)), place)))
    direction = units[0] if len(units) == 1 else units[0] * Term("transpose", (units[1],))
    return along(body, name, direction)


def along(body: Term, variable: str, direction: Term) -> Term:
    """The derivative of the body in a direction: by t at 0, of what it is at x + t v.

    >>> along(sym("x") ** 2, "x", sym("v"))
    grad(pow(add(x, mul(t, v)), 2), t, 0)
    """
    taken = free_symbols(body) | free_symbols(direction) | {variable}
    step = sym(fresh_name("t", taken))
    return Term("grad", (substitute(body, {variable: sym(variable) + step * direction}), step, num(0)))


def hidden(lexicon: Lexicon, body: Term, variable: str) -> frozenset[str]:
    """Names in the body that stand for more than their letter, and may hold the variable."""
    known = lexicon.customs.defined | frozenset(lexicon.functions)
    names = {name for name in free_symbols(body) if {name, parse_name(name)._replace(sub=()).text} & known}
    functions = {name for name in functions_of(body) if variable in lexicon.customs.mentions.get(name, frozenset())}
    open_ones = {name for name in functions if variable not in (lexicon.parameters(name) or ())}
    return frozenset((names - {variable}) | open_ones)


def _by_member(owner: Elaboration, body: Term, member: Term, variable: Node) -> Term:
    """The derivative by one vector of a sequence, such as `\\nabla_{w_k} L(w_k)`: by a name of its own, there."""
    name = name_of(variable)
    if name is None:
        raise Unreadable("a derivative by an expression", variable)
    own = sym(name)

    def named(term: Term) -> Term:
        return own if term == member else map_args(term, named)

    return Term("grad", (applied(named(body), name, owner.lexicon, variable), own, member))


def applied(body: Term, variable: str, lexicon: Lexicon, node: Node) -> Term:
    """The body with every bare function in it replaced by its value at its parameters."""
    values: dict[str, Term] = {}
    for name in sorted(free_symbols(body)):
        parameters = lexicon.parameters(name)
        if parameters is None or name == variable:
            continue
        if variable not in parameters and variable not in lexicon.customs.mentions.get(name, frozenset()):
            raise Unreadable(f"how {name} depends on {variable} is not clear", node)
        values[name] = Term("app", tuple(map(sym, parameters)), name)
    return substitute(body, values)


def primed(name: str, order: int, args: tuple[Term, ...], item: Node) -> Term:
    """`f'(x)`: the derivative of f, taken at the argument."""
    if len(args) != 1:
        raise Unreadable("a primed function of several variables", item)
    if not 1 <= order <= MAX_ORDER:
        raise Unreadable("a derivative of too high an order", item)
    variable = sym("?x")
    result: Term = Term("app", (variable,), name)
    for step in range(order):
        point = args[0] if step == order - 1 else variable
        result = Term("grad", (result, variable, point))
    return result


def nabla(row: Factors, item: Node) -> Term:
    r"""`\nabla_w L`, `\nabla f(x)`, `\nabla_w^2 L` with what follows in the row."""
    owner = row.owner
    variables: list[Node] = []
    order = 1
    if item.kind == "script":
        scripts = list(item.children[1:])
        if item.value in ("sub", "subsup"):
            variables = index_nodes(scripts.pop(0))
        if scripts:
            if scripts[0].kind != "number" or scripts[0].value != "2":
                raise Unreadable("a power of nabla", item)
            order = 2
    body, transposed = _nabla_body(row)
    if len(variables) > 1:
        raise Unreadable("nabla with several variables", item)
    at_point = None if variables or order == 2 else _gradient_at(owner, body)
    if at_point is not None:
        return Term("transpose", (at_point,)) if transposed else at_point
    variable = variables[0] if variables else _argument_of(owner, body, item)
    if order == 2:
        target = owner.term(variable)
        if target.head != "sym":
            raise Unreadable("a Hessian by an expression", item)
        result = Term("hessian", (applied(body, str(target.value), owner.lexicon, item), target, target))
    else:
        result = by(owner, body, variable)
    return Term("transpose", (result,)) if transposed else result


def _nabla_body(row: Factors) -> tuple[Term, bool]:
    r"""What nabla applies to, and whether the gradient is transposed (`\nabla f(x)^T`)."""
    item = row.peek()
    if item is None:
        raise Unreadable("nabla of nothing", row.node)
    name = name_of(item)
    if name is None or name not in row.owner.lexicon.functions:
        return row.rest(), False
    argument = row.peek(1)
    if argument is not None:
        base, scripts = scripted(argument)
        applied_to = base.kind == "group" and base.value in ("()", "[]")
        if applied_to and len(scripts) == 1 and transpose_mark(scripts[0]) == "T":
            row.items[row.place + 1] = base
            return row.factor(), True
    return row.factor(), False


def _gradient_at(owner: Elaboration, body: Term) -> Term | None:
    r"""`\nabla f(w_t)`: the gradient of f, taken at the argument."""
    if body.head != "app" or len(body.args) != 1:
        return None
    parameters = owner.lexicon.parameters(str(body.value))
    point = body.args[0]
    if parameters is not None and len(parameters) == 1:
        variable = sym(parameters[0])
        return Term("grad", (Term("app", (variable,), body.value), variable, point))
    return Term("grad", (body, point, point)) if point.head == "sym" else None


def _argument_of(owner: Elaboration, body: Term, item: Node) -> Node:
    """The variable that a bare nabla means: the only argument of the function."""
    names: tuple[str, ...] | None = None
    if body.head == "app" and len(body.args) == 1 and body.args[0].head == "sym":
        names = (str(body.args[0].value),)
    elif body.head == "sym":
        names = owner.lexicon.parameters(str(body.value))
    if names is None or len(names) != 1 or parse_name(names[0]) != parse_name(parse_name(names[0]).base):
        raise Unreadable("a gradient without its variable", item)
    return name_node(names[0], item)


def integral(row: Factors, base: Node, low: Node | None, high: Node | None) -> Term:
    r"""`\int_a^b f \, dx`; what follows the dx stays in the row."""
    at = differential_place(row.items, row.place)
    if at is None:
        moved = with_differential(row.items, row.place)
        at = differential_place(moved, row.place) if moved is not None else None
        if moved is None or at is None:
            raise Unreadable("an integral without its dx", base)
        row.items = moved
    variable = name_of(row.items[at + 1])
    if variable is None:
        raise Unreadable("an integral without its variable", base)
    owner = row.owner
    inside = row.items[row.place : at]
    body = row.inner(inside).product() if inside else num(1)
    row.place = at + 2
    if low is None and high is None:
        return Term("antiderivative", (sym(variable), body))
    if low is None or high is None:
        raise Unreadable("an integral with one end", base)
    return Term("integral", (sym(variable), owner.term(low), owner.term(high), body))


def limit(row: Factors, base: Node, low: Node | None) -> Term:
    r"""`\lim_{x \to a}` of the product that follows."""
    if low is None or low.kind != "relation" or low.value != "\\to":
        raise Unreadable("a limit without its variable", base)
    variable = name_of(low.children[0])
    if variable is None:
        raise Unreadable("a limit without its variable", base)
    return Term("limit", (sym(variable), row.owner.term(low.children[1]), row.rest()))
