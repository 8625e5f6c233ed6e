"""Derive, verify and write the mathematics of machine learning."""
