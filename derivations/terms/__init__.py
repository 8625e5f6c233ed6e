"""The term language: `term.py`, its registry `heads.py`, `names.py`, `shapes.py`, `sympy_bridge.py`."""
