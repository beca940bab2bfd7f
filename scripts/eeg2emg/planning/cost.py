"""Cost of a run: jobs by rule, processor time and disk, estimated from measured figures.

The figures were measured with small simulated cohorts (five people with five recordings of three
minutes, and eight with five of 120 s; 25 channels at 1 kHz) and a tenth of them, on one core of a
server. A rule costs a start and an amount per size of its work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.configuration.runs import network_runs
from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.learning.recipes import PAPER_RECIPE
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.configuration.model import Configuration
    from eeg2emg.configuration.runs import NetworkRun
    from eeg2emg.quality.recording_quality import RecordingQuality

FACTOR = 3
"""Within which the estimates of time are to be trusted: machines and data differ."""

_PER_RECORDING = {  # start in s, and s per million samples of all channels
    "import_recording": (1.0, 0.3),
    "check_quality": (0.65, 0.08),
    "clean_recording": (1.6, 0.28),
}
_PER_SUBJECT = {"fit_ica": (2.7, 0.07), "judge_subject": (0.15, 0.0), "cross_check": (1.6, 0.0)}
_SIMULATED_SUBJECT = {
    "simulate_head": (0.7, 0.0),
    "simulate_recordings": (0.6, 0.15),
    "compare_with_truth": (2.5, 0.05),
}
_SINGLE_S = {
    "describe_dataset": 0.5,
    "describe_import": 0.5,
    "list_exclusions": 0.4,
    "assemble_dataset": 0.5,
    "tabulate_connectivity": 0.7,
    "tabulate_cleaning": 0.3,
    "evaluate": 3.2,
    "audit_published_table": 0.5,
    "compare_estimators": 5.0,
    "compare_choices": 3.0,
    "measure_learning_curve": 1.0,
    "measure_limits": 0.7,
    "fit_controls": 6.0,
    "estimate_edge_intervals": 0.8,
    "reach_verdict": 1.0,
    "judge_edges": 0.8,
    "judge_claims": 0.6,
    "write_latex": 0.9,
    "store_model": 6.0,
    "apply_model": 6.0,
    "measure_recovery": 0.6,
    "tabulate_recovery": 0.5,
    "draw_recovery": 6.5,
    "draw_training": 9.4,
    "draw_connectivity": 27.0,
    "draw_evaluation": 9.6,
    "write_configuration": 0.5,
    "tabulate_statements": 0.4,
    "write_report": 0.9,
    "write_resources": 0.6,
    "write_provenance": 1.0,
    "tabulate_significance": 0.7,
    "draw_significance": 3.0,
    "tabulate_corticomuscular": 3.0,
    "draw_corticomuscular": 5.0,
    "tabulate_network_null": 0.7,
    "summarise_targets": 0.7,
    "draw_targets": 1.7,
}
_SEGMENT_MINUTE_S = 0.34  # all matrices of a minute of 19 and 6 channels
_COHERENCE_PERSON_S, _COHERENCE_MINUTE_S = 2.0, 0.3  # with 199 surrogates
_TARGET_MINUTE_S, _EXPECTED_SEGMENT_S = 0.008, 0.015  # of the ceiling: a draw, and a segment
_NEW_PEOPLE_PER_DRAW = 8  # 64 people, with an eighth of the draws each
_SHIFT_SEGMENT_S = 0.0014
_VECTORS_MINUTE_S = 0.15  # all vectors of a minute of 19 and 6 channels
_JUDGED_FOLD_SEGMENT_S = 0.002  # ridge and kernel ridge, of the regressions of `_FOLD_SEGMENT_S`
_SLOWER_ESTIMATOR = 5.0  # multitapers, of the measures that both estimators have
_FOLD_SEGMENT_S, _LEARNABLE_SHARE = 0.006, 0.5  # one regression from a few numbers, not three
_NETWORK_START_S, _FOLD_START_S = 4.5, 0.5
_PASS_S = 0.0011  # of a segment through a network and back, with its part in validation and refit
_TRAINED_SHARE = 0.7  # of the segments
_BEST_ITERATION = 100  # about where training is best, after which its patience begins
_IMPORTANCE_SEGMENT_S, _DRAWN_RECORDING_S = 0.06, 1.2

_SEGMENT_BYTES = 95_000  # of 19 and 6 channels: its own file and the dataset
_PREVIEW_BYTES = 500_000
_FOLD_BYTES = 2_300_000
_REPORT_BYTES = 50_000_000  # figures and report
_CLEANED_BYTES = 11.2  # per sample of the cleaned signals
_SIMULATED_BYTES, _IMPORTED_BYTES = 2.0, 4.0


@dataclass(frozen=True)
class Cost:
    """What a run takes.

    Attributes
    ----------
    jobs : mapping of str to int
        By rule.
    seconds : float
        Of one core.
    kept_bytes : float
        Of the results.
    temporary_bytes : float
        Of the largest cleaned recording, which is deleted when its matrices are made.
    """

    jobs: Mapping[str, int]
    seconds: float
    kept_bytes: float
    temporary_bytes: float

    @property
    def n_jobs(self) -> int:
        """How many jobs there are."""
        return sum(self.jobs.values())


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
    jobs: dict[str, int] = {}
    seconds = 0.0

    def add(rule: str, count: int, cost_s: float) -> None:
        nonlocal seconds
        if count:
            jobs[rule] = jobs.get(rule, 0) + count
            seconds += cost_s

    for rule, (start, each) in _PER_RECORDING.items():
        if imported or rule != "import_recording":
            add(rule, len(recordings), len(recordings) * start + each * total)
    for rule, (start, each) in (_PER_SUBJECT | (_SIMULATED_SUBJECT if simulated else {})).items():
        if rule == "cross_check" and not has_emg:
            continue
        count = len(recordings) if rule == "fit_ica" and options.ica.fit == "recording" else 0
        count = count or len(subjects)
        add(rule, count, count * start + each * total)
    minutes = n_segments * options.segments.length_s / 60 * _of_size(options)
    add(
        "estimate_connectivity",
        len(recordings),
        0.6 * len(recordings) + _SEGMENT_MINUTE_S * minutes,
    )
    add("draw_recordings", 1, 5.0 + _DRAWN_RECORDING_S * len(recordings))
    single = [
        *("list_exclusions", "assemble_dataset", "tabulate_cleaning", "draw_connectivity"),
        *("write_configuration", "tabulate_statements"),
    ]
    single += ["describe_dataset"] if simulated else ["describe_import"] if imported else []
    if options.significance.enabled:
        count = options.significance.surrogates
        add("estimate_significance", len(recordings), count * _SEGMENT_MINUTE_S * minutes)
        single += ["tabulate_significance", "draw_significance"]
    single += _add_corticomuscular(add, options, n_subjects=len(subjects), minutes=minutes)
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
        _add_targets(
            add,
            options,
            n_segments=n_segments,
            folds=folds,
            n_recordings=len(recordings),
            minutes=minutes,
        )
        _add_learning(
            add,
            options,
            n_segments=n_segments,
            folds=folds,
            n_subjects=len(subjects),
        )
    if has_emg:
        single += _add_studies(
            add,
            options,
            n_segments=n_segments,
            folds=folds,
            n_recordings=len(recordings),
            minutes=minutes,
            millions=total,
        )
    for rule in single:
        add(rule, 1, _SINGLE_S[rule])
    return Cost(
        jobs,
        seconds,
        _kept(options, total, len(recordings), n_segments, folds),
        _CLEANED_BYTES * max((_cleaned(options, one) for one in recordings), default=0.0),
    )


def _add_corticomuscular(
    add: Any, options: Configuration, *, n_subjects: int, minutes: float
) -> list[str]:
    """Add the block about brain and muscles, where it is asked for; name its last rules."""
    chosen = options.corticomuscular
    if not chosen.enabled:
        return []
    each_s = _COHERENCE_MINUTE_S * (0.5 + chosen.surrogates / 398)
    add(
        "estimate_corticomuscular",
        n_subjects,
        _COHERENCE_PERSON_S * n_subjects + each_s * minutes,
    )
    return ["tabulate_corticomuscular", "draw_corticomuscular"]


def _add_studies(
    add: Any,
    options: Configuration,
    *,
    n_segments: int,
    folds: Mapping[str, int],
    n_recordings: int,
    minutes: float,
    millions: float,
) -> list[str]:
    """Add what is made again with another choice, where that is asked for; name its last rules."""
    runs = network_runs(options.training, options.evaluation.schemes)
    matrices_s = _SEGMENT_MINUTE_S * minutes
    single = []
    if options.evaluation.compare_estimators:
        add(
            "estimate_connectivity",
            n_recordings,
            0.6 * n_recordings + _SLOWER_ESTIMATOR * matrices_s,
        )
        single += ["list_exclusions", "assemble_dataset", "compare_estimators"]
        papers = [run for run in runs.compared if run.recipe == PAPER_RECIPE]
        schemes = [TABLE3_SCHEME, PRIMARY_SCHEME]
        _add_again(add, options, schemes=schemes, runs=papers, n_segments=n_segments, folds=folds)
    if options.evaluation.compare_laplacian:
        start_s, each_s = _PER_RECORDING["clean_recording"]
        add("clean_recording", n_recordings, n_recordings * start_s + each_s * millions)
        add("estimate_connectivity", n_recordings, 0.6 * n_recordings + matrices_s)
        single += ["list_exclusions", "assemble_dataset", "compare_choices"]
        judged = runs.judged(options.evaluation.primary_models)
        schemes = [PRIMARY_SCHEME]
        _add_again(add, options, schemes=schemes, runs=judged, n_segments=n_segments, folds=folds)
    return single


def _add_again(
    add: Any,
    options: Configuration,
    *,
    schemes: Sequence[str],
    runs: Sequence[NetworkRun],
    n_segments: int,
    folds: Mapping[str, int],
) -> None:
    """Add what a study learns a second time: regressions in schemes, networks in the first."""
    n_folds = sum(folds[name] for name in schemes)
    add("split_segments", len(schemes), 0.7 * len(schemes))
    add("fit_models", len(schemes), 1.5 * len(schemes) + _FOLD_SEGMENT_S * n_folds * n_segments)
    each_s = [_trained_s(options, run, folds[schemes[0]], n_segments) for run in runs]
    add("train_network", len(runs), sum(each_s))


def _trained_s(options: Configuration, run: NetworkRun, n_folds: int, n_segments: int) -> float:
    """Estimate how long the training of a network takes in so many folds."""
    recipe = getattr(options.training, run.recipe).build()
    patient = recipe.patience * recipe.validation_period + _BEST_ITERATION
    passes = min(recipe.max_epochs * _TRAINED_SHARE * n_segments, patient * recipe.batch_size)
    members = getattr(recipe, "members", 1) * n_folds
    return _NETWORK_START_S + members * (_FOLD_START_S + _PASS_S * passes)


def _add_learning(
    add: Any,
    options: Configuration,
    *,
    n_segments: int,
    folds: Mapping[str, int],
    n_subjects: int,
) -> None:
    evaluation = options.evaluation
    n_folds = sum(folds.values())
    add("split_segments", len(folds), 0.7 * len(folds))
    add("fit_models", len(folds), 1.5 * len(folds) + _FOLD_SEGMENT_S * n_folds * n_segments)
    runs = network_runs(options.training, evaluation.schemes)
    trained_s = sum(
        _trained_s(options, run, sum(folds[name] for name in runs.schemes[run.recipe]), n_segments)
        for run in runs.all
    )
    add("train_network", len(runs.all), trained_s)
    add("shift_pairing", 1, 1.0 + _SHIFT_SEGMENT_S * evaluation.null_shifts * n_segments)
    add("measure_importance", 1, 5.0 + _IMPORTANCE_SEGMENT_S * n_segments)
    if evaluation.network_null_shifts:
        count = evaluation.network_null_shifts + 1  # the first is the true pairing
        add("shift_pairing_of_network", count, count * trained_s / max(len(runs.all), 1))
        add("tabulate_network_null", 1, _SINGLE_S["tabulate_network_null"])
    learnable_s = _LEARNABLE_SHARE * _FOLD_SEGMENT_S * n_folds * n_segments
    of_truth_s = learnable_s if options.input == "simulated" else 0.0
    add("measure_limits", 1, _SINGLE_S["measure_limits"] + of_truth_s)
    draws = evaluation.ceiling_draws
    if options.input == "simulated" and draws and TARGETS[options.connectivity.target].has_ceiling:
        per_person = draws * len(options.segments.phases) * _TARGET_MINUTE_S
        per_person *= options.segments.length_s / 60
        further = _EXPECTED_SEGMENT_S * n_segments
        add("expect_targets", n_subjects, n_subjects * per_person + further)
        add("expect_targets_of_new_people", 1, _NEW_PEOPLE_PER_DRAW * per_person + further)


def _add_targets(
    add: Any,
    options: Configuration,
    *,
    n_segments: int,
    folds: Mapping[str, int],
    n_recordings: int,
    minutes: float,
) -> None:
    """Add further targets and groups of features, in the schemes that are evidence."""
    chosen = options.connectivity
    of_signals = [name for name in chosen.features if FEATURE_GROUPS[name].vector]
    if of_signals or any(name in VECTOR_TARGETS for name in chosen.targets):
        estimated_s = 0.9 * n_recordings + _VECTORS_MINUTE_S * minutes
        add("estimate_vectors", n_recordings, estimated_s)
    n_folds = sum(count for name, count in folds.items() if SCHEMES[name].is_evidence)
    fits_s = _JUDGED_FOLD_SEGMENT_S * n_folds * n_segments
    count = len(chosen.targets)
    if count:
        null_s = 0.6 * _SHIFT_SEGMENT_S * options.evaluation.null_shifts * n_segments
        add("judge_target", count, count * (_SINGLE_S["fit_controls"] + null_s + fits_s))
        add("summarise_targets", 1, _SINGLE_S["summarise_targets"])
    if chosen.features:
        # Connectivity and the group once each, and both twice, in two layers.
        add("compare_features", 1, 1.0 + 6 * len(chosen.features) * fits_s)
    if count or chosen.features:
        add("draw_targets", 1, _SINGLE_S["draw_targets"])


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
    per_sample = {"simulated": _SIMULATED_BYTES, "import": _IMPORTED_BYTES}.get(options.input, 0.0)
    kept = per_sample * 1e6 * millions + _REPORT_BYTES + n_recordings * _PREVIEW_BYTES
    kept += n_segments * _SEGMENT_BYTES * _of_size(options)
    if options.channels.emg:
        runs = network_runs(options.training, options.evaluation.schemes)
        trained = sum(folds[name] for run in runs.all for name in runs.schemes[run.recipe])
        kept += trained * _FOLD_BYTES
    return kept


def _cleaned(options: Configuration, recording: RecordingQuality) -> float:
    """Count the samples of a cleaned recording."""
    chosen = options.connectivity
    emg_rate_hz = min(chosen.emg_rate_hz, recording.emg_rate_hz or 0.0)
    per_second = (
        len(options.channels.eeg) * chosen.eeg_rate_hz + len(options.channels.emg) * emg_rate_hz
    )
    return per_second * (recording.duration_s or 0.0)
