"""A run as a BIDS derivative dataset: matrices, and cleaned recordings where they are asked for."""
