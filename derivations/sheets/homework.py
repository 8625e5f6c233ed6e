r"""Gradient descent and convolutional networks: the solutions of a homework, from 1.1.1 to 3.3.

Every formula is a line of a derivation or one of its results, so other data give other solutions: the example and its
targets, the image and the two vectors of the kernel, the network, and the kernels and strides of the receptive field.
Where a sentence holds for some data only, it is said of these only.

>>> sheet = derive()
>>> [exercise.number for exercise in sheet.exercises][:4]
['1.1.1', '1.2.1', '2.1.1', '2.1.2']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.pictures.network import DENSE, NEURONS, WEIGHTS, layers
from derivations.sheets.sheet import Exercise, Heading, Items, Part, Picture, SolutionSheet, Table, Words
from derivations.worked import WORKED
from derivations.worked.image_convolution import IMAGE, Rows

KINDS = (NEURONS, WEIGHTS, DENSE)
BY = ("kernel", "stride", "dilation")
TITLE = "Gradient descent and convolutional networks"


def derive(
    x: Sequence[Fraction] = (Fraction(2), Fraction(1)),
    t: Fraction = Fraction(3),
    rmsprop_t: Fraction = Fraction(2),
    steps: int = 3,
    image: Rows = IMAGE,
    difference: Sequence[Fraction] = (Fraction(-1), Fraction(0), Fraction(1)),
    smoothing: Sequence[Fraction] = (Fraction(1), Fraction(1), Fraction(1)),
    network: Sequence[str] = ("conv3", "pool2", "conv3", "pool2", "conv3"),
    kernels: Sequence[int] = (5, 2, 5),
    strides: Sequence[int] = (1, 2, 1),
) -> SolutionSheet:
    """The solutions for these data. Raises `ValueError` for data that a derivation cannot take."""
    loss = WORKED["one_step_loss"]()
    exercises = (
        _least_norm(x, t),
        _rmsprop(x, rmsprop_t),
        *_unrolled(steps),
        *_learning_rate(loss),
        *_weight_decay(),
        _convolution(image, difference, smoothing),
        _counts(network),
        _field(kernels, strides),
    )
    lead = (
        "Every line was computed from the one before it, and what it claims was proved by a judge that shares no "
        "simplifier with what computed it."
    )
    return SolutionSheet("homework", TITLE, exercises, lead)


def _least_norm(x: Sequence[Fraction], t: Fraction) -> Exercise:
    one, norm = WORKED["one_example_descent"](x=x, t=t), WORKED["minimum_norm"]()
    return Exercise(
        "1.1.1",
        "Stochastic gradient descent finds the solution of least norm",
        (
            Heading("One example"),
            Words(
                "We begin with one example. Every gradient is a multiple of it, so the weights, which start at zero, "
                "stay multiples of it; with a small learning rate they go to the shortest solution."
            ),
            Part(one),
            Heading("Any number of examples"),
            Words(
                "The same holds for any number of examples, fewer than features and linearly independent, and for any "
                "mini-batches. The "
                "gradient on a mini-batch is a combination of its examples, so the weights stay in the span of the "
                "examples. There is one solution in the span, and it is shorter than every other."
            ),
            Part(norm),
            *_picture(norm),
        ),
    )


def _rmsprop(x: Sequence[Fraction], t: Fraction) -> Exercise:
    done = WORKED["rmsprop"](x=x, t=t)
    span, limit = WORKED["rmsprop_span"](), WORKED["rmsprop_limit"](x=x, t=t)
    leaves = "D" in done.results
    return Exercise(
        "1.2.1",
        "RMSProp does not",
        (
            Heading("Two steps on one example"),
            Words(
                "One example is enough. The gradient is still a multiple of it, but RMSProp divides each component by "
                "the root of the moving mean of its own square."
            ),
            Part(done),
            Words(
                "The gradient is in the span of the example, yet the step is not: a component with a large gradient is "
                "divided by a large number, so every component moves by about the same amount, however large that of "
                "the example is."
                + (f" What would be zero in the span is ${latex(done.results['D'])}$ after one step." if leaves else "")
            ),
            Heading("When the first step stays in the span"),
            Words("For any example of two entries:"),
            Part(span),
            Heading("Where it may end"),
            Words(
                "So it leaves the span unless an entry of the example or the target is zero or both entries are "
                "equally large. The weights may still go to a solution, but without the span it need not be the "
                "shortest. Without the small number in the denominator it is the one whose components are as far from "
                "zero as each other:"
            ),
            Part(limit),
            *_picture(limit),
        ),
    )


def _unrolled(steps: int) -> tuple[Exercise, ...]:
    graph, memory = WORKED["unrolled_graph"](steps=steps), WORKED["unrolled_memory"]()
    forward, reverse, few, step = (
        latex(memory.results[name])
        for name in ("forward_memory", "reverse_memory", "least_memory", "checkpointed_step")
    )
    return (
        Exercise(
            "2.1.1",
            "The computation graph of unrolled gradient descent",
            (
                *_picture(graph),
                Part(graph),
            ),
        ),
        Exercise(
            "2.1.2",
            "Memory",
            (
                Words(
                    "The forward pass needs the weights of the last step only, so its memory does not grow with the "
                    "number of steps $T$: it is $O(1)$ in $T$. So it is for the derivative in forward mode, where each "
                    f"quantity is kept with its tangent: ${forward}$ numbers at the fullest moment."
                ),
                Words(
                    "The backward pass goes through the steps from the last to the first and needs what each step "
                    "computed, so all of it is kept: with the gradients on a tape there are "
                    f"${reverse}$ numbers, which is $O(T)$. Each step more costs as many as there are weights."
                ),
                Part(
                    memory,
                    (
                        "What forward mode keeps",
                        "What reverse mode keeps in the last step",
                        "What reverse mode keeps.",
                        "What one more step costs",
                    ),
                ),
                Words(
                    "In between, checkpoints keep the weights of some steps and make the others again: with segments "
                    f"of $\\sqrt{{T}}$ steps ${few}$ numbers suffice, where $c = {step}$ is what a step needs by "
                    "itself. "
                    "That is $O(\\sqrt{T})$, for one more forward pass."
                ),
                *_picture(memory),
            ),
        ),
    )


def _learning_rate(loss: Derivation) -> tuple[Exercise, ...]:
    slope, curvature, least = (latex(loss.results[name]) for name in ("slope", "curvature", "least_loss"))
    return (
        Exercise(
            "2.2.1",
            "The loss after one step",
            (Part(loss, ("The gradient of the loss", "One step of", "The loss after the step")),),
        ),
        Exercise(
            "2.2.2",
            "It is convex in the learning rate",
            (
                Words(
                    "By the last line above the loss is a polynomial of degree at most two in the learning rate. "
                    "Its second derivative is the square of a length times a positive number, which is never negative."
                ),
                Part(loss, ("Its derivative by", "The second derivative")),
                Words(
                    f"So it is convex, and strictly so where $X X^\\top a \\ne 0$, as then ${curvature} > 0$. "
                    "Otherwise the gradient is zero and no learning rate changes anything."
                ),
            ),
        ),
        Exercise(
            "2.2.3",
            "The best learning rate",
            (
                Words(
                    f"The derivative was found in 2.2.2: it is ${slope}$. As the loss is convex, it is least where "
                    "this is zero."
                ),
                Part(loss, ("Set the derivative to zero", "The loss at the best")),
                Words(
                    f"With this learning rate the loss becomes ${least}$: a step takes away the second term at best."
                ),
                *_picture(loss),
            ),
        ),
    )


def _weight_decay() -> tuple[Exercise, ...]:
    decay = WORKED["weight_decay"]()
    penalty = latex(decay.results["penalty"])
    return (
        Exercise(
            "2.3.1",
            "The two updates",
            (Part(decay, ("The gradient of", "One step of gradient descent")),),
        ),
        Exercise(
            "2.3.2",
            "When they are the same",
            (
                Words("We set the two equal and look for the weight of the penalty."),
                Part(decay, ("Set the two", "Put back")),
                Words(
                    f"So weight decay is a penalty of weight ${penalty}$, in every step. It depends on the learning "
                    "rate: where that changes from step to step, so must the penalty."
                ),
                *_picture(decay),
            ),
        ),
    )


def _convolution(image: Rows, difference: Sequence[Fraction], smoothing: Sequence[Fraction]) -> Exercise:
    kernel = tuple(tuple(down * along for along in smoothing) for down in difference)
    padding = tuple((len(vector) - 1) // 2 for vector in (difference, smoothing))
    done = WORKED["image_convolution"](image=image, kernel=kernel, padding=padding)
    edges = WORKED["edge_kernel"](difference=difference, smoothing=smoothing)
    return Exercise(
        "3.1",
        "A convolution",
        (
            Heading("The result"),
            Part(done),
            *_picture(done),
            Heading("What the kernel detects"),
            Words("What the kernel detects follows from what it makes of simple images."),
            Words(edges.statement),
            Part(edges, ("The kernel, an outer", "Two sums", "A constant", "An image whose")),
        ),
    )


def _counts(network: Sequence[str]) -> Exercise:
    done = WORKED["network_counts"](network=network)
    rows = [
        (layer.name, *(f"${layer.counts[kind]}$" if kind in layer.counts else "" for kind in KINDS))
        for layer in layers(done, network)
    ]
    total = tuple(f"${latex(done.results[name])}$" for name in ("neurons", "weights", "dense_weights"))
    return Exercise(
        "3.2",
        "Sizes of networks",
        (
            Words(
                "A layer has one neuron a position and channel. All positions of a convolution share their weights; a "
                "dense layer between the same neurons has one weight a connection."
            ),
            Part(done, ("Neurons: one", "Weights: one", "A dense layer", "Between the same")),
            Words("With the numbers of this network, without biases:"),
            Table(
                ("layer", *KINDS),
                (*rows, ("all", *total)),
            ),
            *_picture(done),
            Words("So many more weights have a price:"),
            Items(
                (
                    "Memory: the weights, their gradients and what the optimiser keeps for each must all fit.",
                    "Time: every weight of a dense layer costs a multiply-add for every image.",
                    "Data: with more weights than examples determine, the network can fit noise, and needs more "
                    "examples or a stronger penalty to generalise.",
                    "A pattern learnt in one place of the image is not known in the others.",
                )
            ),
        ),
    )


def _field(kernels: Sequence[int], strides: Sequence[int]) -> Exercise:
    done = WORKED["receptive_field"](kernels=kernels, strides=strides)
    size = latex(done.results["size"])

    def growth(layer: int) -> tuple[str, ...]:
        return (str(layer), *(f"${latex(done.results[f'by_{what}_{layer}'])}$" for what in BY))

    return Exercise(
        "3.3",
        "The receptive field",
        (
            *_picture(done),
            Part(
                done,
                ("The first and the last", "The receptive field after", "How far apart", "Kernels, strides"),
            ),
            Words(
                f"On an image an output of the last layer sees ${size} \\times {size}$ inputs. Beside the kernels of "
                "the convolutions it depends on:"
            ),
            Items(
                (
                    "the kernels of the poolings, which read their inputs like any other layer;",
                    "the strides: one of a lower layer counts for all layers above it;",
                    "the dilations, which pull the cells of a kernel apart;",
                    "the number of layers. Padding changes how many outputs there are, not what one sees.",
                )
            ),
            Words("How much one more of each adds to it, for every layer:"),
            Table(("layer", *BY), tuple(map(growth, range(1, len(kernels) + 1)))),
        ),
    )


def _picture(done: Derivation) -> tuple[Picture, ...]:
    """Its picture, if these data have one."""
    return (Picture(done),) if done.draw is not None else ()
