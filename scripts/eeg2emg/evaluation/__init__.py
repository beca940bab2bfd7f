"""How good the estimates are, beyond what is known without EEG.

Names resolve when they are first used, so that importing one module does not import the others.
Modules of the library and scripts import from the modules themselves: this is for notebooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eeg2emg.evaluation.judgement import evaluate
    from eeg2emg.evaluation.metrics import skill

__all__ = ["evaluate", "skill"]

_HOME = {
    "metrics": ("skill",),
    "judgement": ("evaluate",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
