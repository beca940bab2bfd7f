"""Memory that each rule asks for: measured, with some room.

Recordings are checked, cleaned and analysed in pieces, so that these rules ask for the same
whatever the length, and so do imports. What must be loaded whole adds to that: embedded EEGLAB
files, MATLAB and Biopac files, and the samples that an ICA is fitted on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMORY_MB = {
    "describe_dataset": 500,
    "simulate_head": 1000,
    "simulate_recordings": 2000,
    "fetch": 500,
    "describe_import": 500,
    "import_recording": 700,
    "check_quality": 1000,
    "tabulate_statements": 1000,
    "judge_subject": 500,
    "fit_ica": 700,
    "clean_recording": 1000,
    "estimate_connectivity": 2000,
    "cross_check": 3000,
    "estimate_significance": 2000,
    "tabulate_significance": 1500,
    "estimate_vectors": 1000,
    "judge_target": 2000,
    "summarise_targets": 1000,
    "compare_features": 2000,
    "draw_targets": 1000,
    "draw_significance": 1500,
    "estimate_corticomuscular": 2000,
    "tabulate_corticomuscular": 1000,
    "draw_corticomuscular": 1500,
    "list_exclusions": 1000,
    "assemble_dataset": 2000,
    "tabulate_connectivity": 1500,
    "tabulate_cleaning": 1000,
    "split_segments": 1000,
    "train_network": 4000,
    "fit_models": 2000,
    "evaluate": 2000,
    "audit_published_table": 1000,
    "measure_importance": 4000,
    "expect_targets": 1000,
    "expect_targets_of_new_people": 1000,
    "measure_learning_curve": 2000,
    "compare_estimators": 2000,
    "measure_limits": 2000,
    "reach_verdict": 1000,
    "judge_edges": 1000,
    "judge_claims": 1000,
    "write_latex": 1000,
    "store_model": 2000,
    "apply_model": 2000,
    "report_applied": 500,
    "judge_cohorts": 1500,
    "tabulate_verdicts": 500,
    "simulate_benchmark_cohort": 1500,
    "fit_benchmark_cohort": 4000,
    "tabulate_benchmark": 500,
    "shift_pairing": 2000,
    "fit_controls": 2000,
    "estimate_edge_intervals": 2000,
    "shift_pairing_of_network": 4000,
    "tabulate_network_null": 1000,
    "draw_training": 1000,
    "draw_recordings": 1500,
    "draw_connectivity": 1500,
    "draw_evaluation": 1500,
    "measure_recovery": 1000,
    "compare_with_truth": 3000,
    "tabulate_recovery": 500,
    "draw_recovery": 1000,
    "write_configuration": 500,
    "export_recording": 1000,
    "write_derivatives": 1000,
    "write_report": 1500,
    "write_resources": 500,
    "write_provenance": 500,
    "write_crate": 500,
    "verify": 500,
    "judge_uncoupled_cohorts": 1500,
    "tabulate_calibration": 1000,
    "estimate_at_couplings": 3000,
    "evaluate_couplings": 2000,
    "report_couplings": 1000,
    "compare_choices": 2000,
}
"""Megabytes by rule, without what `memory_mb` adds."""

TIMES_ITS_SIZE = {
    "check_quality": {".set": 8},
    "fit_ica": {".set": 8},
    "clean_recording": {".set": 8},
    "import_recording": {".set": 8, ".mat": 16, ".acq": 16},
}
"""How many times the size of an input file a rule takes, by the ending of what is loaded whole."""

_TIMES_HELD = 3  # copies of the samples beside a fit of an ICA,
_TIMES_FITTED = 5  # and those that it makes of what it is given,
_MOST_FITTED = 1e7  # which is at most so many numbers
_FITTED_RATE_HZ = 500.0  # below twice the 250 Hz to which they are thinned
_BYTES_PER_MB = 1e6


def memory_mb(rule: str, files: Iterable[str] = ()) -> int:
    """Give the memory that a job of a rule asks for.

    Parameters
    ----------
    rule : str
        Its name.
    files : iterable of str
        Its input. One that is not there yet is made by the workflow, in a format that is read in
        pieces, and counts for nothing.

    Returns
    -------
    int
        In MB.
    """
    times = TIMES_ITS_SIZE.get(rule, {})
    loaded = 0.0
    for file in map(Path, files):
        factor = times.get(file.suffix.lower(), 0)
        if factor and file.is_file():
            loaded = max(loaded, factor * file.stat().st_size)
    return MEMORY_MB[rule] + round(loaded / _BYTES_PER_MB)


def fitted_mb(channels: int, longest_s: float) -> int:
    """Give what fitting an ICA on so many channels and seconds takes, in MB."""
    numbers = channels * longest_s * _FITTED_RATE_HZ
    held = _TIMES_HELD * numbers + _TIMES_FITTED * min(numbers, _MOST_FITTED)
    return round(8 * held / _BYTES_PER_MB)
