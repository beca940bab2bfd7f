"""Sentences and tables about null, controls and intervals of edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.evaluation.intervals import side_level
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import CELL_MEAN, model_title
from eeg2emg.names.controls import (
    HEAD_MUSCLES,
    OVERALL_LEVEL,
    WITHOUT_LEVEL,
    is_control_above,
)
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, ended, interval, listed, number, p_value

if TYPE_CHECKING:
    import pandas as pd


def null_sentences(null: pd.DataFrame | None, *, confidence: float) -> list[str]:
    """Say how each model's skill stands among those of wrong pairings.

    Parameters
    ----------
    null : DataFrame or None
        Columns `eeg2emg.controls.null_table.COLUMNS`.
    confidence : float
        Level of the intervals; chance is excluded at the level of one of their sides.

    Returns
    -------
    list of str
        One sentence per model, the primary one first; and each reason why there is no null.
    """
    if null is None:
        return []
    level = side_level(confidence)
    made = null[null["status"] == "estimated"]
    made = made.sort_values("model", key=lambda name: name != PRIMARY["model"], kind="stable")
    sentences = [
        f"{model_title(row.model)} in {row.scheme}: a skill of {number(row.skill)} over its own "
        f"base where {counted(int(row.shifts), 'wrong pairing')} gave {number(row.null_mean)} on "
        f"average and up to {number(row.null_95)} in 95% of them ({p_value(row.p)}"
        f"{'' if row.p <= level else ', which chance explains'})."
        for row in made.itertuples()
    ]
    missing = null.loc[null["status"] != "estimated", "reason"]
    sentences += [ended(str(reason)) for reason in dict.fromkeys(missing)]
    if PRIMARY["model"] not in set(null["model"]):
        sentences.append(
            "No null covers the primary model: networks are among those that it is chosen from, "
            "and they were not trained on wrong pairings (evaluation.network_null_shifts)."
        )
    return sentences


_READING = {
    OVERALL_LEVEL: (
        "From what all pairs of electrodes share of each measure alone, its overall level",
        (
            "Noise, and other qualities of the signals, make all connectivity rise and fall "
            "together. If this level predicts as well as the whole EEG, the skill is not shown to "
            "come from the pattern of brain connections."
        ),
    ),
    WITHOUT_LEVEL: (
        "From the connectivity without that level alone",
        "What is left must have a skill of its own, if it is the pattern that tells.",
    ),
    "below 30 Hz": (
        "From frequencies below 30 Hz alone",
        (
            "If that is much less than from the whole EEG, the skill rests on higher frequencies, "
            "where muscles of the head reach the electrodes; if it is as much, it does not need "
            "them."
        ),
    ),
    "muscle components, connectivity": (
        "From the EEG rebuilt of its muscle components alone, by its connectivity",
        (
            "If the muscle components predict as well as the whole EEG, the skill may come from "
            "muscles of the head and not from the brain. If they predict nothing, what was "
            "labelled muscle does not know the muscle network; that no muscle is left in the EEG "
            "does not follow."
        ),
    ),
    "muscle components, amplitude": (
        "From the amplitude of its muscle components alone",
        (
            "This is to be read in the same way; a single component has an amplitude but, as all "
            "channels copy it, no connectivity."
        ),
    ),
    HEAD_MUSCLES: (
        "From the amplitude of the EMG of neck, jaw or face alone",
        (
            "That is no EEG. If it predicts as well as the whole EEG, the skill may be that of "
            "muscles of the head, which the electrodes pick up; what counts is how much the whole "
            "EEG adds to it."
        ),
    ),
}
"""By control from a subset of the EEG: how it begins, and how it is to be read."""

_READING_ABOVE = (
    "From the {control} of each channel alone, muscle components included",
    (
        "Amplifier noise, movement and muscles of the head raise it, and the brain hardly does. If "
        "it predicts as well as the whole EEG, the skill is not shown to come from the brain. If "
        "it predicts less, what counts is how much the whole EEG adds to it, and whether that "
        "interval lies above 0."
    ),
)
"""The same of the amplitudes above a limit, which the control names."""


_ABOVE_IN_SIMULATION = (
    "In simulated recordings the sources of the brain go on above that limit, and their couplings "
    "change how loud they are: there this control may have a skill that is the brain's."
)


def controls_sentences(
    controls: pd.DataFrame | None,
    *,
    simulated: bool = False,
    metrics: pd.DataFrame | None = None,
) -> list[str]:
    """Say what the controls reach, and how each is to be read.

    Parameters
    ----------
    controls : DataFrame or None
        As from `eeg2emg.controls.table`.
    simulated : bool
        Whether the recordings were simulated.
    metrics : DataFrame, optional
        As from `eeg2emg.evaluation.judgement.evaluate`: what the mean of subject and phase has, to
        which EEG that says nothing must fall.

    Returns
    -------
    list of str
        Empty where there are no controls.
    """
    if controls is None:
        return []
    texts = []
    known = controls[controls["status"] == "estimated"]
    shuffled = known[known["control"] == "shuffled EEG"]
    if len(shuffled):
        texts.append(
            "EEG exchanged within cells gives a skill of at most "
            f"{number(shuffled['skill'].max())} (mean over exchanges, highest of the models). "
            f"{_expected_without(metrics, str(shuffled['scheme'].iloc[0]))}"
        )
    rank = known[known["control"] == "rank alone"]
    if len(rank):
        texts.append(
            f"From the rank of the EEG alone the skill over the phase mean is "
            f"{number(rank['skill'].iloc[0])}; what it holds is who somebody is, by what was "
            "removed from the EEG."
        )
    above = [name for name in controls["control"].unique() if is_control_above(name)]
    readings = _READING | dict.fromkeys(above, _READING_ABOVE)
    for control, (beginning, reading) in readings.items():
        rows = known[known["control"] == control]
        if len(rows):
            said = f"{beginning.format(control=control)}: {_parts_of_skill(rows)}"
            known_brain = f" {_ABOVE_IN_SIMULATION}" if simulated and control in above else ""
            texts.append(f"{said}. {reading}{known_brain}{_left_out(rows)}")
    missing = controls[controls["status"] != "estimated"].drop_duplicates(["control", "reason"])
    texts += [f"{row.control}: {ended(str(row.reason))}" for row in missing.itertuples()]
    return texts


def _expected_without(metrics: pd.DataFrame | None, scheme: str) -> str:
    """Say which skill is left to a model without EEG: that of the mean which it starts from."""
    claim = "clearly more would mean that the method finds skill where there is none"
    if metrics is None:
        return f"It should be that of the mean of subject and phase; {claim}."
    rows = metrics[
        (metrics["scheme"] == scheme)
        & (metrics["part"] == "test")
        & (metrics["metric"] == "skill")
        & (metrics["model"] == CELL_MEAN)
    ]
    if rows.empty or not np.isfinite(rows["value"].iloc[0]):
        return f"It should be that of the mean of subject and phase; {claim}."
    return (
        "The mean of subject and phase, from which models start, has "
        f"{number(rows['value'].iloc[0])} without any EEG; {claim}."
    )


def _parts_of_skill(rows: pd.DataFrame) -> str:
    """List, by model, the skill from a part beside that from the whole."""
    texts = []
    for row in rows.itertuples():
        bounds = interval(row.low, row.high)
        less = float(row.whole - row.skill)
        lost = f"{number(abs(less))} {'less' if less > 0 else 'more'}"
        if number(less) == number(0.0):
            lost = "as much"
        lost_bounds = interval(row.lost_low, row.lost_high)
        if lost_bounds:
            lost += f", interval of the loss {lost_bounds}"
        added_bounds = interval(row.added_low, row.added_high)
        if added_bounds:
            lost += f"; it adds {number(row.added)} to the part, interval {added_bounds}"
        texts.append(
            f"{model_title(str(row.model))} has a skill of {number(row.skill)}"
            f"{f' ({bounds})' if bounds else ''} where the "
            f"whole EEG of the same {counted(int(row.n_subjects), 'subject')} gives "
            f"{number(row.whole)} ({lost})"
        )
    return "; ".join(texts)


def _left_out(rows: pd.DataFrame) -> str:
    reason = empty_text(rows["reason"]).iloc[0]
    return f" {ended(reason[:1].upper() + reason[1:])}" if reason else ""


def edges_sentences(intervals: pd.DataFrame | None) -> list[str]:
    """Say how often the intervals hold, scheme by scheme and model by model."""
    if intervals is None:
        return []
    sentences = []
    subjects = intervals[intervals["kind"] == "subject"]
    for (scheme, model), own in subjects.groupby(["scheme", "model"], sort=False):
        known = own[own["status"] == "estimated"]
        head = f"{scheme}, {model_title(str(model))}"
        if known.empty:
            sentences.append(f"{head}: not possible, {ended(str(own['reason'].iloc[0]))}")
            continue
        covered = known["coverage"].to_numpy()
        sentences.append(
            f"{head}: they hold in {np.mean(covered):.0%} of the cases, in single subjects from "
            f"{covered.min():.0%} to {covered.max():.0%} ({counted(len(known), 'subject')}; "
            f"{listed(list(dict.fromkeys(known['method'])))})."
        )
    return sentences


def edges_tables(intervals: pd.DataFrame) -> dict[str, Table]:
    """List coverage and half width by subject and by edge."""
    found = {}
    known = intervals[intervals["status"] == "estimated"]
    for kind in ("subject", "edge"):
        rows = [
            [
                row.scheme,
                model_title(row.model),
                row.method,
                str(row.name),
                f"{row.coverage:.0%}",
                number(row.half_width, 4),
                str(int(row.calibration)),
            ]
            for row in known[known["kind"] == kind].itertuples(index=False)
        ]
        used = "calibrated with" if kind == "subject" else "subjects"
        headings = ["scheme", "model", "method", kind, "coverage", "mean half width", used]
        if rows:
            found[f"Coverage by {kind}"] = Table(headings, rows, frozenset({4, 5, 6}))
    return found
