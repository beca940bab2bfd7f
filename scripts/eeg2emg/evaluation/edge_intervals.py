"""Intervals for each muscle edge, and how often they hold.

Two methods, by what a scheme calibrates with:

- ``CV+`` (the jackknife+ with folds) where the tested subject is known: the chosen regression is
  fitted once without each block of the known recordings, with the hyperparameters that were
  chosen. A known segment's error is that of the fit without its block, and a tested segment's
  interval is made of what each of these fits says about it, plus and minus the errors of the block
  that it lacks. In ``weighted CV+`` a block counts half as much as the next: tested segments come
  last, and where something drifts or jumps within a session late errors are the better guide.
  Where these weights are too little for the level, all count alike. Hyperparameters and model were
  chosen on the validation segments, which are some of the known ones: the errors on these stay a
  little too small. Segments in time are not exchangeable, so no guarantee is claimed, and the
  coverage is counted.
- ``by subject`` where the tested subject is new: each other subject gives one error, a quantile of
  its errors when it was tested. That is out of fold: whatever chose in a subject's fold
  (hyperparameters and model by training subjects who took turns, or by validation segments, which
  are other people's) saw no tested segment of that subject. The others' folds trained on the tested
  subject, as its fold trained on them. Errors of leaving one out are exchangeable if people are,
  so what is counted is right; for a person who comes later it takes that one person more or less
  makes little difference.

References
----------
Barber, Candes, Ramdas and Tibshirani (2021), Annals of Statistics 49, 486-507,
doi 10.1214/20-AOS1965: for exchangeable segments CV+ covers at least 1 - 2 a, less a term that is
at most sqrt(2 / n), where 1 - a is asked for; typically it is close to 1 - a.
The same (2023), Annals of Statistics 51, 816-845, doi 10.1214/23-AOS2276, for fixed weights where
segments are not exchangeable.
Lei and others (2018), doi 10.1080/01621459.2017.1307116.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.conformal import conformal_quantile, cv_plus_bounds, recency
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.out_of_fold import predict_out_of_fold
from eeg2emg.evaluation.selection import choices, choose, gather
from eeg2emg.learning.catalogue import FAM, PRIMARY_MODELS, REGRESSIONS, model_title
from eeg2emg.learning.features import vectors_of
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.out_of_fold import OutOfFold
    from eeg2emg.evaluation.selection import Choice, SchemeTable
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split

CV_PLUS, WEIGHTED, BY_SUBJECT = "CV+", "weighted CV+", "by subject"
"""Methods."""

COLUMNS = (
    *("scheme", "model", "method", "kind", "name"),
    *("coverage", "half_width", "calibration", "status", "reason"),
)
"""Columns of the table. Rows of kind ``subject``: coverage over segments and edges, mean half
width, number of calibration segments (CV+) or subjects; of kind ``edge``: means over subjects, and
their number. Subjects with too little calibration are not estimable, with the reason."""


class _OfSubject(NamedTuple):
    """Intervals of one tested subject.

    Attributes
    ----------
    name : str
        The subject.
    calibration : int
        Number of calibration segments or subjects.
    method : str
        How they were made.
    inside : ndarray of bool, shape (segments, edges)
        Whether the interval holds.
    half_width : ndarray, shape (segments, edges)
        Half of upper less lower end.
    reason : str
        Why there are none; else empty.
    """

    name: str
    calibration: int
    method: str
    inside: np.ndarray = np.empty((0, 0), dtype=bool)
    half_width: np.ndarray = np.empty((0, 0))
    reason: str = ""


def intervals_across_blocks(
    table: SchemeTable,
    model: str,
    chosen: Choice,
    fitted: Callable[[str, str], OutOfFold],
    *,
    rows_of: Callable[[pd.Series], np.ndarray],
    channels: Sequence[str],
    level: float = 0.9,
) -> pd.DataFrame:
    """Make CV+ intervals for every edge of every tested segment, and count how often they hold.

    Parameters
    ----------
    table : SchemeTable
        Truth and rows of the scheme.
    model : str
        Name of the model.
    chosen : Choice
        Which model it is in each fold.
    fitted : callable
        From a fold and the regression that was chosen in it to the fits without each block.
    rows_of : callable
        From identifiers of segments to their rows in these fits.
    channels : sequence of str
        EMG channels.
    level : float
        Coverage that is asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Models that are no regressions have the reason instead: they would have
        to be trained once more for every block.
    """
    found: list[_OfSubject] = []
    for fold, places in table.rows.groupby("fold", sort=True).indices.items():
        rows = table.rows.iloc[places]
        tested = sorted(set(rows.loc[rows["part"] == "test", "subject"]))
        name = chosen.by_fold[str(fold)]
        try:
            if name not in REGRESSIONS:
                raise NotEstimableError(  # noqa: TRY301
                    f"{model_title(name)} was chosen",
                    "A network would have to be trained once more without each block of recordings",
                )
            fits = fitted(str(fold), name)
        except NotEstimableError as error:
            found += [_OfSubject(subject, 0, CV_PLUS, reason=str(error)) for subject in tested]
            continue
        found += [
            _across_blocks(fits, rows[rows["subject"] == subject], rows_of, table, level)
            for subject in tested
        ]
    return _tabulated(table, model, found, channels)


def _across_blocks(
    fits: OutOfFold,
    own: pd.DataFrame,
    rows_of: Callable[[pd.Series], np.ndarray],
    table: SchemeTable,
    level: float,
) -> _OfSubject:
    """Make the CV+ intervals of a tested subject from its own known segments."""
    subject = str(own["subject"].iloc[0])
    places = rows_of(own["segment"])
    block, tested = fits.blocks.block[places], (own["part"] == "test").to_numpy()
    known = block >= 0
    count = int(np.count_nonzero(known))
    if subject in fits.blocks.undivided:
        return _OfSubject(subject, count, CV_PLUS, reason=fits.blocks.undivided[subject])
    truth = off_diagonal(table.truth[own.index])
    errors = np.abs(truth - off_diagonal(fits.own[places]))[known]
    said = off_diagonal(fits.predictions[:, places[tested]])[block[known]]
    weights = recency(block[known], level)
    low, high = cv_plus_bounds(said, errors, level, weights)
    if not np.isfinite(high).all():
        return _OfSubject(subject, count, CV_PLUS, reason=_too_few(count, "segment", level))
    inside = (truth[tested] >= low) & (truth[tested] <= high)
    method = CV_PLUS if weights is None else WEIGHTED
    return _OfSubject(subject, count, method, inside, (high - low) / 2)


def intervals_across_subjects(
    table: SchemeTable,
    model: str,
    prediction: np.ndarray,
    *,
    channels: Sequence[str],
    level: float = 0.9,
) -> pd.DataFrame:
    """Make intervals from the errors of the other subjects, and count how often they hold.

    Parameters
    ----------
    table : SchemeTable
        Truth and rows of the scheme.
    model : str
        Name of the model.
    prediction : ndarray, shape (rows, m, m)
        Its estimates.
    channels : sequence of str
        EMG channels.
    level : float
        Coverage that is asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    errors = np.abs(off_diagonal(table.truth - prediction))
    subjects = table.rows["subject"].to_numpy()
    of_subject = {
        name: errors[table.tested & (subjects == name)]
        for name in sorted(set(subjects[table.tested]))
    }
    scores = {name: conformal_quantile(own, level) for name, own in of_subject.items()}
    found = []
    for name, own in of_subject.items():
        others = np.array([scores[other] for other in scores if other != name])
        width = conformal_quantile(others.reshape(-1, errors.shape[1]), level)
        if np.isfinite(width).all():
            widths = np.broadcast_to(width, own.shape)
            found.append(_OfSubject(name, len(others), BY_SUBJECT, own <= width, widths))
            continue
        reason = (
            _too_few(len(others), "subject", level)
            if np.isfinite(others).all()
            else f"another subject has too few tested segments for {level:.0%}"
        )
        found.append(_OfSubject(name, len(others), BY_SUBJECT, reason=reason))
    return _tabulated(table, model, found, channels)


