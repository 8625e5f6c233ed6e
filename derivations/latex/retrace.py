r"""A syntax tree written back as LaTeX: one text for each way of writing, whatever blanks and macros made it.

>>> row = Node("script", (Node("letter", value="x"), Node("number", value="12")), "sub")
>>> retraced(row), retraced(Node("relation", (row, Node("letter", value="A")), "\\in"))
('x_{12}', 'x_{12} \\in A')
"""

from __future__ import annotations

from derivations.latex.syntax import Node

_CLOSING = {
    "()": ("(", ")"),
    "[]": ("[", "]"),
    "{}": ("\\{", "\\}"),
    "||": ("|", "|"),
    "‖‖": ("\\|", "\\|"),
    "<>": ("\\langle ", " \\rangle"),
    "floor": ("\\lfloor ", " \\rfloor"),
    "ceil": ("\\lceil ", " \\rceil"),
    "(]": ("(", "]"),
    "[)": ("[", ")"),
}
_FONTS = {"bf": "mathbf", "it": "mathit", "cal": "mathcal", "bb": "mathbb", "frak": "mathfrak", "rm": "mathrm",
          "scr": "mathscr", "sf": "mathsf", "tt": "mathtt", "vec": "vec", "bm": "bm"}  # fmt: skip
_BIG = {"sum": "\\sum", "prod": "\\prod", "int": "\\int"}


def retraced(node: Node) -> str:
    """LaTeX of the tree: to be read, and to tell texts apart, since only what looks alike has one text."""
    parts = [retraced(child) for child in node.children]
    match node.kind:
        case "number" | "letter" | "operator":
            return node.value
        case "name" | "text":
            return f"\\text{{{node.value.strip()}}}"
        case "dots":
            return "\\ldots"
        case "empty":
            return ""
        case "evalbar":
            return "|"
        case "styled":
            return f"\\{_FONTS.get(node.value, node.value)}{{{parts[0]}}}"
        case "accent":
            return f"\\{node.value}{{{parts[0]}}}"
        case "prime":
            return parts[0] + "'" * int(node.value or 1)
        case "script":
            marks = {"sub": "_", "sup": "^", "subsup": "_^"}[node.value]
            return parts[0] + "".join(f"{mark}{{{part}}}" for mark, part in zip(marks, parts[1:], strict=True))
        case "fraction" | "binom":
            return f"\\{'frac' if node.kind == 'fraction' else 'binom'}{{{parts[0]}}}{{{parts[1]}}}"
        case "root":
            return f"\\sqrt[{parts[1]}]{{{parts[0]}}}" if len(parts) > 1 else f"\\sqrt{{{parts[0]}}}"
        case "group":
            opening, closing = _CLOSING.get(node.value, ("(", f")_{{{node.value}}}"))
            return f"{opening}{', '.join(parts)}{closing}"
        case "given":
            return " \\mid ".join(parts)
        case "items":
            return ", ".join(parts)
        case "sum":
            return " ".join(parts).removeprefix("+ ")
        case "signed":
            return f"{node.value} {parts[0]}"
        case "relation":
            signs = node.value.split()
            return " ".join([parts[0], *(f"{sign} {part}" for sign, part in zip(signs, parts[1:], strict=True))])
        case "big":
            return _BIG.get(node.value, f"\\operatorname{{{node.value}}}") + "".join(parts)
        case "sub" | "sup":
            return f"{'_' if node.kind == 'sub' else '^'}{{{', '.join(parts)}}}"
        case "row":
            return " & ".join(parts)
        case "matrix":
            rows = " \\\\ ".join(parts)
            return f"\\begin{{matrix}} {rows} \\end{{matrix}}"
        case "sequence":
            return " ".join(parts)
        case _:
            label = f"\\text{{{node.kind} {node.value}}}"
            return f"{label}\\{{{', '.join(parts)}\\}}"
