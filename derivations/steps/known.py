r"""What is known of numbers: whether a comparison follows from what was declared and supposed, or never holds with it.

The judge decides, so that nothing is taken for granted that it would not prove; a set of conditions is accepted only
where a model shows that they can hold together, with room: bounds that touch in one point are no case to speak of.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import sym
>>> a = sym("a")
>>> known = Known(Context.of(shapes={"a": (num(1), num(1))}), (Term("gt", (a, num(0))),))
>>> [known.holds(Term("gt", (each, num(0)))) for each in (2 * a, -a, a - 1)]
[True, False, None]
>>> known.possible(Term("lt", (a, num(2)))), known.possible(Term("lt", (a, num(-2))))
(True, False)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.document.context import Context, Hypothesis
from derivations.document.document import Document, Relation, Span
from derivations.latex.print import relation
from derivations.moves.domains import NEGATED
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.term import Term, free_symbols, num, sym, walk
from derivations.verify import judge
from numeric.functions import UnsupportedFact
from numeric.models import Spec, SymbolSpec, draw

ROUNDS = 24
"""Models that are drawn before conditions are taken to contradict each other."""

_STRICT = {"ge": "gt", "le": "lt"}


@dataclass(frozen=True)
class Known:
    """Symbols with facts and definitions, and what is supposed of them."""

    context: Context
    supposed: tuple[Term, ...] = ()

    def with_(self, *more: Term) -> Known:
        return replace(self, supposed=tuple(dict.fromkeys((*self.supposed, *more))))

    def holds(self, statement: Term) -> bool | None:
        """True where the comparison follows, False where it never holds, None where neither is proved."""
        if statement in self.supposed or self._proved(statement):
            return True
        negated = NEGATED.get(statement.head)
        return False if negated is not None and self._proved(Term(negated, statement.args)) else None

    def sign(self, term: Term) -> str | None:
        """How a number compares with 0, as strictly as is known; None where it is not."""
        signs = ("eq", "gt", "lt", "ge", "le")
        return next((sign for sign in signs if self._proved(Term(sign, (term, num(0))))), None)

    def needed(self, *statements: Term) -> tuple[Term, ...]:
        """Those of the statements that neither what is supposed nor the others before them imply."""
        known, found = self, []
        for statement in statements:
            if known.holds(statement) is not True:
                found.append(statement)
                known = known.with_(statement)
        return tuple(found)

    def possible(self, *statements: Term) -> bool:
        """Whether a model was found in which everything supposed and the statements hold, bounds strictly."""
        told = [Term(_STRICT.get(each.head, each.head), each.args) for each in (*self.supposed, *statements)]
        told = [each for each in told if not any(node.head in ("item", "app") for node in walk(each))]
        spec = self._spec(tuple(told))
        try:
            return any(draw(spec, 0, number) is not None for number in range(ROUNDS))
        except UnsupportedFact:
            return True

    def _proved(self, statement: Term) -> bool:
        hypotheses = tuple(Hypothesis(each, f"supposed {k}") for k, each in enumerate(self.supposed))
        lhs, rhs = statement.args
        claim = Relation(
            id="1",
            section="",
            span=Span(path="", line=1, column=1, end_line=1, end_column=1),
            lhs_text="",
            op="",
            rhs_text="",
            role="claim",
            lhs=lhs,
            sign=statement.head,
            rhs=rhs,
            context=self.context.with_hypotheses(*hypotheses),
        )
        return judge(Document("", (claim,))).verdicts["1"].kind == "proved"

    def _spec(self, statements: tuple[Term, ...]) -> Spec:
        """What a model must be: every name that the statements speak of, with its shape and facts."""
        names = frozenset[str]().union(*map(free_symbols, statements))
        shapes = {name: shape_of(sym(name), self.context) for name in sorted(names)}
        sizes = frozenset[str]().union(*(free_symbols(size) for shape in shapes.values() for size in shape))
        sizes |= {name for name in names if "natural" in self.context.facts_of(name)}
        symbols = {
            name: SymbolSpec(*shape, self.context.facts_of(name)) for name, shape in shapes.items() if name not in sizes
        }
        inequalities = tuple((each.head, each.args[0], each.args[1]) for each in statements if each.head != "eq")
        equations = tuple((each.args[0], each.args[1]) for each in statements if each.head == "eq")
        return Spec(symbols, {}, equations, inequalities, (), tuple(sorted(sizes)))


def somewhere(known: Known, wanted: tuple[Term, ...]) -> None:
    """Raises `CannotMove` where no numbers meet what an expression needs to have a value and a derivative."""
    if wanted and not known.possible(*wanted):
        told = ", ".join(f"${relation(each.args[0], each.head, each.args[1])}$" for each in (*known.supposed, *wanted))
        raise CannotMove(f"it has a derivative only where {told}: no such numbers were found")
