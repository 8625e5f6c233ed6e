"""Exact mathematics on terms: rational functions with atoms, words of matrices, differentials, and what they prove."""
