"""The solver Picard, imported without its class for scikit-learn."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


def picard_solver() -> Any:
    """Import the solver alone: its class for scikit-learn imports longer than it then solves.

    Whoever imports the package afterwards, as MNE does to fit an ICA, finds it without that class.

    Returns
    -------
    callable
        ``picard.picard``.
    """
    drop_in = "picard.dropin_sklearn"
    if "picard" in sys.modules:
        return sys.modules["picard"].picard
    stand_in: Any = ModuleType(drop_in)
    stand_in.Picard = None
    sys.modules[drop_in] = stand_in
    try:
        from picard import picard
    finally:
        del sys.modules[drop_in]
    return picard
