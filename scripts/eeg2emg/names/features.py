"""Sets of features that models may see."""

CONNECTIVITY = "connectivity"
"""The planes of the networks, as vectors: what every model sees."""

LOG_COHERENCY = "log coherency"
"""Logarithms of the coherency matrices of bands, which networks of matrices do not see."""