def _too_few(count: int, unit: str, level: float) -> str:
    return (
        f"with {count} calibration {unit}{'s' if count != 1 else ''} at most "
        f"{count / (count + 1):.0%} is possible, not {level:.0%}"
    )


def _tabulated(
    table: SchemeTable, model: str, found: Sequence[_OfSubject], channels: Sequence[str]
) -> pd.DataFrame:
    """List coverage and half width by subject, and by edge over the subjects of each method."""
    head = (table.scheme, model)
    nothing = (np.nan, np.nan)
    records: list[tuple[object, ...]] = []
    for one in found:
        told = nothing if one.reason else (one.inside.mean(), one.half_width.mean())
        status = "not estimable" if one.reason else "estimated"
        made = (*head, one.method, "subject", one.name)
        records.append((*made, *told, one.calibration, status, one.reason))
    known = [one for one in found if not one.reason]
    edges = [
        f"{source} → {sink}"
        for i, sink in enumerate(channels)
        for j, source in enumerate(channels)
        if i != j
    ]
    for method in dict.fromkeys(one.method for one in known):
        own = [one for one in known if one.method == method]
        coverage = np.mean([one.inside.mean(axis=0) for one in own], axis=0)
        width = np.mean([one.half_width.mean(axis=0) for one in own], axis=0)
        records += [
            (*head, method, "edge", edge, coverage[k], width[k], len(own), "estimated", "")
            for k, edge in enumerate(edges)
        ]
    return pd.DataFrame(records, columns=list(COLUMNS))


