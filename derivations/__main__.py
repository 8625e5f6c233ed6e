"""`python -m derivations`: the command line."""

from derivations.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
