r"""The receptive field of a stack of convolution and pooling layers: how far apart the inputs lie that one output sees.

Layer l has a kernel of k_l, a stride of s_l and a dilation of d_l: its unit u reads the units s_l u + d_l m of the
layer below, m = 0, ..., k_l - 1. First and last input that u sees follow by going down the layers; their distance is
the receptive field, the distance between neighbours' fields the jump. Padding moves the field and does not change its
size; how much it grows with the kernel, the stride and the dilation of each layer is derived. It is an extent: strides
beyond a kernel and dilations leave inputs out between its ends.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["field"]))
1 + d_1 (k_1 - 1) + d_2 s_1 (k_2 - 1) + d_3 s_1 s_2 (k_3 - 1)
>>> done.results["size"]
14
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.arrays import compiled
from derivations.moves.derivation import Derivation, Drawing, Quantity, context_of
from derivations.moves.equations import against_zero
from derivations.moves.line import Line, chain, given
from derivations.moves.rewriting import unfold, use
from derivations.moves.scalars import collect, one_fraction, value
from derivations.pictures.receptive_field import draw
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check
from numeric.layers import Layer, reach, read

WHOLE = frozenset({"natural", "positive"})


KERNELS, STRIDES = (5, 2, 5), (1, 2, 1)
LAYERS = 16
DEEP = 4


def derive(
    kernels: Sequence[int] = (),
    strides: Sequence[int] = (),
    dilations: Sequence[int] = (),
    k: str = "k",
    s: str = "s",
    d: str = "d",
    u: str = "u",
    a: str = "a",
    b: str = "b",
    r: str = "r",
    j: str = "j",
    g: str = "g",
    against: Sequence[int] = (),
) -> Derivation:
    """The derivation for as many layers as there are kernels, then the numbers put in.

    Sizes are counted along one axis. Without kernels they are 5, 2, 5 with strides 1, 2, 1; without strides or
    dilations those are 1. `against` are other kernels to compare with; where they are not said, those of stride 1 are
    made two cells smaller. Raises `ValueError` where the lists differ in length or are too long, or hold a number below
    1.
    """
    kernels, strides = kernels or KERNELS, strides or ((1,) * len(kernels) if kernels else STRIDES)
    dilations = dilations or (1,) * len(kernels)
    if len(kernels) > LAYERS:
        raise ValueError(f"{len(kernels)} layers: at most {LAYERS} are written out")
    layers = network(kernels, strides, dilations)
    others = [each.kernel for each in network(against, strides, dilations)] if against else _smaller(layers)
    count, unit = len(layers), sym(u)

    def at(letter: str, layer: int) -> str:
        return indexed(letter, layer)

    def ends(letter: str, layer: int, where: Term) -> Term:
        return Term("app", (where,), at(letter, layer))

    quantities = [Quantity(u, "a unit of the layer in question", facts=frozenset({"integer"}))]
    definitions = [Definition(at(a, 0), unit, (u,)), Definition(at(b, 0), unit, (u,))]
    for layer in range(1, count + 1):
        kernel, stride, dilation = (sym(at(letter, layer)) for letter in (k, s, d))
        for letter, meaning in ((k, "kernel"), (s, "stride"), (d, "dilation")):
            quantities.append(Quantity(at(letter, layer), f"the {meaning} of layer {layer}", facts=WHOLE))
        first, last = stride * unit, stride * unit + dilation * (kernel - 1)
        definitions += [
            Definition(at(a, layer), ends(a, layer - 1, first), (u,)),
            Definition(at(b, layer), ends(b, layer - 1, last), (u,)),
            Definition(at(r, layer), ends(b, layer, unit) - ends(a, layer, unit) + 1),
            Definition(at(j, layer), ends(a, layer, unit + 1) - ends(a, layer, unit)),
        ]
    context = context_of(tuple(quantities), tuple(definitions))

    lines: list[Line] = [
        given(ends(a, 0, unit), unit, "an input sees itself", "The first and the last input that a unit sees."),
        given(ends(b, 0, unit), unit),
    ]
    closed = {at(a, 0): unit, at(b, 0): unit}
    fields: list[Term] = []
    for layer in range(1, count + 1):
        spread = tuple(sym(at(d, each)) for each in range(1, layer + 1))
        for letter in (a, b):
            name, below = at(letter, layer), at(letter, layer - 1)
            down = next(each.body for each in definitions if each.name == name)
            found = substitute(closed[below], {u: down.args[0]})
            steps = [
                unfold(name).because(f"layer {layer} reads layer {layer - 1}"),
                use(down, found, f"the {'first' if letter == a else 'last'} input below"),
                collect(unit, *spread),
            ]
            made = chain(ends(letter, layer, unit), steps[: 2 + (layer > 1)], context, defined=True)
            closed[name] = made[-1].rhs
            lines += made
        field = chain(
            sym(at(r, layer)),
            [
                unfold(at(r, layer)),
                use(ends(b, layer, unit), closed[at(b, layer)], "the last input"),
                use(ends(a, layer, unit), closed[at(a, layer)], "the first input"),
                collect(*spread),
            ],
            context,
            prose=f"The receptive field after layer {layer}, from its first input to its last.",
            defined=True,
        )
        jump = chain(
            sym(at(j, layer)),
            [
                unfold(at(j, layer)),
                use(ends(a, layer, unit + 1), substitute(closed[at(a, layer)], {u: unit + 1}), "the first input"),
                use(ends(a, layer, unit), closed[at(a, layer)], "the first input"),
                collect(unit),
            ],
            context,
            prose=f"How far apart the fields of neighbours are after layer {layer}.",
            defined=True,
        )
        lines += [*field, *jump]
        fields.append(field[-1].rhs)
    growth: dict[str, Term] = {}
    for letter, what in ((k, "kernel"), (s, "stride"), (d, "dilation")):
        for layer in range(1, count + 1):
            name, more = indexed(g, letter, layer), {at(letter, layer): sym(at(letter, layer)) + 1}
            definitions.append(Definition(name, substitute(fields[-1], more) - fields[-1]))
            context = context.with_definitions(definitions[-1])
            gathered = one_fraction().because("factor") if letter == d else collect(*spread)
            grown = chain(
                sym(name),
                [
                    unfold(name).because("the larger field less the field"),
                    value().because("cancel") if letter == s and layer == count else gathered,
                ],
                context,
                prose=f"How much the field grows with the {what} of layer {layer}, made larger by 1.",
                defined=True,
            )
            growth[f"by_{what}_{layer}"] = grown[-1].rhs
            lines += [*grown, *([against_zero(grown[-1].rhs, context)] if grown[-1].rhs != num(0) else [])]
    numbers = {
        at(letter, layer): number
        for layer, each in enumerate(layers, start=1)
        for letter, number in ((k, each.kernel), (s, each.stride), (d, each.dilation))
    }
    heading = "Kernels, strides and dilations in numbers."
    lines += [
        given(sym(name), num(number), prose="" if place else heading)
        for place, (name, number) in enumerate(numbers.items())
    ]
    data = tuple(Definition(name, num(number)) for name, number in numbers.items())
    concrete = context_of(tuple(quantities), (*definitions, *data))
    last = sym(at(r, count))
    size = chain(
        last, [use(last, fields[-1], "the field above"), unfold(*numbers).because("the numbers"), value()], concrete
    )
    lines += size
    statement = (
        f"{count} layers, one after the other, along one axis; unit $u$ of a layer reads units of the layer below. A "
        "pooling is a layer like any other: what counts is what it reads. "
        f"With kernels {_listed(kernels)} the field of an output is {latex(size[-1].rhs)} inputs wide"
    )
    seen = read(layers)
    if seen is not None and num(seen) != size[-1].rhs:
        statement += f" (strides or dilations leave some of them out: it reads {seen})"
    if others != list(kernels):
        values = {indexed(accented(k, "tilde"), layer): num(other) for layer, other in enumerate(others, start=1)}
        letters = {at(k, layer): sym(name) for layer, name in enumerate(values, start=1)}
        other = sym(indexed(accented(r, "tilde"), count))
        data += tuple(Definition(name, number) for name, number in values.items())
        data += (Definition(str(other.value), substitute(fields[-1], letters)),)
        heading = f"With kernels {_listed(others)} instead."
        lines += [given(sym(name), values[name], "", "" if place else heading) for place, name in enumerate(values)]
        concrete = concrete.with_definitions(*data)
        moves = [
            unfold(str(other.value)).because("the field above"),
            unfold(*values, *numbers).because("the numbers"),
            value(),
        ]
        compared = chain(other, moves, concrete, defined=True)
        lines += compared
        growth["other_size"] = compared[-1].rhs
        statement += f", with kernels {_listed(others)} it would be {latex(compared[-1].rhs)}"
    done = Derivation(
        "receptive_field",
        "The receptive field of a convolutional network",
        f"{statement}.",
        tuple(quantities),
        (*definitions, *data),
        tuple(lines),
        {"field": fields[-1], "size": size[-1].rhs, **growth},
    )
    caption = f"One output and all that it sees, layer by layer: {latex(size[-1].rhs)} inputs along an axis."
    picture = Drawing(lambda _: draw(kernels, strides, dilations), caption)
    return replace(done, checks=_checks(done, list(numbers)), draw=picture)


def _smaller(layers: Sequence[Layer]) -> list[int]:
    """Kernels two cells smaller where the stride is 1: a convolution with the next smaller kernel that has a middle."""
    return [each.kernel - 2 * (each.stride == 1 and each.kernel > 2) for each in layers]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def network(kernels: Sequence[int], strides: Sequence[int], dilations: Sequence[int]) -> tuple[Layer, ...]:
    """The layers of three lists. Raises `ValueError`."""
    if not len(kernels) == len(strides) == len(dilations) or not kernels:
        raise ValueError(
            f"{len(kernels)} kernels, {len(strides)} strides, {len(dilations)} dilations: one of each a layer is needed"
        )
    return tuple(Layer(*each) for each in zip(kernels, strides, dilations, strict=True))


def _checks(done: Derivation, names: Sequence[str]) -> tuple[Check, ...]:
    """The formula against the support of the impulse response of a network that runs, for random networks."""
    depth = len(names) // 3
    formula = compiled(done.results["field"], done.context, names)

    def derived(*lists: Sequence[int]) -> Any:
        return formula(*(number for layer in zip(*lists, strict=True) for number in layer))

    def draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
        """Of many layers few have a stride or a dilation: the network that runs would have too many inputs."""
        kernels, strides, dilations = (random.integers(1, most, size=depth) for most in (6, 4, 4))
        plain = random.permutation(depth)[DEEP:]
        strides[plain] = dilations[plain] = 1
        return kernels.tolist(), strides.tolist(), dilations.tolist()

    return (Check("receptive field", derived, lambda *lists: reach(network(*lists)), draw, 0),)
