"""Why a relation may say something else than it seems to: a counterexample to it would prove nothing.

Authors pose equations as conditions without a word, write in languages whose cue words are not known here, and state
conditions in words alone. What the reader cannot be sure of is never refuted.
"""

from __future__ import annotations

import re

from derivations.reader.entries import Entry
from derivations.reader.prose import nearly, sentence
from derivations.reader.scopes import is_data
from derivations.reader.stream import Chain, Page
from derivations.terms.names import parse_name
from derivations.terms.term import Term, num, walk

_COMMON = frozenset(
    """
    an and are as at be by can for from get has have if in is it let may not of on one or so such that the then
    there this thus to use we where which with
    """.split()
)
"""Words that no English text does without."""

FEW_WORDS = 12
COMMON_SHARE = 0.08

_WORD = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]")
_CONDITION = re.compile(r"\b(?:when|whenever|if|unless|provided|as long as|in case)\b", re.IGNORECASE)
_ACTION = re.compile(
    r"\s+(?:we|you|one|I)\s+(?!do\b|don't|are\b|have\b|only\b|can|want|wish|know)\w+|\s+\w+ing\b", re.IGNORECASE
)
_STATIONARY = re.compile(
    r"\bat (?:the|its|an?) (?:\w+ )?(?:minimum|maximum|optimum|stationary point|critical point)\b|"
    r"\b(?:set(?:ting)?|equat\w+|put(?:ting)?)\b(?:(?!\ufffc).)*\bto (?:zero|0)\b(?:(?!\ufffc).)*\Z",
    re.IGNORECASE | re.DOTALL,
)
_AT_A_POINT = re.compile(r"\bat\s+(?:the\s+)?(?:point\s+|points\s+)?\ufffc", re.IGNORECASE)
_CONTRADICTION = re.compile(r"\bcontradict|\bassumption (?:is|was|must be) (?:wrong|false|incorrect)", re.IGNORECASE)
_EQUIVALENCE = re.compile(r"\biff\b|\bif and only if\b|\bonly if\b", re.IGNORECASE)
_AS = re.compile(r"\bas\s*\Z", re.IGNORECASE)
_WANTED = re.compile(r"\b(?:check|ensure|make sure|requires?|required|must|needs?)\b", re.IGNORECASE)
_CHANCE = re.compile(r"\bwith (?:\w+ )?probability\b|\bw\.\s?p\.(?!\w)|\balmost surely\b", re.IGNORECASE)
_END = re.compile(r"[.!?;](?:\s|\Z)|\u2029|\ufffc")
_UNLESS = re.compile(r"\bunless\b", re.IGNORECASE)
_FORMULA = "\ufffc"

ASKED = "it is asked, not said"
STRUCK = "it is struck out"
CHANCE = "it holds with some probability"
NEARLY = "it is said to hold nearly, or in a sense of its own"
_UNIT = re.compile(
    r"(?:[ ~]+|(?=\\?%|°))(?:(?:[kMGTcmdnµu]?(?:m|s|g|Hz|W|J|N|V|A|Pa|mol|B|bit|eV)|min|h|"
    r"hours?|seconds?|minutes?|days?|weeks?|years?|"
    r"met(?:er|re)s?|miles?|feet|grams?|tons?|lit(?:er|re)s?|l|°\s?[CF]?|degrees?|rad(?:ians?)?|\\?%|per ?cent|percent|"
    r"dollars?|euros?|cents?|USD|EUR|bits?|nats?|bytes?|dB|FLOPs?|px|pixels?)(?:\^?[-\d²³]+)?)(?:\s?/\s?\w+)?(?![\w'-])"
)
_LIKE = re.compile(r"\b(?:like|such as|e\.g\.,?)\s*\(?\s*\Z", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\](?!:)|\\footnote(?:mark)?\b")

UNITS = "the number has a unit, and units are not read"
UNCLAIMED = "no word says that it is claimed here"
STATIONARY = "it is what setting something to zero gives, and what that is stands in words"


