"""Cost of a run: jobs and processor time by rule, and disk, estimated from measured figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eeg2emg.configuration.runs import network_runs
from eeg2emg.planning.costs_by_rule import CostsByRule
from eeg2emg.planning.learning_cost import add_learning, add_studies, add_targets
from eeg2emg.planning.measured_costs import (
    CLEANED_BYTES,
    COHERENCE_MINUTE_S,
    COHERENCE_PERSON_S,
    DRAWN_RECORDING_S,
    FOLD_BYTES,
    IMPORTED_BYTES,
    PER_RECORDING,
    PER_SUBJECT,
    PREVIEW_BYTES,
    REPORT_BYTES,
    SEGMENT_BYTES,
    SEGMENT_MINUTE_S,
    SIMULATED_BYTES,
    SIMULATED_SUBJECT,
    SINGLE_S,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.configuration.model import Configuration
    from eeg2emg.quality.recording_quality import RecordingQuality

FACTOR = 3
"""Within which the estimates of time are to be trusted: machines and data differ."""


@dataclass(frozen=True)
class Cost:
    """What a run takes.

    Attributes
    ----------
    jobs : mapping of str to int
        By rule.
    seconds_by_rule : mapping of str to float
        Of one core.
    kept_bytes : float
        Of the results.
    temporary_bytes : float
        Of the largest cleaned recording, which is deleted when its matrices are made.
    """

    jobs: Mapping[str, int]
    seconds_by_rule: Mapping[str, float]
    kept_bytes: float
    temporary_bytes: float

    @property
    def n_jobs(self) -> int:
        """How many jobs there are."""
        return sum(self.jobs.values())

    @property
    def seconds(self) -> float:
        """How long one core works on them all."""
        return sum(self.seconds_by_rule.values())


def estimate_cost(
    options: Configuration,
    recordings: Sequence[RecordingQuality],
    *,
    n_segments: int,
    folds: Mapping[str, int],
) -> Cost:
    """Estimate what a run takes.

    Parameters
    ----------
    options : Configuration
        Its options.
    recordings : sequence of RecordingQuality
        All recordings, by their headers.
    n_segments : int
        Segments of those that would be used.
    folds : mapping of str to int
        For each configured scheme how many folds it has; 0 where the cohort cannot carry it.

    Returns
    -------
    Cost
    """
    simulated, imported = options.input == "simulated", options.input == "import"
    n_channels = len(options.channels.eeg) + len(options.channels.emg)
    millions = [
        n_channels * (one.rate_hz or 0.0) * (one.duration_s or 0.0) / 1e6 for one in recordings
    ]
    total = sum(millions)
    subjects = {one.subject for one in recordings}
    has_emg = bool(options.channels.emg)
    costs = CostsByRule()
    for rule, (start, each) in PER_RECORDING.items():
        if imported or rule != "import_recording":
            costs.add(rule, len(recordings), len(recordings) * start + each * total)
    for rule, (start, each) in (PER_SUBJECT | (SIMULATED_SUBJECT if simulated else {})).items():
        if rule == "cross_check" and not has_emg:
            continue
        count = len(recordings) if rule == "fit_ica" and options.ica.fit == "recording" else 0
        count = count or len(subjects)
        costs.add(rule, count, count * start + each * total)
    minutes = n_segments * options.segments.length_s / 60 * _of_size(options)
    costs.add(
        "estimate_connectivity",
        len(recordings),
        0.6 * len(recordings) + SEGMENT_MINUTE_S * minutes,
    )
    costs.add("draw_recordings", 1, 5.0 + DRAWN_RECORDING_S * len(recordings))
    single = [
        *("list_exclusions", "assemble_dataset", "tabulate_cleaning", "draw_connectivity"),
        *("write_configuration", "tabulate_statements"),
    ]
    single += ["describe_dataset"] if simulated else ["describe_import"] if imported else []
    if options.significance.enabled:
        count = options.significance.surrogates
        costs.add("estimate_significance", len(recordings), count * SEGMENT_MINUTE_S * minutes)
        single += ["tabulate_significance", "draw_significance"]
    single += _add_corticomuscular(costs, options, n_subjects=len(subjects), minutes=minutes)
    if has_emg:
        single += [
            *("tabulate_connectivity", "evaluate", "audit_published_table"),
            *("measure_learning_curve", "fit_controls", "estimate_edge_intervals"),
            *("reach_verdict", "judge_edges", "judge_claims", "write_latex", "draw_training"),
            *("draw_evaluation", "store_model", "write_report", "write_resources"),
            "write_provenance",
            *(["apply_model"] if options.apply.model else []),
        ]
        if simulated:
            single += ["measure_recovery", "tabulate_recovery", "draw_recovery"]
        add_targets(
            costs,
            options,
            n_segments=n_segments,
            folds=folds,
            n_recordings=len(recordings),
            minutes=minutes,
        )
        add_learning(
            costs,
            options,
            n_segments=n_segments,
            folds=folds,
            n_subjects=len(subjects),
        )
    if has_emg:
        single += add_studies(
            costs,
            options,
            n_segments=n_segments,
            folds=folds,
            n_recordings=len(recordings),
            minutes=minutes,
            millions=total,
        )
    for rule in single:
        costs.add(rule, 1, SINGLE_S[rule])
    return Cost(
        costs.jobs,
        costs.seconds,
        _kept(options, total, len(recordings), n_segments, folds),
        CLEANED_BYTES * max((_cleaned(options, one) for one in recordings), default=0.0),
    )


def _add_corticomuscular(
    costs: CostsByRule, options: Configuration, *, n_subjects: int, minutes: float
) -> list[str]:
    """Add the block about brain and muscles, where it is asked for; name its last rules."""
    chosen = options.corticomuscular
    if not chosen.enabled:
        return []
    each_s = COHERENCE_MINUTE_S * (0.5 + chosen.surrogates / 398)
    costs.add(
        "estimate_corticomuscular",
        n_subjects,
        COHERENCE_PERSON_S * n_subjects + each_s * minutes,
    )
    return ["tabulate_corticomuscular", "draw_corticomuscular"]


def _of_size(options: Configuration) -> float:
    """Compare the matrices with those of 19 and 6 channels."""
    n, m = len(options.channels.eeg), len(options.channels.emg)
    return (n**2 + m**2) / (19**2 + 6**2)


def _kept(
    options: Configuration,
    millions: float,
    n_recordings: int,
    n_segments: int,
    folds: Mapping[str, int],
) -> float:
    per_sample = {"simulated": SIMULATED_BYTES, "import": IMPORTED_BYTES}.get(options.input, 0.0)
    kept = per_sample * 1e6 * millions + REPORT_BYTES + n_recordings * PREVIEW_BYTES
    kept += n_segments * SEGMENT_BYTES * _of_size(options)
    if options.channels.emg:
        runs = network_runs(options.training, options.evaluation.schemes)
        trained = sum(folds[name] for run in runs.all for name in runs.schemes[run.recipe])
        kept += trained * FOLD_BYTES
    return kept


def _cleaned(options: Configuration, recording: RecordingQuality) -> float:
    """Count the samples of a cleaned recording."""
    chosen = options.connectivity
    emg_rate_hz = min(chosen.emg_rate_hz, recording.emg_rate_hz or 0.0)
    per_second = (
        len(options.channels.eeg) * chosen.eeg_rate_hz + len(options.channels.emg) * emg_rate_hz
    )
    return per_second * (recording.duration_s or 0.0)
