"""Numbers only: terms evaluated in several arithmetics, random models, simulations.

Nothing here imports `derivations`: a node is anything with `.head`, `.args` and `.value`.
"""
