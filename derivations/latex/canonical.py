r"""How a symbol's name is kept in terms, out of the LaTeX that somebody writes for it.

>>> canonical("a_1"), canonical(r"\boldsymbol w^{*}")
('a_{1}', '\\mathbf{w}^{*}')
"""

from __future__ import annotations

from derivations.latex.elaborate import elaborate
from derivations.latex.lexicon import Lexicon, Unreadable
from derivations.latex.rows import Side, read_formula


def canonical(text: str) -> str:
    """The name. Raises `ValueError` for what is no single name."""
    items = read_formula(text)
    if len(items) == 1 and isinstance(items[0], Side) and items[0].node is not None:
        try:
            term = elaborate(items[0].node, Lexicon(kinds=lambda _: "scalar"))
        except Unreadable as error:
            raise ValueError(f"{text} is no name") from error
        if term.head == "sym":
            return str(term.value)
    raise ValueError(f"{text} is no name")
