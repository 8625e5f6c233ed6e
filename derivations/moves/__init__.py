"""Named steps, each of which computes the next line of a derivation and says what it did."""
