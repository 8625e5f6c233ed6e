"""One file an arithmetic: what a number is, and one table from head to operation."""
