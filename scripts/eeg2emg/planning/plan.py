"""Plan of a run: what it would use and what it could find out, known from headers and events."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.cohort.cycles import exchange_people
from eeg2emg.cohort.exclusions import of_other_emg_rates
from eeg2emg.configuration.consistency import refuse_slow_recordings
from eeg2emg.configuration.model_samples import autoregressive_models
from eeg2emg.connectivity.segment import require_samples
from eeg2emg.errors import EstimationError, NotEstimableError
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, smallest_p
from eeg2emg.importing.table import read_import_table
from eeg2emg.planning.cost import Cost, estimate_cost
from eeg2emg.planning.inventory import of_each
from eeg2emg.planning.outlook import outlooks_of_simulation
from eeg2emg.planning.public_outlook import (
    PublicOutlook,
    expected_recordings,
    outlook_of_public,
)
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.subjects import SubjectQuality, judge_subject
from eeg2emg.recordings.layout import find_recordings, refuse_without_emg
from eeg2emg.recordings.path_names import refuse_variables
from eeg2emg.recordings.unused_files import UnusedFile, unused_files
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eeg2emg.configuration.model import Configuration


class SchemePlan(NamedTuple):
    """What a scheme of evaluation can carry.

    Attributes
    ----------
    name : str
        The scheme.
    reason : str
        Why the cohort cannot carry it; empty where it can.
    folds, tested_segments : int
        Their numbers.
    tested : tuple of str
        People who are tested.
    left_out : dict of str to str
        People who cannot be divided, with the reason.
    """

    name: str
    reason: str
    folds: int = 0
    tested_segments: int = 0
    tested: tuple[str, ...] = ()
    left_out: dict[str, str] | None = None

    @property
    def smallest_p(self) -> float | None:
        """Smallest p of the test over people; None where there is no test and no interval."""
        count = len(self.tested)
        if count < MIN_SUBJECTS:
            return None
        return smallest_p(count)


class NullPlan(NamedTuple):
    """What the null of wrong pairings can carry.

    Attributes
    ----------
    reason : str
        Why there is none; empty where there is.
    shifts : int
        As configured.
    cycles : dict of str to int
        For each person the number of whole cycles.
    different : int
        In how many ways the EEG of all can stand beside the EMG of others.
    """

    reason: str
    shifts: int
    cycles: dict[str, int]
    different: int


class ModelPlan(NamedTuple):
    """An autoregressive model of every segment.

    Attributes
    ----------
    title : str
        Of which signals.
    regressors, order : int
        Signals that predict one of them, and lags.
    rate_hz : float
        Sampling rate.
    samples_per_parameter : float
        Samples per coefficient of one equation.
    """

    title: str
    regressors: int
    order: int
    rate_hz: float
    samples_per_parameter: float


@dataclass(frozen=True)
class Plan:
    """All that is known of a run before it starts.

    Attributes
    ----------
    options : Configuration
        Its options.
    recordings : tuple of RecordingQuality
        Every recording, by its header and events.
    subjects : tuple of SubjectQuality
        Verdicts on people.
    left_out : dict of str to str
        Recordings that would be left out, with the reason.
    unused : tuple of UnusedFile
        Data files of which nothing is read.
    segments : DataFrame
        Columns segment, subject, recording, phase, cycle, onset_s, acquired; of recordings that
        would be used.
    schemes : tuple of SchemePlan
        The configured schemes.
    null : NullPlan
        The null of the primary scheme.
    models : tuple of ModelPlan
        Autoregressive models.
    cost : Cost
        Time and disk.
    public : PublicOutlook or None
        Of a public set, what is known of it.
    """

    options: Configuration
    recordings: tuple[RecordingQuality, ...]
    subjects: tuple[SubjectQuality, ...]
    left_out: dict[str, str]
    unused: tuple[UnusedFile, ...]
    segments: pd.DataFrame
    schemes: tuple[SchemePlan, ...]
    null: NullPlan
    models: tuple[ModelPlan, ...]
    cost: Cost
    public: PublicOutlook | None = None

    @property
    def obstacles(self) -> list[str]:
        """Say why the run could not carry the primary analysis; nothing where it can."""
        if self.segments.empty:
            return ["no recording would be used"]
        if not self.options.channels.emg:
            return []
        return [
            f"the primary analysis (scheme {one.name}) is not possible: {one.reason}"
            for one in self.schemes
            if one.name == PRIMARY_SCHEME and one.reason
        ]


def plan_run(options: Configuration) -> Plan:
    """Plan a run.

    Parameters
    ----------
    options : Configuration
        Its options.

    Returns
    -------
    Plan

    Raises
    ------
    ConfigurationError
        The workflow would not start: the dataset or the import table cannot be used.
    """
    public = outlook_of_public(options)
    recordings, unused = _outlooks(options, public)
    subjects = _judged_subjects(options, recordings)
    left_out = {
        name: reason for one in subjects for name, reason in one.left_out_recordings.items()
    }
    left_out |= _not_estimable(
        options, [one for one in recordings if one.recording not in left_out]
    )
    used = [one for one in recordings if one.recording not in left_out]
    if options.channels.emg:
        rates = {one.recording: _emg_rate(options, one) for one in used}
        left_out |= {item.name: item.reason for item in of_other_emg_rates(rates)}
    used = [one for one in recordings if one.recording not in left_out]
    segments = _segments_of(used)
    schemes = tuple(_scheme(options, segments, name) for name in options.evaluation.schemes)
    return Plan(
        options=options,
        recordings=tuple(recordings),
        subjects=tuple(subjects),
        left_out=left_out,
        unused=tuple(unused),
        segments=segments,
        schemes=schemes if options.channels.emg else (),
        null=_null(options, segments),
        models=tuple(_models(options, used)),
        cost=estimate_cost(
            options,
            recordings,
            n_segments=len(segments),
            folds={one.name: one.folds for one in schemes},
        ),
        public=public,
    )


def _outlooks(
    options: Configuration, public: PublicOutlook | None
) -> tuple[list[RecordingQuality], list[UnusedFile]]:
    settings = options.inspection_settings()
    if public is not None and public.lacking:
        return expected_recordings(options, public), []
    for path in (options.dataset, options.import_table):
        refuse_variables(path or "")
    if options.input == "simulated":
        simulation = SimulationSettings(**options.simulation_options())
        return outlooks_of_simulation(simulation, settings), []
    if options.input == "import":
        return _outlooks_of_import(options, settings), []
    dataset = options.dataset or ""
    found = find_recordings(dataset, subjects=options.subjects, tasks=options.tasks)
    refuse_without_emg(dataset, found, options.channels.emg)
    paths = [str(one.path) for one in found]
    outlooks = of_each(
        "eeg2emg.planning.outlook:outlook_of_bids",
        [{"path": path, "settings": settings} for path in paths],
        culprits=paths,
        unreadable=lambda task, reason: unusable_recording(task["path"], reason),
    )
    return outlooks, unused_files(dataset, subjects=options.subjects)


def _outlooks_of_import(options: Configuration, settings: dict[str, Any]) -> list[RecordingQuality]:
    rows = read_import_table(options.import_table or "", options.subjects)
    refuse_slow_recordings(options, [row.rate_hz for row in rows.values()])
    tasks: list[dict[str, Any]] = []
    for name, row in rows.items():
        refuse_variables(row.file)
        said = {
            "name": name,
            "subject": row.subject,
            "task": row.task,
            "phase": row.phase,
            "rate_hz": row.rate_hz,
            "unit": row.unit,
            "layout": row.layout,
        }
        tasks.append({"file": str(row.file), "settings": settings, "row": said})
    return of_each(
        "eeg2emg.planning.outlook:outlook_of_file",
        tasks,
        culprits=[task["file"] for task in tasks],
        unreadable=lambda task, reason: RecordingQuality(
            recording=task["row"]["name"],
            subject=task["row"]["subject"],
            path=task["file"],
            eeg_reasons=[reason],
        ),
    )


def _judged_subjects(
    options: Configuration, recordings: Sequence[RecordingQuality]
) -> list[SubjectQuality]:
    by_subject: dict[str, list[RecordingQuality]] = {}
    for one in recordings:
        by_subject.setdefault(one.subject, []).append(one)
    return [
        judge_subject(subject, own, **options.subject_quality.model_dump(mode="json"))
        for subject, own in sorted(by_subject.items())
    ]


def _emg_rate(options: Configuration, recording: RecordingQuality) -> float:
    """Give the rate at which the EMG of a recording is analysed: its own, if that is lower."""
    return min(options.connectivity.emg_rate_hz, recording.emg_rate_hz or math.inf)


def _rate(options: Configuration, rate_option: str, recording: RecordingQuality) -> float:
    if rate_option == "emg_rate_hz":
        return _emg_rate(options, recording)
    return getattr(options.connectivity, rate_option)


def _not_estimable(
    options: Configuration, recordings: Sequence[RecordingQuality]
) -> dict[str, str]:
    """Find recordings whose segments have too few samples for a model."""
    least = options.connectivity.min_samples_per_parameter
    found = {}
    for one in recordings:
        for rate_option, order_option, regressors in autoregressive_models(options):
            rate_hz = _rate(options, rate_option, one)
            try:
                order = options.connectivity.order_at(order_option, rate_hz)
                require_samples(
                    _predicted(options, rate_hz, order),
                    regressors * order,
                    least,
                    f"A model of order {order}",
                )
            except EstimationError as error:
                found[one.recording] = f"none of its segments can be estimated: {error}"
    return found


def _predicted(options: Configuration, rate_hz: float, order: int) -> int:
    """Count the samples of a segment that have enough before them, in their trial."""
    return round(options.segments.length_s * rate_hz) - options.segments.trials * order


def _segments_of(recordings: Sequence[RecordingQuality]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "segment": f"{one.recording}_{segment.index:03d}",
            "subject": f"sub-{one.subject}",
            "recording": one.recording,
            "phase": segment.phase,
            "cycle": segment.cycle,
            "onset_s": segment.onset_s,
            "acquired": one.acquired,
        }
        for one in recordings
        for segment in one.segments
    ]
    columns = ["segment", "subject", "recording", "phase", "cycle", "onset_s", "acquired"]
    return pd.DataFrame(rows, columns=columns)


def _scheme(options: Configuration, segments: pd.DataFrame, name: str) -> SchemePlan:
    if segments.empty:
        return SchemePlan(name, "no segment would be used")
    evaluation = options.evaluation
    try:
        split = make_split(
            segments,
            name,
            seed=options.seed,
            shares=evaluation.random_shares.model_dump(mode="json"),
            few_shot_segments=evaluation.few_shot_segments,
        )
    except NotEstimableError as error:
        return SchemePlan(name, _why(error))
    tested = split.frame[split.frame["part"] == "test"]
    people = segments.set_index("segment")["subject"].reindex(tested["segment"])
    return SchemePlan(
        name,
        "",
        folds=int(split.frame["fold"].nunique()),
        tested_segments=int(tested["segment"].nunique()),
        tested=tuple(sorted(set(people))),
        left_out=dict(split.left_out),
    )


def _why(error: NotEstimableError) -> str:
    """Say why and what to do; that it is not possible stands before it."""
    return str(NotEstimableError(error.why or error.what, remedy=error.remedy))


def _null(options: Configuration, segments: pd.DataFrame) -> NullPlan:
    import numpy as np

    shifts = options.evaluation.null_shifts
    if segments.empty or not options.channels.emg:
        return NullPlan("no segment would be used", shifts, {}, 0)
    places = segments["recording"] + "/" + segments["cycle"].astype(str)
    per_phase = places.groupby([segments["subject"], segments["phase"]]).nunique()
    cycles = {str(name): int(own) for name, own in per_phase.groupby("subject").min().items()}
    try:
        exchange_people(segments, np.random.default_rng(0))
    except NotEstimableError as error:
        return NullPlan(_why(error), shifts, cycles, 0)
    return NullPlan("", shifts, cycles, math.factorial(len(cycles)) - 1)


def _models(options: Configuration, used: Sequence[RecordingQuality]) -> list[ModelPlan]:
    titles = {
        "eeg_rate_hz": "EEG",
        "emg_rate_hz": "EMG",
        "emg_envelope_rate_hz": "EMG, envelopes",
    }
    found = []
    for rate_option, order_option, regressors in autoregressive_models(options):
        rates = [_rate(options, rate_option, one) for one in used]
        rate_hz = min(rates, default=getattr(options.connectivity, rate_option))
        order = options.connectivity.order_at(order_option, rate_hz)
        samples = _predicted(options, rate_hz, order)
        found.append(
            ModelPlan(
                titles[rate_option], regressors, order, rate_hz, samples / (regressors * order)
            )
        )
    return found
