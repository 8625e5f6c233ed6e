"""`derivations init`: a page to start from, and on request a pre-commit hook. Nothing that exists is overwritten."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from derivations.commands import NAME, Unusable

HOOKS = ".pre-commit-config.yaml"


def run(arguments: Namespace) -> int:
    """Status 0, or `Unusable` where a file is there already."""
    path = Path(arguments.path)
    if path.is_dir():
        path = path / "derivation.md"
    if path.suffix not in PAGES:
        raise Unusable(f"{path.as_posix()}: a page to start from is {' or '.join(PAGES)}")
    hooks = Path(HOOKS)
    if arguments.pre_commit and hooks.exists():
        lines = "\n".join(PRE_COMMIT.splitlines()[1:])
        print(f"{HOOKS} exists already; these lines under repos: in it check pages before each commit:\n{lines}")
    _write(path, PAGES[path.suffix])
    print(f"{path.as_posix()} written; it holds a mistake to find. Next:")
    print(f"  {NAME} check {path.as_posix()}")
    print(f"  {NAME} check {path.as_posix()} --watch    and correct it in your editor")
    if arguments.pre_commit and not hooks.exists():
        _write(hooks, PRE_COMMIT)
        print(f"{HOOKS} written; pre-commit install makes it run before each commit")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Unusable(f"{path.as_posix()}: is there already; nothing was written") from error
    except OSError as error:
        raise Unusable(f"{path.as_posix()}: {error.strerror or error}") from error


PRE_COMMIT = r"""repos:
  - repo: local
    hooks:
      - id: derivations
        name: derivations
        entry: derivations check
        language: system
        files: \.(md|tex|ipynb)$
"""

_MARKDOWN = r"""# Least squares

```declarations
X \in \mathbb{R}^{n \times d}
w \in \mathbb{R}^d
t \in \mathbb{R}^n
```

Let $L(w) = \|X w - t\|_2^2$. Multiplied out, it is

$$
\begin{aligned}
L(w) &= (X w - t)^\top (X w - t) \\
     &= w^\top X^\top X w - 2 t^\top X w + t^\top t .
\end{aligned}
$$

Its gradient is

$$
\nabla_w L(w) = 2 X^\top X w - 2 X^\top t .
$$

<!-- A mistake is planted in the next line. `derivations check` shows values at which its sides differ. -->

Its Hessian is $\nabla_w^2 L(w) = X^\top X$.
"""

_TEX = r"""\documentclass{article}
\usepackage{amsmath, amssymb}
% declarations: X \in \mathbb{R}^{n \times d}
% declarations: w \in \mathbb{R}^d
% declarations: t \in \mathbb{R}^n
\begin{document}
\section{Least squares}

Let $L(w) = \|X w - t\|_2^2$. Multiplied out, it is
\begin{align*}
L(w) &= (X w - t)^\top (X w - t) \\
     &= w^\top X^\top X w - 2 t^\top X w + t^\top t .
\end{align*}
Its gradient is
\[
\nabla_w L(w) = 2 X^\top X w - 2 X^\top t .
\]

% A mistake is planted in the next line. `derivations check` shows values at which its sides differ.
Its Hessian is $\nabla_w^2 L(w) = X^\top X$.

\end{document}
"""

PAGES = {".md": _MARKDOWN, ".tex": _TEX}
