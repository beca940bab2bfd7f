"""Seeds that belong to a thing (a recording, a fold), not to the order of the work."""

from __future__ import annotations

import hashlib


def derive_seed(seed: int, *labels: object) -> int:
    """Derive a 63-bit seed from the cohort's seed and the names of what it is for.

    Parameters
    ----------
    seed : int
        The one seed of the configuration.
    *labels : object
        What the random numbers are for, for instance ``"ica", "sub-01"``. Same labels, same seed,
        whatever else is computed and in whatever order.

    Returns
    -------
    int
        Between 0 and 2**63 - 1.
    """
    text = "\x1f".join([str(seed), *map(str, labels)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
