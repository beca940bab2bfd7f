"""Null, controls and intervals of edges, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.model_names import model_name
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, ended, number

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT = 0.05


def null_sentences(null: pd.DataFrame | None) -> list[str]:
    """Say how each model's skill stands among those of shifted pairings."""
    if null is None:
        return []
    missing = null[null["status"] != "estimated"]
    if len(missing):
        return [ended(str(missing["reason"].iloc[0]))]
    return [
        f"{model_name(row.model)} in {row.scheme}: a skill of {number(row.skill)} where "
        f"{counted(int(row.shifts), 'shifted pairing')} gave {number(row.null_mean)} on average "
        f"and up to {number(row.null_95)} in 95% of them (p = {number(row.p, 3)}"
        f"{'' if row.p < SIGNIFICANT else ', which chance explains'})."
        for row in null.itertuples()
    ]


def controls_sentence(controls: pd.DataFrame | None) -> str:
    """Say what the controls reach."""
    if controls is None:
        return ""
    parts = []
    shuffled = controls[
        (controls["control"] == "shuffled EEG") & (controls["status"] == "estimated")
    ]
    if len(shuffled):
        parts.append(
            "EEG exchanged within cells gives a skill of at most "
            f"{number(shuffled['skill'].max())} (mean over exchanges, best of the models)."
        )
    rank = controls[controls["control"] == "rank alone"]
    if len(rank) and rank["status"].iloc[0] == "estimated":
        parts.append(
            f"From the rank of the EEG alone the skill over the phase mean is "
            f"{number(rank['skill'].iloc[0])}."
        )
    missing = controls[controls["status"] != "estimated"]
    parts += [f"{row.control}: {ended(str(row.reason))}" for row in missing.itertuples()]
    return " ".join(parts)


def edges_sentences(intervals: pd.DataFrame | None) -> list[str]:
    """Say how often the intervals hold, scheme by scheme and model by model."""
    if intervals is None:
        return []
    sentences = []
    subjects = intervals[intervals["kind"] == "subject"]
    for (scheme, model), own in subjects.groupby(["scheme", "model"], sort=False):
        known = own[own["status"] == "estimated"]
        head = f"{scheme}, {model_name(str(model))}"
        if known.empty:
            sentences.append(f"{head}: not possible, {ended(str(own['reason'].iloc[0]))}")
            continue
        covered = known["coverage"].to_numpy()
        sentences.append(
            f"{head}: they hold in {np.mean(covered):.0%} of the cases, in single subjects from "
            f"{covered.min():.0%} to {covered.max():.0%} ({counted(len(known), 'subject')})."
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
                model_name(row.model),
                str(row.name),
                f"{row.coverage:.0%}",
                number(row.half_width, 4),
                str(int(row.calibration)),
            ]
            for row in known[known["kind"] == kind].itertuples(index=False)
        ]
        used = "calibrated with" if kind == "subject" else "subjects"
        headings = ["scheme", "model", kind, "coverage", "mean half width", used]
        if rows:
            found[f"Coverage by {kind}"] = Table(headings, rows, frozenset({3, 4, 5}))
    return found
