"""Cost of what is learnt: networks, regressions, null and ceiling, further targets, studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.configuration.runs import network_runs
from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.learning.recipes import PAPER_RECIPE
from eeg2emg.planning.measured_costs import (
    BEST_ITERATION,
    EXPECTED_SEGMENT_S,
    FOLD_CUBE_S,
    FOLD_SEGMENT_S,
    FOLD_START_S,
    IMPORTANCE_SEGMENT_S,
    JUDGED_SHARE,
    LEARNABLE_SHARE,
    NETWORK_START_S,
    NEW_PEOPLE_PER_DRAW,
    PASS_S,
    PER_RECORDING,
    SEGMENT_MINUTE_S,
    SHIFT_SEGMENT_S,
    SINGLE_S,
    SLOWER_ESTIMATOR,
    TARGET_MINUTE_S,
    TRAINED_SHARE,
    VECTORS_MINUTE_S,
)
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.configuration.model import Configuration
    from eeg2emg.configuration.runs import NetworkRun
    from eeg2emg.planning.costs_by_rule import CostsByRule


def add_studies(
    costs: CostsByRule,
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
    matrices_s = SEGMENT_MINUTE_S * minutes
    single = []
    if options.evaluation.compare_estimators:
        costs.add(
            "estimate_connectivity",
            n_recordings,
            0.6 * n_recordings + SLOWER_ESTIMATOR * matrices_s,
        )
        single += ["list_exclusions", "assemble_dataset", "compare_estimators"]
        papers = [run for run in runs.compared if run.recipe == PAPER_RECIPE]
        schemes = [TABLE3_SCHEME, PRIMARY_SCHEME]
        _add_again(costs, options, schemes=schemes, runs=papers, n_segments=n_segments, folds=folds)
    if options.evaluation.compare_laplacian:
        start_s, each_s = PER_RECORDING["clean_recording"]
        costs.add("clean_recording", n_recordings, n_recordings * start_s + each_s * millions)
        costs.add("estimate_connectivity", n_recordings, 0.6 * n_recordings + matrices_s)
        single += ["list_exclusions", "assemble_dataset", "compare_choices"]
        judged = runs.judged(options.evaluation.primary_models)
        schemes = [PRIMARY_SCHEME]
        _add_again(costs, options, schemes=schemes, runs=judged, n_segments=n_segments, folds=folds)
    return single


def _add_again(
    costs: CostsByRule,
    options: Configuration,
    *,
    schemes: Sequence[str],
    runs: Sequence[NetworkRun],
    n_segments: int,
    folds: Mapping[str, int],
) -> None:
    """Add what a study learns a second time: regressions in schemes, networks in the first."""
    n_folds = sum(folds[name] for name in schemes)
    costs.add("split_segments", len(schemes), 0.7 * len(schemes))
    costs.add("fit_models", len(schemes), 1.5 * len(schemes) + n_folds * _fold_s(n_segments))
    each_s = [_trained_s(options, run, folds[schemes[0]], n_segments) for run in runs]
    costs.add("train_network", len(runs), sum(each_s))


def _fold_s(n_segments: int) -> float:
    """Estimate how long all models of a fold take: kernels cost the cube of the segments."""
    return FOLD_SEGMENT_S * n_segments + FOLD_CUBE_S * n_segments**3


def _trained_s(options: Configuration, run: NetworkRun, n_folds: int, n_segments: int) -> float:
    """Estimate how long the training of a network takes in so many folds."""
    recipe = getattr(options.training, run.recipe).build()
    patient = recipe.patience * recipe.validation_period + BEST_ITERATION
    passes = min(recipe.max_epochs * TRAINED_SHARE * n_segments, patient * recipe.batch_size)
    members = getattr(recipe, "members", 1) * n_folds
    return NETWORK_START_S + members * (FOLD_START_S + PASS_S * passes)


def add_learning(
    costs: CostsByRule,
    options: Configuration,
    *,
    n_segments: int,
    folds: Mapping[str, int],
    n_subjects: int,
) -> None:
    """Add splits, models, networks, null, importance and what the truth allows."""
    evaluation = options.evaluation
    n_folds = sum(folds.values())
    costs.add("split_segments", len(folds), 0.7 * len(folds))
    costs.add("fit_models", len(folds), 1.5 * len(folds) + n_folds * _fold_s(n_segments))
    runs = network_runs(options.training, evaluation.schemes)
    trained_s = sum(
        _trained_s(options, run, sum(folds[name] for name in runs.schemes[run.recipe]), n_segments)
        for run in runs.all
    )
    costs.add("train_network", len(runs.all), trained_s)
    costs.add("shift_pairing", 1, 1.0 + SHIFT_SEGMENT_S * evaluation.null_shifts * n_segments)
    costs.add("measure_importance", 1, 5.0 + IMPORTANCE_SEGMENT_S * n_segments)
    if evaluation.network_null_shifts:
        count = evaluation.network_null_shifts + 1  # the first is the true pairing
        costs.add("shift_pairing_of_network", count, count * trained_s / max(len(runs.all), 1))
        costs.add("tabulate_network_null", 1, SINGLE_S["tabulate_network_null"])
    learnable_s = LEARNABLE_SHARE * n_folds * _fold_s(n_segments)
    of_truth_s = learnable_s if options.input == "simulated" else 0.0
    costs.add("measure_limits", 1, SINGLE_S["measure_limits"] + of_truth_s)
    draws = evaluation.ceiling_draws
    if options.input == "simulated" and draws and TARGETS[options.connectivity.target].has_ceiling:
        per_person = draws * len(options.segments.phases) * TARGET_MINUTE_S
        per_person *= options.segments.length_s / 60
        further = EXPECTED_SEGMENT_S * n_segments
        costs.add("expect_targets", n_subjects, n_subjects * per_person + further)
        costs.add("expect_targets_of_new_people", 1, NEW_PEOPLE_PER_DRAW * per_person + further)


def add_targets(
    costs: CostsByRule,
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
        estimated_s = 0.9 * n_recordings + VECTORS_MINUTE_S * minutes
        costs.add("estimate_vectors", n_recordings, estimated_s)
    n_folds = sum(count for name, count in folds.items() if SCHEMES[name].is_evidence)
    fits_s = JUDGED_SHARE * n_folds * _fold_s(n_segments)
    count = len(chosen.targets)
    if count:
        null_s = 0.6 * SHIFT_SEGMENT_S * options.evaluation.null_shifts * n_segments
        costs.add("judge_target", count, count * (SINGLE_S["fit_controls"] + null_s + fits_s))
        costs.add("summarise_targets", 1, SINGLE_S["summarise_targets"])
    if chosen.features:
        # Connectivity and the group once each, and both twice, in two layers.
        costs.add("compare_features", 1, 1.0 + 6 * len(chosen.features) * fits_s)
    if count or chosen.features:
        costs.add("draw_targets", 1, SINGLE_S["draw_targets"])