def intervals_of_choices(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Sequence[Predictions],
    *,
    primary: Sequence[str] = PRIMARY_MODELS,
    level: float,
) -> pd.DataFrame:
    """Make intervals of the primary model, of that chosen on validation, and of `FAM`.

    In all schemes that are evidence.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    splits : mapping of str to Split
        By scheme; all estimable. Schemes that are no evidence are passed over.
    predictions : sequence of Predictions
        Of all models.
    primary : sequence of str
        Models among which the primary analysis chooses.
    level : float
        Coverage that is asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    frames = [pd.DataFrame(columns=list(COLUMNS))]
    for scheme, split in splits.items():
        if not SCHEMES[scheme].is_evidence:
            continue
        table = gather(dataset, scheme, split, predictions)
        fitted = _fits_without_blocks(dataset, table, split)
        made = choices(table, primary) | {FAM: choose(table, [FAM])}
        for model in (PRIMARY["model"], BEST_CHOSEN, FAM):
            if model not in made or (model == FAM and FAM not in table.models):
                continue
            if made[model].reason:
                found = _no_intervals(table, model, made[model].reason)
            elif SCHEMES[scheme].calibrates_by == "segment":
                found = intervals_across_blocks(
                    table,
                    model,
                    made[model],
                    fitted,
                    rows_of=dataset.rows,
                    channels=dataset.emg_channels,
                    level=level,
                )
            else:
                found = intervals_across_subjects(
                    table,
                    model,
                    made[model].prediction,
                    channels=dataset.emg_channels,
                    level=level,
                )
            frames.append(found)
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def _no_intervals(table: SchemeTable, model: str, reason: str) -> pd.DataFrame:
    """Make the rows of a model that is not estimable."""
    names = sorted(set(table.rows.loc[table.tested, "subject"]))
    method = CV_PLUS if SCHEMES[table.scheme].calibrates_by == "segment" else BY_SUBJECT
    nobody = [_OfSubject(name, 0, method, reason=reason) for name in names]
    return _tabulated(table, model, nobody, ())


def _fits_without_blocks(
    dataset: ConnectivityDataset, table: SchemeTable, split: Split
) -> Callable[[str, str], OutOfFold]:
    """Fit what was chosen without each block, once for all who ask (`intervals_across_blocks`)."""
    vectors = cache(lambda: vectors_of(dataset))
    remarks = table.remarks[table.remarks["kind"] == "chosen"]

    @cache
    def fitted(fold: str, name: str) -> OutOfFold:
        own = remarks[(remarks["fold"] == fold) & (remarks["model"] == name)]
        return predict_out_of_fold(
            name,
            vectors(),
            dataset,
            split.parts(fold, dataset.segments["segment"]),
            chosen=own["text"].item(),
            adapted=SCHEMES[table.scheme].adapted,
        )

    return fitted