def prose_of(page: Page) -> str:
    """All words of a page that stand around formulas."""
    words = [text for chain in page.chains for text in (chain.before, chain.after)]
    words += [text for loose in page.loose for text in (loose.before, loose.after)]
    return " ".join((*words, *(section.title for section in page.sections)))


def foreign(prose: str) -> bool:
    """Whether the words are of a language whose cue words the tables do not hold.

    >>> foreign("We have the following, where the matrix is symmetric, and so the sum is zero.")
    False
    >>> foreign("Sei S eine symmetrische Matrix, dann ist die Summe der Eigenwerte gleich der Spur der Matrix.")
    True
    """
    words = _WORD.findall(prose)
    return len(words) >= FEW_WORDS and sum(word.lower() in _COMMON for word in words) < COMMON_SHARE * len(words)


def equivalence(before: str, after: str) -> bool:
    """Whether "if and only if" stands before or behind a formula: neither side is said to hold."""
    return bool(_EQUIVALENCE.search(sentence(before)) or _EQUIVALENCE.match(after.strip()))


def condition_in_words(before: str, after: str = "") -> bool:
    """Whether a sentence makes its formula depend on something that is said in words alone.

    >>> condition_in_words("When all particles have equal weights then")
    True
    >>> condition_in_words("When \ufffc is symmetric then"), condition_in_words("If we expand this we get")
    (False, False)
    """
    if equivalence(before, after):
        return True
    words = sentence(before)
    for match in _CONDITION.finditer(words):
        rest = words[match.end() :]
        if rest.strip() and _FORMULA not in rest and not _ACTION.match(rest):
            return True
    return False


def sets_to_zero(entry: Entry, sides: list[Term]) -> bool:
    """`\\partial E / \\partial w = 2 X^T (X w - y) = 0`: the end of the chain is an equation to solve."""
    last = entry.place == len(entry.chain.signs) - 1 and entry.place > 0
    zero = isinstance(entry.rhs, Term) and (entry.rhs.head == "zeros" or entry.rhs == num(0))
    if not last or not zero:
        return False
    return any(node.head in ("grad", "jacobian", "det") for side in sides for node in walk(side))


def updates(entry: Entry) -> bool:
    """`w = w - \\eta g`: what many write for one step of an algorithm."""
    left, right = entry.lhs, entry.rhs
    if entry.place > 0 or not isinstance(left, Term) or not isinstance(right, Term) or left.head != "sym":
        return False
    numbered = any(part.isdigit() for part in parse_name(str(left.value)).sub)
    return not numbered and right.head == "add" and left in right.args


def plain(term: object) -> bool:
    """A name, a number, an entry, a function's value, an identity matrix: what an equation may be meant to set."""
    if not isinstance(term, Term):
        return False
    if term.head in ("sym", "num", "const", "eye", "zeros", "ones"):
        return True
    if term.head in ("neg", "entry", "item", "app", "transpose", "matrix"):
        return all(plain(arg) for arg in term.args)
    return term.head in ("mul", "div") and is_data(term) and all(plain(arg) for arg in term.args)


