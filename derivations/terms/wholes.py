r"""Names of what stands in brackets as a whole, `p(x \mid y)`, `\mathbb{E}[x \mid y]`: one for every way of writing it.

`p(x \mid y)` and `p(z \mid y)` are two functions that share a letter, so the whole text is the name, and the letters
are arguments so that sums and integrals bind them. Nothing is known of such a function but its text.

>>> name = whole_name("p_{\\theta}", "(x \\mid y)")
>>> name, whole_parts(name), whole_parts("p")
('{p_{\\theta}}{(x \\mid y)}', ('p_{\\theta}', '(x \\mid y)'), None)
"""

from __future__ import annotations

from derivations.terms.term import Term, walk


def whole_name(letter: str, text: str) -> str:
    """The name of the function; `text` has the brackets."""
    return f"{{{letter}}}{{{text}}}"


def mean_name(letter: str, given: str) -> str:
    """The name of an expectation, whose first argument is what it is of; `given` is what stands behind the bar."""
    return whole_name(letter, f"[\\cdot \\mid {given}]" if given else "[\\cdot]")


def is_mean(name: str) -> bool:
    """Whether a function is an expectation, hence linear in its first argument."""
    parts = whole_parts(name)
    return parts is not None and bool(parts[0]) and parts[1].startswith("[\\cdot")


def whole_parts(name: str) -> tuple[str, str] | None:
    """Letter and text; None for any other name."""
    if not name.startswith("{") or not name.endswith("}") or "}{" not in name:
        return None
    depth = 0
    for place, sign in enumerate(name):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return (name[1:place], name[place + 2 : -1]) if name[place + 1 : place + 2] == "{" else None
    return None


def has_mean(term: Term) -> bool:
    """Whether an expectation, a variance or a covariance occurs in it."""
    return any(
        node.head in ("expect", "covariance") or (node.head == "app" and is_mean(str(node.value)))
        for node in walk(term)
    )
