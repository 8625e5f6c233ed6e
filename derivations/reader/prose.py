"""What the words around a formula say: hypothesis or claim, and what a symbol is.

Cue words decide the role of an equation; the cue nearest to it wins. Words about a name ("a symmetric matrix $A$",
"$x$ is a unit vector") become its kind and facts. Words that are not in the tables say nothing.

>>> cue("Set").role, cue("Set L to zero, we have").role, cue("The picture")
('hypothesis', 'claim', None)
>>> sorted(described("be a symmetric positive definite matrix.").facts)
['positive definite', 'symmetric']
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Cue(NamedTuple):
    """A cue word and what it makes of the equation after it."""

    role: str
    word: str


class Description(NamedTuple):
    """What words say of a name."""

    kind: str | None
    facts: frozenset[str]
    columns: bool = False
    """Whether it is the columns that are said to be orthonormal: what has them need not be square."""


def _words_of(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(","))


_HYPOTHESIS = _words_of("""
    dividing, multiplying, squaring, solving, at, around, near, case,
    let, suppose, supposing, assume, assuming, given, set, setting, since, if, where, with, denote, denoting,
    start with, starting with, consider, define, defining, for, because, recall, whenever, when, provided, such
    that, subject to, choosing, taking, starting from, starting at, by definition, is defined as, are defined as,
    solve, put, write, take, using, choose, fix, says
""")
"""Cues that make an equation a hypothesis or a definition."""

_CLAIM = _words_of("""
    then, we have, so, hence, which means, therefore, thus, we get, we obtain, gives, give, giving, implies,
    implying, it follows, follows, follow that, that is, i.e., we see, shows, show that, prove that, equals, yields,
    we find, as a result, consequently, we conclude, and so, is equal to, note that, observe that, becomes,
    means that, so that, we can have, this is, in other words, but, claim, notice that, it holds that,
    simplifies to, leads to, results in, can be written, rewrite, expand, similarly, in fact, indeed
""")
"""Cues that make it a claim."""

_WEAK = _words_of("""
    dividing, multiplying, squaring, solving, at, around, near, case,
    for, with, when, since, where, because, using, consider, recall, take, write, put, given, but, this is
""")
"""Cues that speak only of what stands right behind them."""

_FOLLOWING = _words_of("""
    so, hence, which means, therefore, thus, implies, implying, it follows, follows, consequently, and so, as a
    result, then, means that, so that, gives, giving, we get, we obtain, yields, we conclude, we have, leads to,
    we find
""")
"""Claims that follow from the formula before."""

FRESH_STARTS = _words_of("""
    let, set, consider, denote, denoting, define, defining, put, take, choose, fix, start with, starting with,
    setting
""")
"""Cues that may give a name a second meaning."""

ASSUMING = _words_of("""
    suppose, supposing, assume, assuming, given, if, whenever, provided, solve, such that, subject to
""")
"""Cues of hypotheses that define nothing."""

PASSING = _words_of("""
    if, when, whenever, for, at, provided, around, near, case
""")
"""Cues of conditions that end with their sentence."""

LASTING = _words_of("""
    suppose, supposing, assume, assuming, let, given, such that
