r"""Pictures as files: vector or raster, and SVG that stands in a page without a style of its own.

Dates and random names are left out, so that the same picture is the same file. In a page, styles are written as
attributes (a strict content security policy forbids others), names get a prefix so that those of several pictures do
not meet, and a title says what there is to see.

>>> _attributes("fill: none; stroke: #0072b2")
{'fill': 'none', 'stroke': '#0072b2'}
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_DATES = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


def saved(figure: Figure, form: str) -> bytes:
    """The picture as `svg`, `pdf` or `png`."""
    import matplotlib as mpl

    file = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "derivations"}):
        figure.savefig(file, format=form, bbox_inches="tight", metadata=_DATES.get(form))
    return file.getvalue()


def inline(figure: Figure, name: str, title: str) -> str:
    """An `<svg>` element for a page of HTML; `name` is what its parts are called by there."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    root = ElementTree.fromstring(saved(figure, "svg"))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        for key, value in _attributes(element.attrib.pop("style", "")).items():
            element.set(key, value)
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key in ("href", f"{{{_LINK}}}href"):
                element.set(key, value.replace("#", f"#{name}-", 1))
            else:
                element.set(key, re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", value))
    said = ElementTree.Element(f"{{{_SVG}}}title", {"id": f"{name}-title"})
    said.text = title
    root.insert(0, said)
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title", "stroke-linejoin": "round"})
    return ElementTree.tostring(root, encoding="unicode")


def _attributes(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}
