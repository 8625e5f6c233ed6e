r"""Words inside `\text{}` that are prose and not the name of an operator.

>>> is_prose("since"), is_prose("flip"), is_prose("so"), is_prose("SO")
(True, False, True, False)
"""

from __future__ import annotations

WORDS = frozenset(
    "a an the and or if iff then else where when while with without since because as by for from of on in into to "
    "so thus hence therefore let set "
    "suppose assume assuming given note that this these those which who it is are be was were has have had we i "
    "you they can "
    "could will would shall may must not no yes any all some each every both either neither otherwise respectively "
    "using use via after before follows gives yields means implies holds recall define defined denote denoted "
    "write over const "
    "similarly likewise also but however moreover finally first second third next now at end else such only "
    "constant subject until unless under between equivalently namely whenever clearly here there s.t. st i.e. e.g. "
    "w.r.t. wrt "
    "chain rule definition symmetric step case cases".split()
)


def is_prose(text: str) -> bool:
    """Whether any word of the text is one that no formula is made of."""
    words = [word for word in text.split() if word != "SO"]  # of rotations
    return any(word.strip(".,:;()[]!?").lower() in WORDS or word.lower() in WORDS for word in words)
