r"""Raw tokens with a place in them, and the typed tokens made so far: what `classify.py` and `special_forms.py` share.

>>> from derivations.latex.tokens import tokenize
>>> stream = Lookahead(tokenize("{ab} c"))
>>> stream.argument(0), stream.source(1, 3)
((1, 3, 4), 'ab')
"""

from __future__ import annotations

from derivations.latex.tokens import Token


class Lookahead:
    """`fixed` holds the typed tokens that a later place was decided to give."""

    def __init__(self, raw: list[Token]) -> None:
        self.raw = list(raw)
        self.out: list[Token] = []
        self.place = 0
        self.fixed: dict[int, tuple[tuple[str, str], ...]] = {}

    def skip(self, place: int) -> int:
        while place < len(self.raw) and self.raw[place].type == "space":
            place += 1
        return place

    def matching(self, place: int, opening: str, closing: str) -> int | None:
        """The place of the sign that closes the one at `place`."""
        depth = 0
        for other in range(place, len(self.raw)):
            value = self.raw[other].value
            if value == opening:
                depth += 1
            elif value == closing:
                depth -= 1
                if depth == 0:
                    return other
        return None

    def argument(self, place: int) -> tuple[int, int, int] | None:
        """Content start, content end, and the place after the argument that begins at `place`."""
        place = self.skip(place)
        if place >= len(self.raw):
            return None
        if self.raw[place].value != "{":
            return place, place + 1, place + 1
        close = self.matching(place, "{", "}")
        return None if close is None else (place + 1, close, close + 1)

    def is_at(self, place: int, value: str) -> bool:
        return place < len(self.raw) and self.raw[place].value == value

    def source(self, start: int, end: int) -> str:
        return "".join(token.value for token in self.raw[start:end])

    def emit(self, kind: str, value: str, token: Token, end: int | None = None) -> None:
        self.out.append(Token(kind, value, token.start, token.end if end is None else max(token.end, end)))

    def drop_argument(self) -> None:
        """Drop `[...]` and `{...}`."""
        place = self.skip(self.place)
        if self.is_at(place, "["):
            close = self.matching(place, "[", "]")
            place = self.skip(close + 1) if close is not None else place
        if self.is_at(place, "{"):
            close = self.matching(place, "{", "}")
            if close is not None:
                self.place = close + 1

    def drop_option(self) -> None:
        """Drop `[...]` if it stands right here."""
        if self.is_at(self.place, "["):
            close = self.matching(self.place, "[", "]")
            self.place = self.place if close is None else close + 1

    def bracketed_index(self) -> None:
        """`[3]` right here is an index, as of a root."""
        place = self.skip(self.place)
        if self.is_at(place, "["):
            close = self.matching(place, "[", "]")
            if close is not None:
                self.fixed[place] = (("IOPEN", "["),)
                self.fixed[close] = (("ICLOSE", "]"),)
