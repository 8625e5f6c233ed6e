"""SymPy's general tools, last, in a process of their own that is killed when its time is up.

Only scalar equations that random models already support come here, and no sums over a symbolic range: SymPy's closed
forms hold for generic ends only. It proves where SymPy simplifies the difference to
zero with every name real; it never refutes. Without an answer in time it abstains, and says that the clock decided;
where no process can be started it abstains as well. The process is no copy of the caller: a script needs no
`__main__` guard.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue

from derivations.terms.term import walk
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods.simplify_worker import Question, receive, send
from derivations.verify.outcome import Abstained, Outcome, Proved

SCALAR_HEADS = frozenset(
    """num sym const add neg mul div pow sqrt abs exp log sin cos tan asin acos atan sinh cosh tanh factorial gamma
    integral limit""".split()
)
BEYOND_ALGEBRA = frozenset("integral limit factorial gamma atan asin acos".split())
MAX_NODES = 400


def decide(goal: Goal, limits: Limits) -> Outcome:
    """Ask SymPy whether the two sides are equal."""
    heads = [node.head for side in (goal.lhs, goal.rhs) for node in walk(side)]
    if goal.sign != "eq" or len(heads) > MAX_NODES or not SCALAR_HEADS.issuperset(heads):
        return Abstained("not for SymPy")
    if BEYOND_ALGEBRA.isdisjoint(heads):
        return Abstained("exact algebra has said all there is")
    facts = {name: tuple(sorted(words)) for name, words in goal.signature.facts.items()}
    found = _WORKER.ask((goal.lhs, goal.rhs, facts), limits.simplify)
    if found == "equal":
        return Proved("simplify")
    return Abstained("SymPy does not simplify the difference to zero" if found == "open" else found)


class _Worker:
    """One process for the whole run, started on first use, started again after it was killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: SimpleQueue[str] = SimpleQueue()

    def ask(self, question: Question, seconds: float) -> str:
        """The answer, or why there is none."""
        with self._lock:
            try:
                process = self._running()
                assert process.stdin is not None
                send(process.stdin, question)
                return self._answers.get(timeout=seconds)
            except Empty:
                self.stop()
                return f"limit: SymPy had no answer in {seconds:g} s (the clock decided)"
            except OSError as error:
                self.stop()
                return f"SymPy could not be started: {type(error).__name__}"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.stop()
        path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "derivations.verify.methods.simplify_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._answers = SimpleQueue()
        threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            # what was still to be written has no reader any more
            with suppress(OSError):
                process.stdin.close()


def _listen(process: subprocess.Popen[bytes], answers: SimpleQueue[str]) -> None:
    """Reads in a thread: a pipe cannot be waited on with a limit everywhere."""
    assert process.stdout is not None
    with process.stdout:
        while True:
            try:
                answers.put(receive(process.stdout))
            except EOFError:
                # it ended by itself, out of memory perhaps: nobody should wait for it
                answers.put("SymPy ended without an answer")
                return


_WORKER = _Worker()
atexit.register(_WORKER.stop)
