"""Studies on many simulated cohorts: where nothing is to be found, and where something is.

Names resolve when they are first used, so that importing one module does not import the others.
Modules of the library and scripts import from the modules themselves: this is for notebooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eeg2emg.studies.cohorts import coupled_cohort, uncoupled_cohort
    from eeg2emg.studies.nuisances import NUISANCES

__all__ = ["NUISANCES", "coupled_cohort", "uncoupled_cohort"]

_HOME = {
    "cohorts": ("coupled_cohort", "uncoupled_cohort"),
    "nuisances": ("NUISANCES",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
