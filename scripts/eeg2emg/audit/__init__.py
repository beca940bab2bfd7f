"""Can a printed table of R2, MSE, MAE and r be true? Inequalities that honest numbers obey.

Every printed number stands for the interval of what rounds to it, and a finding is ``impossible``
only if no numbers in these intervals satisfy the rule. A table that was computed from one set of
truths and predictions, with "total" the union of training, validation and test, has none.
"""

from __future__ import annotations

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
