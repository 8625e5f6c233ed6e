r"""Neurons, weights, multiply-adds and activation memory of a network on images, and what shared weights save.

A convolution or a pooling makes as many outputs along an axis as positions of its kernel fit. A convolution has the
weights of one position, since all positions share them; a dense layer has one for each connection (LeCun, Bottou,
Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, 1998, II.A). This is derived for layer l;
then the layers of a network put their numbers in. Beside it stands the network with the same neurons and dense layers
for convolutions.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["size"]))
\left\lfloor \frac{h_{l-1} + 2 p_l - 1 - d_l (k_l - 1)}{s_l} \right\rfloor + 1
>>> [latex(done.results[name]) for name in ("neurons", "weights", "dense_weights")]
['2688', '27', '1118208']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.equations import cancel_terms, solve
from derivations.moves.line import Equation, Line, Move, chain, consequences, given, suppose
from derivations.moves.rewriting import unfold, use
from derivations.moves.scalars import tidy, value
from derivations.moves.sums import count_terms
from derivations.pictures.network import drawing
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, free_symbols, num, substitute, sym
from derivations.worked._positions import Axis, positions
from numeric.crosscheck import Check
from numeric.networks import Convolution, Dense, Part, Pooling, part, tally

NATURAL = frozenset({"natural"})
WHOLE = NATURAL | {"positive"}
LAYERS = 100


def derive(
    network: Sequence[str] = ("conv3", "pool2", "conv3", "pool2", "conv3"),
    image: Sequence[int] = (32, 32),
    channels: int = 1,
    number_bytes: int = 4,
    h: str = "h",
    w: str = "w",
    c: str = "c",
    k: str = "k",
    s: str = "s",
    p: str = "p",
    d: str = "d",
    n: str = "n",
    weights: str = r"\theta",
    biases: str = r"\beta",
    products: str = r"\mu",
    f: str = "f",
    rest: str = "r",
    memory: str = "m",
    b: str = "b",
    layer: str = "l",
) -> Derivation:
    """The derivation for any layer, then for a network whose layers are said as `numeric.networks.part` reads them.

    `image` is height and width. Raises `ValueError` for sizes below 1, for what is no layer, for a kernel that spans
    more than it reads, and for a letter that stands for two things.
    """
    letters = (h, w, c, k, s, p, d, n, weights, biases, products)
    if len({*letters, f, rest, memory, b, layer}) < len(letters) + 5:
        raise ValueError("one letter stands for two things: each needs its own")
    if len(image) != 2 or min(*image, channels, number_bytes) < 1:
        raise ValueError(
            f"an image of {' x '.join(map(str, image))} with {channels} channels in numbers of {number_bytes} bytes: "
            "height, width, channels and bytes are needed, each at least 1"
        )
    if not 1 <= len(network) <= LAYERS:
        raise ValueError(f"{len(network)} layers: 1 to {LAYERS} are needed")
    return _Counts(letters, f, sym(rest), sym(memory), sym(b), layer).of(network, (*image, channels), number_bytes)


class _Layer(NamedTuple):
    """The quantities of one layer, or of the whole network: the same letters without an index."""

    h: Term
    w: Term
    c: Term
    k: Term
    s: Term
    p: Term
    d: Term
    n: Term
    weights: Term
    biases: Term
    products: Term
    dense: Term


class _Counts:
    """Lines and definitions: first about any layer, then about each layer of a network, last about all of it."""

    def __init__(self, letters: tuple[str, ...], f: str, rest: Term, memory: Term, number: Term, index: str) -> None:
        self.letters, self.f, self.rest, self.memory, self.number = letters, f, rest, memory, number
        self.index, self.here, self.below = index, self.at(index), self.at(f"{index}-1")
        self.quantities = self._quantities()
        self.context = context_of(self.quantities, ())
        self.lines: list[Line] = []
        self.results: dict[str, Term] = {}
        self.found: dict[str, Term] = {}

    def at(self, layer: int | str | None) -> _Layer:
        letters = (*self.letters, accented(self.letters[8], "tilde"))
        return _Layer._make(sym(each if layer is None else indexed(each, layer)) for each in letters)

    def _quantities(self) -> tuple[Quantity, ...]:
        named = (
            (self.here, "layer ${}$", ("height", "width", "channels", "kernel", "stride", "padding", "dilation")),
            (self.below, "the layer below", ("height", "width", "channels")),
        )
        of_layers = [
            Quantity(str(name.value), f"{meaning} of {words.format(self.index)}", facts=WHOLE)
            for layer, words, meanings in named
            for name, meaning in zip(layer, meanings, strict=False)
        ]
        of_layers[5] = Quantity(str(self.here.p.value), "cells put around on every side", facts=NATURAL)
        return (
            *of_layers,
            Quantity(str(self.rest.value), "cells left over behind the last position", facts=NATURAL),
            Quantity(str(self.number.value), "bytes of a number", facts=WHOLE),
        )

    def of(self, network: Sequence[str], image: tuple[int, ...], number_bytes: int) -> Derivation:
        parts = [part(text) for text in network]
        self._size()
        self._padding()
        self._convolution()
        self._dense()
        self._image(image)
        for place, (text, each) in enumerate(zip(network, parts, strict=True), start=1):
            self._put_in(place, text, each)
        self._totals(parts, number_bytes)
        every = self.at(None)
        drawn = every.n, every.weights, every.dense, every.products
        return Derivation(
            "network_counts",
            "What a network on images holds and computes",
            f"{', '.join(network)} on images of {image[0]} x {image[1]}; every kernel is square.",
            self.quantities,
            tuple(self.context.definitions.values()),
            tuple(self.lines),
            self.results,
            _checks(),
            drawing(network, [str(whole.value) for whole in drawn]),
        )

    # --- any layer ---------------------------------------------------------------------------------------

    def _size(self) -> None:
        """How many positions fit along an axis."""
        here, below = self.here, self.below
        axis = Axis(below.h, here.k, here.s, here.p, here.d, here.h, self.rest)
        fit = positions(axis, self.f, self.context)
        self.context = self.context.with_definitions(fit.definition)
        self.lines += fit.lines
        self.fitted, self.results["size"] = fit.unfolded, fit.count

    def _padding(self) -> None:
        """Which padding keeps the size."""
        here, fitted = self.here, self.fitted
        values = {str(here.s.value): num(1), str(self.rest.value): num(0), str(here.h.value): self.below.h}
        start = Equation(substitute(fitted.lhs, values), substitute(fitted.rhs, values))
        same = f"${latex(here.h)} = {latex(self.below.h)}$, ${latex(here.s)} = 1$ and ${latex(self.rest)} = 0$"
        self.lines.append(suppose(start.lhs, start.rhs, same, "A padding that keeps the size, with stride 1."))
        found = consequences(start, [cancel_terms(), solve(str(here.p.value))], self.context)
        self.lines += found
        self.results["padding"] = found[-1].rhs

    def _convolution(self) -> None:
        """What there is one of for each neuron, connection and weight."""
        here, x, y, u, v, i, j = (self.here, *map(sym, "xyuvij"))
        positions, kernel = ((x, here.h), (y, here.w)), ((u, here.k), (v, here.k))
        read, made = (i, self.below.c), (j, here.c)
        counts = (
            (here.n, (*positions, made), "neurons_of_layer", "Neurons: one a position and channel."),
            (
                here.products,
                (*positions, *kernel, read, made),
                "multiply_adds_of_layer",
                "Multiply-adds of a convolution: one a connection, from each cell and channel that a neuron reads.",
            ),
            (here.weights, (*kernel, read, made), "weights_of_layer", "Weights: one position's, shared by all."),
            (here.biases, (made,), "biases_of_layer", "Biases: one a channel."),
        )
        for name, ranges, result, prose in counts:
            self._define(name, _ones(*ranges))
            self.results[result] = self._work(name, [count_terms()], "one each", prose)
        moves = [
            use(here.products, self.results["multiply_adds_of_layer"], "the multiply-adds"),
            use(here.weights, self.results["weights_of_layer"], "the weights"),
            tidy().because("cancel"),
        ]
        self.lines += chain(here.products / here.weights, moves, self.context, "Each weight is used once a position.")

    def _dense(self) -> None:
        """A dense layer, and how many times the weights of a convolution it has."""
        here, below = self.here, self.below
        self._define(below.n, below.h * below.w * below.c)
        self._define(here.dense, _ones((sym("i"), below.n), (sym("j"), here.n)))
        size = self.context.definitions[str(below.n.value)].body
        prose = "A dense layer: one weight a connection, none shared."
        self.lines.append(given(below.n, size, "the neurons below", prose))
        dense = self._work(here.dense, [count_terms()], "one each")
        moves = [
            use(here.dense, dense, "the weights of a dense layer"),
            use(here.n, self.results["neurons_of_layer"], "the neurons"),
            use(below.n, size, "the neurons below"),
            use(here.weights, self.results["weights_of_layer"], "the weights of a convolution"),
            tidy().because("cancel"),
        ]
        prose = "Between the same neurons a dense layer has so many times the weights of a convolution."
        more = chain(here.dense / here.weights, moves, self.context, prose)
        self.lines += more
        self.results |= {"dense_weights_of_layer": dense, "times_the_weights": more[-1].rhs}

    def _define(self, name: Term, body: Term) -> None:
        self.context = self.context.with_definitions(Definition(str(name.value), body))

    def _work(self, name: Term, moves: Sequence[Move], reason: str, prose: str = "") -> Term:
        """From a definition by moves to the last line."""
        steps = [unfold(str(name.value)).because(reason), *moves]
        made = chain(name, steps, self.context, prose, defined=True)
        self.lines += made
        return made[-1].rhs

    # --- a network ---------------------------------------------------------------------------------------

    def _image(self, image: tuple[int, ...]) -> None:
        layer = self.at(0)
        for name, number in zip((layer.h, layer.w, layer.c), image, strict=True):
            self._datum(name, number, "The image." if name == layer.h else "")
        self._number(layer.n, layer.h * layer.w * layer.c, "its values")

    def _datum(self, name: Term, number: int, prose: str = "", reason: str = "") -> None:
        self._define(name, num(number))
        self.lines.append(given(name, num(number), reason, prose))
        self.found[str(name.value)] = num(number)

    def _number(self, name: Term, body: Term, reason: str, prose: str = "", *moves: Move) -> Fraction:
        """A definition with the numbers put in and worked out."""
        self._define(name, body)
        put = Move("put in", "the numbers", lambda term, _: substitute(term, self._known(term)))
        symbolic = body
        for move in moves:
            symbolic = move.compute(symbolic, self.context)
        steps = [*moves, *([put] if free_symbols(symbolic) else []), *([value()] if symbolic.args else [])]
        found = self._work(name, steps, reason, prose)
        self._define(name, found)  # later lines need the number alone, and sizes of deep networks would nest
        self.found[str(name.value)] = found
        assert isinstance(found.value, Fraction)
        return found.value

    def _known(self, term: Term) -> dict[str, Term]:
        return {name: self.found[name] for name in free_symbols(term)}

    def _of(self, layer: int, result: str) -> Term:
        """What was found for any layer, said of one."""
        names = zip((*self.here, *self.below), (*self.at(layer), *self.at(layer - 1)), strict=True)
        return substitute(self.results[result], {str(any_.value): one for any_, one in names})

    def _put_in(self, place: int, text: str, layer: Part) -> None:
        """One layer: its sizes and its neurons."""
        own, below = self.at(place), self.at(place - 1)
        prose = f"Layer {place}: {text}."
        if isinstance(layer, Dense):
            shape = (below.h, below.w, below.c) if layer.units is None else (num(1), num(1), num(layer.units))
            for name, size in zip((own.h, own.w, own.c), shape, strict=True):
                self._number(name, size, "as what it reads" if layer.units is None else "", prose)
                prose = ""
        else:
            window = layer.window
            numbers = (window.kernel, window.stride, layer.padding, window.dilation)
            for name, number in zip((own.k, own.s, own.p, own.d), numbers, strict=True):
                self._datum(name, number, prose)
                prose = ""
            span = window.dilation * (window.kernel - 1) + 1
            for name, read in ((own.h, below.h), (own.w, below.w)):
                cells = Fraction(str(self.found[str(read.value)].value)) + 2 * layer.padding
                if span > cells:
                    raise ValueError(f"layer {place}, {text}: its kernel spans {span} cells, and there are {cells}")
                size = substitute(self._of(place, "size"), {str(below.h.value): read})
                self._number(name, size, "the size above")
            if isinstance(layer, Pooling):
                self._number(own.c, below.c, "channel by channel")
            else:
                self._datum(own.c, layer.channels)
        self._number(own.n, self._of(place, "neurons_of_layer"), "the neurons above")

    def _totals(self, parts: Sequence[Part], number_bytes: int) -> None:
        """Sums over the layers."""
        whole, depth = self.at(None), len(parts)
        neurons = Term("add", tuple(self.at(place).n for place in range(depth + 1)))
        self._total("neurons", whole.n, neurons, "Neurons, the image's values among them.")
        weighing = [(place, each) for place, each in enumerate(parts, start=1) if not isinstance(each, Pooling)]
        tables = (
            ("weights", whole.weights, "weights_of_layer", "dense_weights_of_layer", "Weights."),
            ("biases", whole.biases, "biases_of_layer", "neurons_of_layer", "Biases."),
            ("multiply_adds", whole.products, "multiply_adds_of_layer", "dense_weights_of_layer", "Multiply-adds."),
            (
                "dense_weights",
                whole.dense,
                "dense_weights_of_layer",
                "dense_weights_of_layer",
                "Weights of the network with the same neurons and dense layers for convolutions.",
            ),
        )
        for result, total, of_convolution, of_dense, prose in tables:
            column = whole.index(total)
            summands = {}
            for place, each in weighing:
                name = self.at(place)[column]
                found = of_convolution if isinstance(each, Convolution) else of_dense
                self._define(name, self._of(place, found))
                summands[str(name.value)] = name
            body = Term("add", tuple(summands.values())) if len(summands) > 1 else [*summands.values(), num(0)][0]
            self._total(result, total, body, prose, *([unfold(*summands).because("of the layers")] if summands else []))
        self._datum(self.number, number_bytes, "Memory of the neurons, all kept for the way back.")
        self._total("memory", self.memory, self.number * whole.n, "")

    def _total(self, result: str, name: Term, body: Term, prose: str, *moves: Move) -> None:
        self._number(name, body, "all layers" if body.head == "add" else "", prose, *moves)
        self.results[result] = self.found[str(name.value)]


def _ones(*ranges: tuple[Term, Term]) -> Term:
    """A sum of ones over ranges from 1, the first one outermost."""
    body = num(1)
    for index, high in reversed(ranges):
        body = Term("sum", (index, num(1), high, body))
    return body


def _checks() -> tuple[Check, ...]:
    """What is counted against the arrays and products of a network that runs, for random networks."""

    def check(result: str) -> Check:
        def derived(network: Sequence[str], image: tuple[int, int, int]) -> float:
            number = derive(network, image[:2], image[2]).results[result].value
            assert isinstance(number, Fraction)
            return float(number)

        def ran(network: Sequence[str], image: tuple[int, int, int]) -> float:
            return float(getattr(tally(image, [part(text) for text in network]), result))

        return Check(result.replace("_", "-"), derived, ran, _instance, 0)

    return tuple(map(check, ("neurons", "weights", "biases", "multiply_adds", "memory")))


def _instance(random: np.random.Generator, _: int) -> tuple[Any, ...]:
    """Texts of layers that fit one after the other, and an image."""
    image = tuple(int(size) for size in random.integers((4, 4, 1), (10, 10, 4)))
    texts: list[str] = []
    for _ in range(int(random.integers(1, 5))):
        kernel, stride, padding, dilation, channels = map(int, random.integers((1, 1, 0, 1, 1), (4, 4, 3, 3, 4)))
        window = f"{kernel}{{}}s{stride}p{padding}d{dilation}"
        choices = ("conv" + window.format(f"x{channels}"), "pool" + window.format(""), "fc", f"fc{channels}")
        text = choices[int(random.choice(4, p=(0.5, 0.3, 0.1, 0.1)))]
        shape = tally(image, [part(each) for each in texts]).shapes[-1]  # type: ignore[arg-type]
        if isinstance(part(text), Dense) or dilation * (kernel - 1) < min(shape[:2]) + 2 * padding:
            texts.append(text)
    return tuple(texts or ("fc",)), image
