"""What the report is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the report.

    Attributes
    ----------
    image : bytes
        The content of its PNG or SVG file.
    caption : str
        What it shows, as the reStructuredText of ``workflow/report/``.
    data_csv : str
        What is drawn, for a download; empty for none.
    """

    image: bytes
    caption: str
    data_csv: str = ""


@dataclass(frozen=True)
class ReportContext:
    """All numbers, tables and figures of a run.

    What a cohort cannot carry is None or empty, and the report says so.

    Attributes
    ----------
    name : str
        Name of the run.
    simulated : bool
        Whether the recordings were simulated.
    phases : sequence of str
        The configured phases; the first is rest.
    segment_s : float
        Length of a segment, in seconds.
    segments : DataFrame
        One row per segment that was analysed: subject, recording, phase, and the diagnostics
        ``eeg_...`` and ``emg_...`` of its estimates.
    eeg_channels, emg_channels : sequence of str
        Channel names.
    eeg_measures, emg_measures : sequence of str
        Names of the planes, of the brain and of the muscles.
    target : str
        Which of `emg_measures` the models estimate.
    emg_values : ndarray, shape (segments, emg_measures, m, m)
        Connectivity of the muscles, [sink, source].
    attributes : mapping
        eeg_rate_hz, eeg_order, emg_rate_hz, emg_order.
    exclusions : DataFrame
        Columns level (subject, recording, segment), name, reason.
    quality : DataFrame or None
        One row per recording: recording, subject, used, reason, rate_hz, duration_s, segments,
        eeg_rank, bad_eeg_channels, bad_channel_reasons.
    components : DataFrame or None
        One row per independent component: unit, component, label, highest_score,
        explained_variance, removed, reason, and each score (score_eog, ..., score_iclabel_other).
    cross_checks : mapping of str to mapping
        By recording, what an independent library gives: by measure, correlation, max_difference,
        mean_difference.
    splits : mapping of str to mapping
        By scheme: status, reason, digest, folds, left_out.
    table3 : mapping of str to DataFrame
        By recipe, as from `eeg2emg.evaluation.table3.table3`.
    metrics, subjects : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`; names of subjects are text.
    confidence : float
        Level of the intervals.
    audit : DataFrame
        Columns table (which table was audited), rule, rows, left, right, verdict, explanation.
    limits : DataFrame or None
        As from `eeg2emg.evaluation.limits.shares_of_limits`.
    reliability : DataFrame or None
        Columns source, sink, reliability: of the target within cells, by edge.
    null : DataFrame or None
        As from `eeg2emg.controls.shifted_models.pairing_null`.
    controls : DataFrame or None
        As from `eeg2emg.controls.empty_features.fit_controls`.
    edge_intervals : DataFrame or None
        As from `eeg2emg.evaluation.edge_intervals.edge_intervals`.
    audited_as_published : str
        Which of the audited tables is the published one.
    rules : mapping of str to str
        The rules of the audit in words, by name.
    importance : DataFrame or None
        Columns model, skill, method, kind, name, importance, low, high, n_subjects, n_segments,
        repeats (`eeg2emg.importance.permutation`).
    importance_reason : str
        Why there is none.
    recovery : DataFrame or None
        As from `eeg2emg.recovery.muscles.recovery_summary`; only of simulated cohorts.
    significance : DataFrame or None
        One row per signal, measure and phase: segments, share_uncorrected, share_max_statistic,
        share_false_discovery; None where the option is off.
    recovery_length, recovery_eeg, artefact_reduction : DataFrame or None
        One recording per subject against its truth and its clean twin, with a column recording: as
        from `eeg2emg.recovery.by_length.recovery_by_length`, and from `connectivity_recovery` and
        `artefact_reduction` of `eeg2emg.recovery.brain` and `eeg2emg.recovery.cleaning`; only of
        simulated cohorts.
    training : DataFrame or None
        One row per network and fold: recipe, optimizer, scheme, fold, training_segments,
        batch_size, iterations, best_iteration, stopped, note.
    recipes : mapping of str to sequence of mapping
        By recipe, its options: option, value, source, meaning.
    configuration : mapping
        All options of the run, nested.
    versions : mapping of str to str
        Versions of Python and of the libraries.
    figures : mapping of str to ReportFigure
        By name, the stem of its file.
    """

    name: str
    simulated: bool
    phases: Sequence[str]
    segment_s: float
    segments: pd.DataFrame
    eeg_channels: Sequence[str]
    emg_channels: Sequence[str]
    eeg_measures: Sequence[str]
    emg_measures: Sequence[str]
    target: str
    emg_values: np.ndarray
    attributes: Mapping[str, Any]
    exclusions: pd.DataFrame
    metrics: pd.DataFrame
    subjects: pd.DataFrame
    quality: pd.DataFrame | None = None
    components: pd.DataFrame | None = None
    cross_checks: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    splits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    table3: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    confidence: float = 0.95
    audit: pd.DataFrame | None = None
    audited_as_published: str = "published"
    limits: pd.DataFrame | None = None
    reliability: pd.DataFrame | None = None
    null: pd.DataFrame | None = None
    controls: pd.DataFrame | None = None
    edge_intervals: pd.DataFrame | None = None
    rules: Mapping[str, str] = field(default_factory=dict)
    importance: pd.DataFrame | None = None
    importance_reason: str = ""
    recovery: pd.DataFrame | None = None
    significance: pd.DataFrame | None = None
    recovery_length: pd.DataFrame | None = None
    recovery_eeg: pd.DataFrame | None = None
    artefact_reduction: pd.DataFrame | None = None
    training: pd.DataFrame | None = None
    recipes: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, ReportFigure] = field(default_factory=dict)