""")
"""Cues of assumptions for good: implications may use them beside their premise."""

_CUES = {**dict.fromkeys(_HYPOTHESIS, "hypothesis"), **dict.fromkeys(_CLAIM, "claim")}
_PATTERN = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, _CUES), key=len, reverse=True)) + r")(?![\w-])", re.IGNORECASE
)


def sentence(before: str) -> str:
    """The part of the words before a formula that belongs to its sentence."""
    return re.split(r"(?<!i\.e)(?<!e\.g)(?<!cf)(?<!cond)[.!?;][*_}]*(?:\s|\Z)|\u2029", before.rstrip(" \n\t\u2029"))[-1]


def cue(before: str) -> Cue | None:
    """The nearest cue in the sentence before a formula."""
    words = sentence(before)
    for match in reversed(list(_PATTERN.finditer(words))):
        word = match.group(1).lower()
        rest = words[match.end() :]
        # a weak cue speaks of what stands right behind it: "with numbers:" says nothing of the formula
        if word in _WEAK and (
            ":" in rest or rest.strip().endswith(",") or len(rest.replace("\ufffc", " ").split()) > 2
        ):
            continue
        if word in _RESTATING:
            # "let A and B commute, i.e. AB = BA" says again what it lets
            earlier = [m.group(1).lower() for m in _PATTERN.finditer(words[: match.start()])]
            if any(w in FRESH_STARTS or w in ASSUMING or w in ("since", "because") for w in earlier):
                return Cue("hypothesis", "suppose")
        return Cue(_CUES[word], word)
    return None


_RESTATING = frozenset({"i.e.", "that is", "in other words", "which means", "so that", "means that"})


def hands_over(words: str, before: Cue | None) -> bool:
    """`For $n \\ge 2$, $...$`, `Since $A = A^T$, $...$`: the comma ends the hypothesis, what follows is the claim."""
    giving = before is not None and before.word in ("for", "since", "if", "when", "because", "given", "whenever")
    return giving and words.replace("\u2029", " ").strip() in (",", ";", ":")


def quantified(before: str) -> bool:
    """`For all real $x$, $...$`: what holds of everything named is claimed.

    >>> quantified("For all real \ufffc ,"), quantified("For \ufffc ,")
    (True, False)
    """
    pattern = r"\bfor\s+(?:all|every|each|any|arbitrary)\b(?:\s+[\w-]+){0,3}(?:\s*\ufffc\s*(?:,|and|:|we)?)+\s*\Z"
    return re.search(pattern, sentence(before), re.IGNORECASE) is not None


def alternative(words: str) -> bool:
    """`$x = 2$ or $x = 3$`, `otherwise $x = 4$`: none of them is said to hold here."""
    if re.search(r"\b(?:otherwise|or else)\b|\bunless\W*\Z", sentence(words), re.IGNORECASE):
        return True
    return re.fullmatch(r"[\s,]*(?:either|or)[\s,]*", words.replace("\u2029", " "), re.IGNORECASE) is not None


def continues(before: str) -> bool:
    """Whether the words only join a formula to the one before it, so that its cue still speaks."""
    return before.replace("\u2029", " ").strip(" ,;:\n\t&").lower() in ("", "and", "or", "and also", "as well as")


def goes_on(before: str) -> bool:
    """Whether a formula stands in the same sentence as the one before it."""
    return not re.search(r"[.!?][*_}]*(?:\s|\Z)|\u2029", before)


def trails(words: str) -> bool:
    """`$...$ if $x > 0$`, `$...$ for all $n \\ge 1$`: a hypothesis of the claim before it."""
    pattern = r"[\s,]*(?:if|when|whenever|for|for all|for every|for each|for any|provided|provided that|as long as)\s*"
    return re.fullmatch(pattern, words.replace("\u2029", " "), re.IGNORECASE) is not None


def absurd(words: str) -> bool:
    """`Suppose, for contradiction, that`: what follows is said of what cannot be."""
    return re.search(r"\b(?:contradiction|absurd)\b", words, re.IGNORECASE) is not None


_DENIALS = re.compile(
    r"\b(?:common|frequent|typical|usual|popular|classic|widespread) "
    r"(?:mistake|error|misconception|fallacy|pitfall|slip)s?"
    r"|\b(?:is|are|was|were|be) (?:wrong|incorrect|false|mistaken|tempting|tempted|untrue|impossible)\b"
    r"|\b(?:mistakenly|incorrectly|wrongly|falsely|erroneously|naively|allegedly|supposedly)\b"
    r"|\b(?:a|the|one|some|many|most|our|another) (?:\w+ )?(?:students?|beginners?|learners?)\b"
    r"|\b(?:one|you|we|people|someone) (?:might|may|could|would) "
    r"(?:be (?:tempted|inclined)|think|believe|write|expect|guess|conclude)"
    r"|\b(?:nobody|no one|no-one)\b|\bnot (?:true|the case|correct|imply|mean|follow|hold|conclude)\b"
    r"|\b(?:this|that|which|it) would\b|\b(?:dis|re)(?:prove|fute)\b|\btrue or false\b"
    r"|\b(?:wrong|incorrect|false|invalid|bogus)(?: \w+)?[ :]*\Z|\bcannot (?:have|be|conclude|say)\b"
    r"|\b(?:neither|nor|not(?: \w+)?) *\Z",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:but|whereas|while|instead|rather|correct|correctly|actually|in fact|however|yet)\b", re.IGNORECASE
)
_DENIED_AFTER = re.compile(
    r"[\s,]*(?:which |that |and |this )?(?:(?:is|are|was|were|would be)\s+(?:\w+\s+){0,2}?"
    r"(?:false|wrong|incorrect|impossible|nonsense|invalid|untrue|a mistake|not (?:true|correct|valid|the case|right))|"
    r"(?:does|do|need|can|will)\s*not hold|"
    r"never holds?|fails|need not be true)\b",
    re.IGNORECASE,
)


def denies(before: str, after: str = "") -> bool:
    """Whether the words around a formula call it wrong, or say who believes it: it is no hypothesis.

    >>> denies("A common mistake is to write"), denies("The identity", " is false."), denies("Then", " is not hard.")
    (True, True, False)
    """
    return _DENIALS.search(sentence(before)) is not None or _DENIED_AFTER.match(after) is not None


def of_mistakes(title: str) -> bool:
    """Whether a heading says that what stands under it is wrong."""
    return (
        re.search(r"\b(?:mistakes?|misconceptions?|fallac\w+|pitfalls?|false (?:claims|proofs))\b", title, re.I)
        is not None
    )


def numbered(before: str) -> bool:
    """`b) $...$`, `2. $...$`: the next of several."""
    return (
        re.search(r"(?:\A|[\u2029\n])\W*(?:[a-z]|[ivx]+|\d+)[.)]\**\s*\Z", before.replace("\u2029  ", "\u2029"))
        is not None
    )


def conditional(before: str) -> bool:
    """`If $A$ is symmetric`, `in case`: what is said of a name next is a condition, and not for good."""
    return (
        re.search(
            r"\b(?:if|when|whenever|unless|provided(?: that)?|in case|as long as)\b[^,]*\Z", sentence(before), re.I
        )
        is not None
    )


def turns(words: str) -> bool:
    """`..., but`: what was said of the formula before is not said of the next."""
    return _TURNS.search(words) is not None


_NEARLY = re.compile(
    r"\bup to (?:an? |some |the )?(?:\w+ )?(?:constant|factor|sign|terms?|order|scal\w+|permutation|rounding)"
    r"|\b(?:ignoring|neglecting|dropping|omitting|discarding|modulo|mod)\b|\basymptotic|\bapproximately\b|\broughly\b"
    r"|\balmost (?:surely|everywhere)\b|\b(?:to|in) (?:first|second|leading|lowest) order\b|\bin the limit\b"
    r"|\bfor (?:\w+ )?(?:large|small|big)(?:r|er)?\b|\bnearly\b|\bin (?:expectation|distribution|probability)\b"
    r"|\bwith high probability\b|\bon average\b",
    re.IGNORECASE,
)


def nearly(before: str, after: str = "") -> bool:
    """Whether the words make an equation hold only nearly, in a limit, up to something, or in a sense of their own.

    >>> nearly("For large \ufffc ,"), nearly("Then", " almost surely."), nearly("Then", ". Up to a constant")
    (True, True, False)
    """
    behind = re.split(r"[.!?;:](?:\s|\Z)|\u2029|\ufffc", after)[0]
    return _NEARLY.search(sentence(before)) is not None or _NEARLY.search(behind) is not None


def of_an_example(before: str) -> bool:
    """`In this example`, `for instance`: what is set holds in the example alone."""
    pattern = (
        r"\b(?:in|for) (?:this|our|the|that|an?|another|the following) (?:\w+ )?"
        r"(?:example|instance|illustration|special case)\b"
        r"|\bfor (?:example|instance)\b|(?<!\w)e\.g\.|\bas an? (?:example|illustration)\b"
    )
    return re.search(pattern, before.split("\u2029")[-1], re.IGNORECASE) is not None


def drops(before: str) -> bool:
    """`We now drop this assumption`: what was assumed is over."""
    pattern = r"\b(?:drop|lift|remove|abandon|without) (?:this|that|the|our|these|any) "
    pattern += r"(?:\w+ )?(?:assumption|hypothes[ie]s|condition)"
    return re.search(pattern + r"|\bno longer (?:assume|suppose)\b", before, re.IGNORECASE) is not None


def generalises(before: str) -> bool:
    """`In general`, `for any`: what was set for an example is over."""
    pattern = r"\b(?:in general|generally|for (?:all|any|every|each|arbitrary|general)|otherwise|conversely)\b"
    return re.search(pattern, sentence(before), re.IGNORECASE) is not None


_INTRODUCING = re.compile(
    r"\b(?:let|suppose|assume|assuming|given|set|where|with|denote|define|such that|subject to|solve)\b", re.IGNORECASE
)


def supposes(lead: str) -> Cue | None:
    """The cue that the words before a list give to its items: they are open, or speak of what follows, and suppose it.

    >>> supposes("Suppose that:").word, supposes("Let \ufffc be real numbers."), supposes("Assume the following.").word
    ('suppose', None, 'assume')
    """
    text = lead.rstrip(" \n\t\u2029")
    open_ended = text[-1:] not in (".", "!", "?")
    last = sentence(text.rstrip(".!?:"))
    if not open_ended and not re.search(r"\b(?:following|below|these)\b", last, re.IGNORECASE):
        return None
    found = list(_INTRODUCING.finditer(last))
    if not found or "\ufffc" in last[found[-1].end() :] or len(last[found[-1].end() :].split()) > 5:
        return None
    return Cue("hypothesis", found[-1].group(0).lower())


_ADDING = _words_of("and, also, and also, moreover, furthermore, besides, additionally, in addition")


def adds(before: str) -> bool:
    """`And $...$`: a sentence that goes on saying what the one before said."""
    said = sentence(before).strip(" ,\n\t")
    return said[:1].isupper() and said.lower() in _ADDING


def follows(before: str) -> bool:
    """Whether the words present the formula as a consequence of the one before it."""
    found = cue(before)
    return found is not None and found.word in _FOLLOWING


def compares(before: str) -> bool:
    """Whether the words put two earlier equations together."""
    return (
        re.search(
            r"\b(compar\w+|equat(?:e|es|ed|ing)|subtract\w+|combin(?:e|es|ed|ing))\b", sentence(before), re.IGNORECASE
        )
        is not None
    )


def existential(words: str) -> bool:
    """`for some` (or `for a constant`, `where c is a constant`): what follows is introduced."""
    return re.search(r"\bfor (some|a|an|suitable|certain)\b|\bthere (exists|is)\b", words, re.IGNORECASE) is not None


_KINDS = {
    "matrix": "matrix",
    "matrices": "matrix",
    "vector": "vector",
    "vectors": "vector",
    "scalar": "scalar",
    "scalars": "scalar",
    "reals": "scalar",
    "number": "scalar",
    "numbers": "scalar",
    "constant": "scalar",
    "real": "scalar",
    "integer": "scalar",
    "integers": "scalar",
}
_FACTS: dict[str, tuple[str, ...]] = {
    "positive definite": ("positive definite", "symmetric"),
    "positive semidefinite": ("positive semidefinite", "symmetric"),
    "positive semi-definite": ("positive semidefinite", "symmetric"),
    **dict.fromkeys(("SPD", "PD", "s.p.d."), ("positive definite", "symmetric")),
    **dict.fromkeys(("SPSD", "PSD", "p.s.d."), ("positive semidefinite", "symmetric")),
    "full row rank": ("full row rank",),
    "full column rank": ("full column rank",),
    "full rank": ("full rank",),
    "lower triangular": ("lower triangular",),
    "upper triangular": ("upper triangular",),
    "skew-symmetric": ("skew",),
    "skew symmetric": ("skew",),
    "antisymmetric": ("skew",),
    "symmetric": ("symmetric",),
    "orthogonal projection": ("projection",),
    "orthogonal projector": ("projection",),
    "orthogonal": ("orthogonal",),
    "orthonormal": ("orthogonal",),
    "idempotent": ("idempotent",),
    "nilpotent": ("nilpotent",),
    "involutory": ("involutory",),
    "involution": ("involutory",),
    "permutation matrix": ("permutation matrix",),
    "projection": ("projection",),
    "diagonal": ("diagonal",),
    "invertible": ("invertible",),
    "nonsingular": ("invertible",),
    "non-singular": ("invertible",),
    "unit vector": ("unit",),
    "unit vectors": ("unit",),
    **dict.fromkeys(("unit norm", "unit length", "norm one", "length one", "norm 1", "length 1"), ("unit",)),
    "nonnegative": ("nonnegative",),
    "non-negative": ("nonnegative",),
    "positive": ("positive",),
    "negative": ("negative",),
    "nonzero": ("nonzero",),
    "non-zero": ("nonzero",),
    "natural": ("natural",),
    "integer": ("integer",),
    "integers": ("integer",),
    "even": ("even",),
    "odd": ("odd",),
    "one-hot": ("one-hot",),
    "probability vector": ("simplex",),
    "orthonormal columns": ("orthogonal",),
    "unitary": ("unitary",),
    "hermitian": ("hermitian",),
    "self-adjoint": ("hermitian",),
    "skew-hermitian": ("skew-hermitian",),
    "anti-hermitian": ("skew-hermitian",),
    # properties that are read but that no method knows yet: they keep the judge from refuting
    **{
        word: (word,)
        for word in (
            "normal",
            "stochastic",
            "toeplitz",
            "circulant",
            "permutation",
            "singular",
            "similar",
            "banded",
            "sparse",
            "rank-one",
            "normalized",
            "normalised",
            "centered",
            "centred",
            "perpendicular",
            "parallel",
            "coprime",
            "prime",
            "irrational",
            "complex",
            "linearly independent",
            "independent",
            "quaternion",
            "dual",
            "block diagonal",
            "diagonalizable",
            "diagonalisable",
            "convex",
            "concave",
            "monotone",
        )
    },
}


def _spaced(words: str) -> str:
    """One spelling for "positive-definite" and "Positive definite"."""
    return " ".join(re.split(r"[\s-]+", words.lower()))


_FACTS_OF = {_spaced(words): facts for words, facts in _FACTS.items()}
_LONGEST_FIRST = sorted((*_FACTS_OF, *_KINDS), key=len, reverse=True)
_WORDS = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(words).replace(r"\ ", r"[\s-]+") for words in _LONGEST_FIRST) + r")(?![\w-])",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\A\s*(?:is|are|be|being|denotes?|to be|both|all)\b|\A\s*(?:,\s*)?(?:an?\s)", re.IGNORECASE)
_BREAK = re.compile(
    r"[.;:,]\s|[.;:]\Z|\b(?:and|so|then|with|where|if|such|which|that|of|for|we|whose)\b|\ufffc|\u2029", re.IGNORECASE
)


def _words(text: str) -> Description:
    kind: str | None = None
    facts: set[str] = set()
    for match in _WORDS.finditer(text):
        word = _spaced(match.group(1))
        if re.match(r"\s+to\b", text[match.end() :]):  # orthogonal to another is no matrix of that kind
            continue
        facts.update(_FACTS_OF.get(word, ()))
        kind = _KINDS.get(word, kind)
        if word in ("unit vector", "unit vectors", "probability vector"):
            kind = "vector"
        if word in ("integer", "integers"):
            kind = "scalar"
    columns = re.search(r"\borthonormal\s+columns\b", text, re.IGNORECASE) and not re.search(r"\bsquare\b", text)
    return Description(kind, frozenset(facts), bool(columns))


_PLAIN_WORDS = _words_of("""
    a, an, the, any, some, all, both, each, every, is, are, be, being, real, arbitrary, given, fixed, two, three,
    square, rectangular, and, or, with, entries, valued, real-valued, known, constants, constant, parameter,
    parameters, variable, variables, column, row, number, data, weights, weight, input, inputs, output, outputs,
    target, targets, label, labels, design, feature, features, loss, step, size, learning, rate, model, of, in, as,
    to, for, such, that, where, which, also, then, general, dimensional, respectively, let, values, value, not,
    necessarily, function, functions, differentiable, smooth, identity, mass, speed, image, images, point, points,
    sample, samples, distinct, generic, new, old, next, first, second, third, initial, its, same, another, other,
    coefficient, coefficients, probability, probabilities, reals, random, index
