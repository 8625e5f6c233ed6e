r"""What latexify-py (the extra `code`) writes for a function, read back as a page is: a second way to the same term.

It knows functions of numbers, or of arrays entry by entry, that are one formula with assignments and `if`.

>>> def decayed(w, rate, lambda_):
...     return (1 - lambda_ * rate) * w
>>> print(latexified(decayed, {"w": "w", "rate": r"\eta", "lambda_": r"\lambda"}))
\mathopen{}\left( 1 - \lambda \cdot \eta \mathclose{}\right) w
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from derivations.code.source import NoFormula
from derivations.export import MissingExtra
from derivations.reader.page import parse_text, read_page
from derivations.terms.term import Term, free_symbols, functions_of

_SCIENTIFIC = re.compile(r"(?<![\w.])\d+(?:\.\d+)?e[+-]?\d+(?!\w)")


def latexified(function: Callable[..., Any], written: Mapping[str, str]) -> str:
    """What latexify writes for what the function returns, assignments put in, parameters as they are `written`.

    Raises `NoFormula`, and `MissingExtra` where latexify-py is not installed.
    """
    try:
        import latexify
    except ModuleNotFoundError as missing:
        raise MissingExtra("latexify-py", "code") from missing
    # what latexify would write otherwise gets a name that cannot be missed in its text
    others = {name: f"parameter{place}" for place, name in enumerate(written)}
    try:
        text: str = latexify.get_latex(
            function, identifiers=others, reduce_assignments=True, use_math_symbols=True, use_signature=False
        )
    except (latexify.exceptions.LatexifyError, OSError, SyntaxError, TypeError) as error:
        raise NoFormula(f"{function.__name__}: {error}") from error
    for name, stand_in in others.items():
        text = text.replace(rf"\mathrm{{{stand_in}}}", written[name])
    return _SCIENTIFIC.sub(lambda match: format(Decimal(match[0]), "f"), text)


def read_latexified(function: Callable[..., Any], written: Mapping[str, str], symbols: Mapping[str, str]) -> Term:
    """The term of that text. Raises `NoFormula`."""
    text = latexified(function, written)
    declared = ", ".join(f"${symbol}$" for symbol in written.values())
    page = f"Let {declared} be real numbers.\n\nThen we have\n\n$$ {text} = {text} $$\n"
    *_, relation = read_page(parse_text(page)).relations
    if relation.lhs is None or relation.lhs != relation.rhs:
        raise NoFormula(f"{function.__name__}: {relation.reason or 'it is no single formula'}: {text}")
    strange = (free_symbols(relation.lhs) | functions_of(relation.lhs)) - set(symbols.values())
    if strange:
        names = ", ".join(sorted(strange))
        raise NoFormula(f"{function.__name__}: {names}: no parameter, and nothing that has a LaTeX name")
    return relation.lhs
