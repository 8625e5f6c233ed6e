"""Formulas as streams: what is a side, a relation, prose, a separator, a row's end."""

from __future__ import annotations

import pytest

from derivations.latex.rows import Break, Item, Rel, Sep, Side, Text, read_formula
from derivations.latex.syntax import outline


def shown(item: Item) -> str:
    match item:
        case Side(node=None):
            return "?"
        case Side(node=node) if node is not None:
            return outline(node)
        case Rel(op=op, label=label):
            return f"{op}<{label}>" if label else op
        case Text(value=value):
            return repr(value)
        case Sep(value=value):
            return value
        case Break():
            return "//"
    raise AssertionError(item)


STREAMS = [
    (r"a = b", r"a = b"),
    (r"a &= b \\ &\leq c \\", r"a = b // \le c"),
    (r"a \\ = b", r"a // = b"),
    (r"a &= b \\ &\quad + c \\ &= d", r"a = sum(signed[+](b), signed[+](c)) // = d"),
    (r"a &= b + \\ & c", r"a = sum(signed[+](b), signed[+](c))"),
    (r"a = b \\ -c = d", r"a = b // sum(signed[-](c)) = d"),
    (r"a = ( b \\ & + c )", r"a = group[()](sum(signed[+](b), signed[+](c)))"),
    (r"a = \left[ b \right. \\ \left. + c \right]", r"a = group[[]](sum(signed[+](b), signed[+](c)))"),
    (r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}", r"a = b // = c"),
    (r"\begin{array}{rcl} a & = & b \end{array}", r"a = b"),
    (r"\left\{ \begin{aligned} x &= 1 \\ y &= 2 \end{aligned} \right.", r"x = 1 // y = 2"),
    (r"a &= b & c &= d", r"a = b quad c = d"),
    (r"a = b, \quad c = d.", r"a = b , c = d ."),
    (r"a \implies b \Longleftrightarrow c", r"a \Rightarrow b \iff c"),
    (r"a \overset{(1)}{=} b \stackrel{def}{=} c \triangleq d", r"a =<(1)> b :=<def> c := d"),
    (r"a \not= b \neq c", r"a \ne b \ne c"),
    (r"\therefore a = b", r"'therefore' a = b"),
    (r"a = b \quad (\text{since } c = d)", r"a = b quad 'since ' c = d"),
    (r"a \quad (I \text{ is an } n \times n \text{ matrix})",
     r"a quad I ' is an ' sequence(n, operator[\times], n) ' matrix'"),
    (r"\text{Set } a = 0, \text{ we have } b", r"'Set ' a = 0 , ' we have ' b"),
    (r"\text{learning rate} = 2", r"text[learning rate] = 2"),
    (r"n = 1,000 + 2{,}000", r"n = sum(signed[+](1000), signed[+](2000))"),
    (r"a = \foo = c", r"a = ? = c"),
    (r"a = (b = c", r"a = ? = c"),
    (r"x = |a| = \|b\|", r"x = group[||](a) = group[‖‖](b)"),
    (r"f = \left\{\begin{array}{ll} 0 & x < 0 \\ 1 & x \ge 0 \end{array}\right.",
     r"f = cases(row(0, relation[<](x, 0)), row(1, relation[\ge](x, 0)))"),
    (r"η ≤ 2·λ²", r"\eta \le sequence(2, operator[\cdot], script[sup](\lambda, 2))"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "stream"), STREAMS)
def test_stream(source: str, stream: str) -> None:
    assert " ".join(map(shown, read_formula(source))) == stream


ERRORS = [
    (r"a = \foo b", "unknown command \\foo", r"\foo"),
    (r"a = (b", "unpaired (", "("),
    (r"a + ", "unexpected end of the formula", ""),
    (r"x^{y = z", "unpaired {", "{"),
    (r"\begin{tikzcd} a", "unknown environment tikzcd", r"\begin{tikzcd}"),
]


@pytest.mark.parametrize(("source", "message", "token"), ERRORS)
def test_first_token_that_cannot_be_read(source: str, message: str, token: str) -> None:
    (error,) = [item.error for item in read_formula(source) if isinstance(item, Side) and item.error is not None][:1]
    assert error.message == message
    assert source[error.start : error.end].strip() == token


@pytest.mark.parametrize(
    "deep", ["(" * 5000 + "x" + ")" * 5000, "{" * 5000, r"\hat" * 5000 + "x", "x" + "_a" * 5000, "x^{" * 5000]
)
def test_deep_nesting_is_an_error_of_its_own(deep: str) -> None:
    assert any(isinstance(item, Side) and item.error is not None for item in read_formula(deep))


def test_offsets_are_those_of_the_source() -> None:
    source = r"so $a_1 = \frac{b}{c}$ holds"
    left, relation, right = read_formula(source, 4, 21)
    assert source[left.start : left.end] == "a_1"
    assert source[relation.start : relation.end] == "="
    assert source[right.start : right.end] == r"\frac{b}{c}"