""")


_OWNED = re.compile(
    r"\s*,?\s*(?:(?:is|are|be|being)\s+)?(?:an?\s+)?(?:(?:real|tall|square)\s+)*(?:(?:matri(?:x|ces)|vectors?)\s+)?"
    r"(?:has|have|having|with|of)\s+((?:unit|euclidean|l2|ℓ2|\s)*(?:norm|length)(?:\s+(?:one|1))?|orthonormal\s+columns)\b",
    re.IGNORECASE,
)
"""`has unit norm`, `is a vector of unit norm`, `be a matrix with orthonormal columns`."""

_RANKED = re.compile(
    r"\s*,?\s*(?:(?:is|are|be|being)\s+)?(?:(?:an?\s+)?(?:[\w-]+\s+){0,3}matri(?:x|ces)\s+)?(?:has|have|having|with|of)\s+"
    r"(?:linearly\s+independent\s+(rows|columns)|(full(?:\s+(?:row|column))?\s+rank))\b",
    re.IGNORECASE,
)
"""`has full row rank`, `be a matrix with linearly independent columns`."""

DECOMPOSITIONS = re.compile(
    r"\b(?:svd|\w*decomposition|factori[sz]ation|diagonali[sz]ation|rows|columns|inverse|limit|minimi[sz]er|maximi[sz]er)\b",
    re.IGNORECASE,
)
"""Words that say much of every name in an equation, none of it in symbols."""


def starts_anew(before: str) -> bool:
    """Whether the sentence lets a name be something, whatever it was before."""
    found = cue(before)
    return found is not None and (found.word in FRESH_STARTS or found.word in ASSUMING)


def names_a_set(before: str, after: str) -> bool:
    """Whether the words call a name a set or an event: bars around it count, they are no determinant.

    >>> names_a_set("for disjoint sets", ""), names_a_set("Let", " is a set"), names_a_set("We set", "")
    (True, True, False)
    """
    led = re.search(
        r"(?:\bsets|\b(?:an?|any|the|finite|of) (?:\w+ )?(?:set|subset|event)|\bevents|\bsubsets)\s*\Z", before
    )
    return led is not None or re.match(r"\s*(?:be|is|are)\b[^.;,]*\b(?:sets?|subsets?|events?)\b", after) is not None


def unknown_words(after: str) -> str:
    """What a declaring clause says beyond the tables ("be an eigenvalue"), or an empty text: it may be a hypothesis."""
    verbs = r"\s*(?:is|are|be|has|have|lies?|sums?|adds?)\b([^.;:,\ufffc\u2029]*)"
    copula = re.match(verbs, after, re.IGNORECASE)
    if copula is None:
        return ""
    clause = copula.group(1).strip().lower()
    if re.search(r"\bnilpotent\s+(?:of|with)\s+(?:index|order|degree)\s*\Z", clause):
        return clause
    if DECOMPOSITIONS.search(_WORDS.sub(" ", clause)):
        return " ".join(copula.group(1).split())
    if clause.startswith("the "):
        return ""
    rest = _WORDS.sub(" ", copula.group(1))
    words = [w.lower() for w in re.findall(r"[A-Za-z][A-Za-z-]+", rest) if len(w) > 2]
    odd = [w for w in words if w not in _PLAIN_WORDS and w.removesuffix("s") not in _PLAIN_WORDS]
    return " ".join(copula.group(1).split()) if odd else ""


_APART = re.compile(r"\s*(?:[:(\u2013\u2014]|--+)\s*([A-Za-z][^.,;:()\u2013\u2014\u2029\ufffc\n]*)")
"""`$A$: symmetric`, `$A$ (symmetric)`, a dash."""


def described(after: str, before: str = "") -> Description:
    """What the words right after (and right before) a name say of it; an empty description where they say nothing.

    >>> sorted(described(" is symmetric.").facts), sorted(described(" is symmetric or diagonal.").facts)
    (['symmetric'], [])
    """
    if re.match(r"\s*(?:is|are|be)\s+not\b", after, re.IGNORECASE):
        return Description(None, frozenset())
    apart = _APART.match(after)
    if apart and not unknown_words(f" is {apart[1]}") and any(said := _words(apart[1])):
        return said
    entries = re.match(
        r"\s*(?:has|have|having|with)\s+(?:only\s+|all\s+)?(?:strictly\s+)?"
        r"(positive|non-?negative|negative|non-?zero)\s+(?:real\s+)?(?:entries|elements|components|coordinates)\b",
        after,
        re.IGNORECASE,
    )
    if entries:
        return Description(None, frozenset(_FACTS_OF[_spaced(entries.group(1))]))
    owned = _OWNED.match(after)
    if owned and (said := _words(owned.group(0))).facts and ("orthogonal" in said.facts or said.kind != "matrix"):
        return said
    ranked = _RANKED.match(after)
    if ranked:
        said = _words(ranked.group(0))
        independent = {"rows": "full row rank", "columns": "full column rank"}.get((ranked.group(1) or "").lower())
        own = independent or " ".join(str(ranked.group(2)).lower().split())
        return Description(said.kind, said.facts - {"linearly independent"} | {own})
    tail = _COPULA.sub("", after)
    clause = _clause(tail)
    plain = _WORDS.match(clause.strip()) is not None
    if re.search(r"\b(?:or|either)\b", clause):  # one of two is neither
        return Description(None, frozenset())
    if _COPULA.match(after) or plain:
        found = _words(clause)
        if "orthogonal" in found.facts and re.search(r"\bcolumns\s+of\s+(?:[\w-]+\s+){0,2}\Z", before, re.IGNORECASE):
            return Description("matrix", frozenset({"orthogonal"}), True)
        if found.facts and re.search(r"\brows\s+of\s+(?:[\w-]+\s+){0,2}\Z", before, re.IGNORECASE):
            return Description(None, frozenset())
        if found.kind or found.facts:
            return found
    lead = re.search(r"((?:[\w-]+\s+){0,4}[\w-]+)\s*\Z", sentence(before))
    if lead:
        words = _words(lead.group(1))
        last = lead.group(1).split()[-1].lower()
        if last in _KINDS:
            return words
    apposition = re.match(r"[^.;:]*?,\s*(an?\s+[^,.;:]*)", after)
    if _COPULA.match(after) and apposition:
        return _words(apposition.group(1))
    return Description(None, frozenset())


def denied_facts(after: str) -> frozenset[str]:
    """What the words right after a name say that it is not, or need not be.

    >>> denied_facts(" need not be symmetric."), denied_facts(" is symmetric.")
    (frozenset({'symmetric'}), frozenset())
    """
    found = re.match(
        r"\s*(?:is|are|be|need|may|does|do)\s+(?:\w+\s+)?not\s+(?:necessarily\s+|be\s+|assumed\s+|to\s+)*([^.;:,\ufffc\u2029]*)",
        after,
    )
    return described(f" is {found.group(1)}").facts if found else frozenset()


def is_function(after: str, before: str) -> bool:
    """Whether the words call a name a function and no particular one."""
    if definite(before):
        return False
    copula = re.match(r"\s*(?:is|are|be)\b([^.;:,]*)", after)
    if copula and re.search(r"\bfunctions?\b", copula.group(1)):
        return True
    return (
        re.search(r"\b(?:a|any|every|all|some|two|differentiable|smooth)\s+(?:[\w-]+\s+){0,2}functions?\s*\Z", before)
        is not None
    )


_CONSTANT = re.compile(
    r"\s*(?:(?:is|are|be|being|stays?|remains?|held|kept)\s+(?:(?:a|an|all|both|any|some|held|kept|real|symmetric|square|"
    r"given)\s+)*(?:constants?|fixed)\b|do(?:es)? not (?:depend|change|vary)\b|"
    r"(?:is|are) independent of\b)",
    re.IGNORECASE,
)


def says_constant(before: str, after: str) -> bool:
    """Whether words around names say that they do not change.

    >>> says_constant("where", "is constant"), says_constant("For constant matrices", ",")
    (True, True)
    >>> says_constant("Let", "be any matrix")
    False
    """
    led = re.search(r"\b(?:constant|fixed)\s+(?:(?:real|symmetric|square|matri(?:x|ces)|vectors?)\s+)*\Z", before + " ")
    return led is not None or _CONSTANT.match(after) is not None


def generic(before: str) -> bool:
    """`for invertible $A$`, `for any matrix $A$`: whatever A was before."""
    return re.search(r"\bfor\s+(?:(?!the\b)[\w-]+\s+){0,4}\Z", sentence(before) + " ", re.IGNORECASE) is not None


def universal(before: str) -> bool:
    """`for any vector $u$`, `for a general matrix $A$`: nothing that was assumed of it before is meant."""
    words = r"\bfor\s+(?:an?\s+)?(?:any|all|every|each|arbitrary|general)\s+(?:[\w-]+\s+){0,3}\Z"
    return re.search(words, sentence(before) + " ", re.IGNORECASE) is not None


def renews(before: str, after: str) -> bool:
    r"""`Now let $x \in ...$`, `let $x \in ...$ be arbitrary`, `for all $x \in ...$`: what it was before is over."""
    said = re.search(r"\bnow\b[^.;]*\Z", sentence(before), re.IGNORECASE) is not None and starts_anew(before)
    return said or universal(before) or re.match(r"\s*(?:be|is|are)\s+(?:any|arbitrary)\b", after) is not None


def definite(before: str) -> bool:
    """`the matrix $\\Phi$`: a particular one, which words elsewhere must pin down."""
    return re.search(r"\bthe\s+(?:[\w-]+\s+){0,3}\Z", sentence(before) + " ", re.IGNORECASE) is not None


def _clause(text: str) -> str:
    """The words up to the end of the clause; `symmetric and invertible` stays together."""
    taken = ""
    rest = text
    while True:
        match = _BREAK.search(rest)
        if match is None:
            return taken + rest
        joined = match.group(0).lower() in ("and", ", ") and _WORDS.match(rest[match.end() :].lstrip())
        taken += rest[: match.start()]
        if not joined:
            return taken
        taken += " "
        rest = rest[match.end() :].lstrip()
