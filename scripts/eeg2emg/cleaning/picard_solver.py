"""The solver Picard, imported without its class for scikit-learn."""

from __future__ import annotations

from typing import Any

from eeg2emg.partial_imports import imported_without


def picard_solver() -> Any:
    """Import the solver alone: its class for scikit-learn imports longer than it then solves.

    Whoever imports the package afterwards, as MNE does to fit an ICA, finds it without that class.

    Returns
    -------
    callable
        ``picard.picard``.
    """
    with imported_without("picard.dropin_sklearn", "Picard"):
        from picard import picard
    return picard