class Doubts:
    """What a page as a whole says about how sure its claims are."""

    def __init__(self, page: Page) -> None:
        prose = prose_of(page)
        self.sentences: dict[int, list[Chain]] = {}
        for chain in page.chains:
            self.sentences.setdefault(chain.sentence, []).append(chain)
        self.foreign = foreign(prose)
        self.bare = len(_WORD.findall(prose)) < FEW_WORDS

    def unclaimed(self, entry: Entry, opens: bool, sides: list[Term]) -> bool:
        """Whether an equation of a name and a value stands alone, with no word that claims it: it may be a condition.

        `opens` tells that something in it has no meaning yet; what is known on both sides can only be a claim, unless
        it is two values for one name.
        """
        chain = entry.chain
        ranged = entry.sign in ("lt", "le", "gt", "ge") and len(chain.signs) == 2
        named = isinstance(entry.lhs, Term) and entry.lhs.head in ("sym", "app") and all(map(plain, entry.lhs.args))
        worked = entry.place == 0 and named and all(is_data(side) for side in sides[1:])
        alone = (len(chain.signs) == 1 or ranged or worked) and chain.arrow is None and chain.premise is None
        silent = entry.place > 0 or (entry.cue is None and not entry.follows)
        both = named or (plain(entry.lhs) and plain(entry.rhs))
        return not self.bare and alone and silent and (both or (opens and (plain(entry.lhs) or plain(entry.rhs))))

    def conditional(self, entry: Entry) -> bool:
        """Whether words in its sentence make the entry depend on something."""
        here = entry.chain
        if any(_UNLESS.search(f"{c.before} {c.after}") for c in self.sentences[here.sentence]):
            return True
        together = (c for c in self.sentences[here.sentence] if c.index <= here.index)
        return any(condition_in_words(chain.before) for chain in together) or condition_in_words("", here.after)

    def stands_alone(self, entry: Entry) -> bool:
        """Whether an equation stands alone, between an end of a sentence and another."""
        chain = entry.chain
        return len(chain.signs) == 1 and chain.arrow is None and chain.premise is None and not entry.follows

    def quoted(self, entry: Entry) -> str:
        """Why the page does not say that a relation holds: it is asked, struck out, or holds only nearly."""
        here = entry.chain
        if here.struck:
            return STRUCK
        if entry.sign not in ("eq", "approx") and _WANTED.search(sentence(here.before)):
            return ASKED
        if _CHANCE.search(f"{sentence(here.before)} {re.split(_END, here.after)[0]}"):
            return CHANCE
        if here.asked and (entry.cue is None or entry.cue.role == "claim"):
            return ASKED
        before = (c for c in self.sentences[here.sentence] if c.index < here.index)
        limit = any(c.declares and c.signs[0].op == "\\to" and _AS.search(c.before) for c in before)
        if entry.sign == "eq" and (limit or nearly(here.before, here.after)):
            return NEARLY
        return ""

    @staticmethod
    def has_unit(entry: Entry) -> bool:
        """`$v = 1.8$ km/h`: whether a number has a unit behind its formula."""
        last = entry.place == len(entry.chain.signs) - 1 and not entry.chain.display
        return (
            last and isinstance(entry.rhs, Term) and is_data(entry.rhs) and _UNIT.match(entry.chain.after) is not None
        )

    def _approximate(self, entry: Entry) -> bool:
        """`sin x \\approx x and so ...`: what follows holds as nearly as that."""
        here = entry.chain
        before = (c for c in self.sentences[here.sentence] if c.index < here.index)
        return any(sign.op == "\\approx" for chain in before for sign in chain.signs)

    def of(self, entry: Entry, sides: list[Term]) -> str:
        """Why a counterexample to the entry would prove nothing; empty where it would."""
        if entry.quoted:
            return entry.quoted
        words = sentence(entry.chain.before)
        if self.has_unit(entry):
            return UNITS
        if entry.names and _FOOTNOTE.search(f"{words} {entry.chain.after}"):
            return "a footnote may say more"
        if entry.names and "induction" in f"{words} {entry.chain.after}":
            return "it is shown by induction, and from where on it holds is not said"
        if self.foreign and entry.names:
            return "the words around it are in a language that is not read"
        if entry.unclaimed:
            return UNCLAIMED
        if self.conditional(entry):
            return "its sentence states a condition in words"
        if entry.place == 0 and _STATIONARY.search(words):
            return STATIONARY
        if _AT_A_POINT.search(words):
            return "it is said of a point, and how that enters is not said"
        if entry.several:
            return "it is one of several values"
        if entry.sign == "eq" and self._approximate(entry):
            return "its sentence says that something holds nearly"
        if _LIKE.search(words):
            return "it is an example of what may be written"
        if _CONTRADICTION.search(entry.chain.before):
            return "a proof by contradiction ends here"
        if sets_to_zero(entry, sides):
            return "it may be an equation to solve"
        if updates(entry):
            return "it may say how the next value is made of this one"
        return ""
