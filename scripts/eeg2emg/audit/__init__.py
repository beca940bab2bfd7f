"""Can a printed table of R2, MSE, MAE and r be true? Inequalities that honest numbers obey.

Every printed number stands for the interval of what rounds to it, and a finding is ``impossible``
only if no numbers in these intervals satisfy the rule. A table that was computed from one set of
truths and predictions, with "total" the union of training, validation and test, has none.

Names resolve when they are first used, so that importing one module does not import the others.
Modules of the library and scripts import from the modules themselves: this is for notebooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eeg2emg.audit.findings import VERDICTS, Finding
    from eeg2emg.audit.rules import RULES
    from eeg2emg.audit.table import audit_metric_table, findings_table, read_metric_table

__all__ = [
    "RULES",
    "VERDICTS",
    "Finding",
    "audit_metric_table",
    "findings_table",
    "read_metric_table",
]

_HOME = {
    "findings": (
        "VERDICTS",
        "Finding",
    ),
    "rules": ("RULES",),
    "table": (
        "audit_metric_table",
        "findings_table",
        "read_metric_table",
    ),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
