"""Predictions of all models in one layout, and the netCDF file that holds them.

Dimensions ``model``, ``row``, ``sink``, ``source``. A row is a segment in a fold of a scheme, with
the coordinates ``scheme``, ``fold``, ``segment`` and ``part``. Models are named

- ``network-<recipe>-<optimizer>-last`` and ``...-best``: weights after the last iteration, and
  those with the smallest validation loss; ``...-ensemble``: the mean of several with best weights,
- by the names of `eeg2emg.learning.catalogue.REGRESSIONS` and ``RIVALS``.

Where a model is not estimable, its values are NaN and a remark says why. A dimension ``turn`` holds
the errors on training subjects who took turns as new ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.files.netcdf import read_netcdf, written_netcdf
from eeg2emg.learning.catalogue import RIVALS

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

ROW_COLUMNS = ("scheme", "fold", "segment", "part")
REMARK_COLUMNS = ("scheme", "fold", "model", "kind", "text")
TURN_COLUMNS = ("scheme", "fold", "model", "error")


def turn_table(rows: Sequence[tuple[str, str, str, float]] = ()) -> pd.DataFrame:
    """Make the table of errors in turns: texts, and a number."""
    table = pd.DataFrame(list(rows), columns=list(TURN_COLUMNS), dtype=object)
    return table.astype({"error": float})


@dataclass(frozen=True)
class Predictions:
    """What models say about the segments of every fold.

    Attributes
    ----------
    models : tuple of str
        Names of the models.
    rows : DataFrame
        Columns scheme, fold, segment, part; segments that a fold does not use have no row.
    values : ndarray, shape (models, rows, m, m) or (models, rows, p, 1)
        Estimated EMG connectivity, [sink, source], or vectors; NaN where not estimable.
    channels : tuple of str
        EMG channels, or names of the entries of a vector.
    split_digests : dict of str to str
        By scheme, the digest of the split that was used.
    remarks : DataFrame
        Columns scheme, fold, model, kind ("chosen" on validation segments, or "not estimable"),
        text.
    turns : DataFrame
        Columns scheme, fold, model, error: in folds whose tested subjects are new, the sum of the
        squared errors off the diagonal that a model, with the hyperparameters that were chosen,
        makes on training subjects who take turns as new ones. Without rows where nobody did.
    """

    models: tuple[str, ...]
    rows: pd.DataFrame
    values: np.ndarray
    channels: tuple[str, ...]
    split_digests: Mapping[str, str]
    remarks: pd.DataFrame
    turns: pd.DataFrame = field(default_factory=turn_table)

    def __post_init__(self) -> None:
        m, shape = len(self.channels), self.values.shape
        expected = (len(self.models), len(self.rows), m)
        if shape[:-1] != expected or shape[-1] not in (1, m):
            raise ValueError(f"predictions have shape {shape}, not {(*expected, m)}")
        if tuple(self.rows.columns) != ROW_COLUMNS:
            raise ValueError(f"rows have the columns {', '.join(self.rows.columns)}")
        if tuple(self.remarks.columns) != REMARK_COLUMNS:
            raise ValueError(f"remarks have the columns {', '.join(self.remarks.columns)}")
        if tuple(self.turns.columns) != TURN_COLUMNS:
            raise ValueError(f"turns have the columns {', '.join(self.turns.columns)}")


def no_remarks() -> pd.DataFrame:
    """Make an empty table of remarks."""
    return pd.DataFrame(columns=list(REMARK_COLUMNS), dtype=str)


def concatenate(predictions: Sequence[Predictions]) -> Predictions:
    """Put predictions of the same models for different schemes one after the other.

    Parameters
    ----------
    predictions : sequence of Predictions
        At least one; equal models and channels, different schemes.

    Returns
    -------
    Predictions
        With the rows of all.
    """
    first = predictions[0]
    if any((p.models, p.channels) != (first.models, first.channels) for p in predictions):
        raise ValueError("only predictions of the same models and channels can be concatenated")
    schemes = [scheme for p in predictions for scheme in p.split_digests]
    if len(set(schemes)) < len(schemes):
        raise ValueError("a scheme occurs twice")
    remarks = [p.remarks for p in predictions if len(p.remarks)]
    return Predictions(
        first.models,
        pd.concat([p.rows for p in predictions], ignore_index=True),
        np.concatenate([p.values for p in predictions], axis=1),
        first.channels,
        {scheme: digest for p in predictions for scheme, digest in p.split_digests.items()},
        pd.concat(remarks, ignore_index=True) if remarks else no_remarks(),
        turn_table(
            [row for p in predictions for row in p.turns.itertuples(index=False, name=None)]
        ),
    )


def write_predictions(path: str | os.PathLike[str], predictions: Predictions) -> None:
    """Write predictions atomically; equal contents give equal bytes."""
    with written_netcdf(path) as file:
        for dimension, labels in (
            ("model", predictions.models),
            ("sink", predictions.channels),
            ("source", predictions.channels),
        ):
            file.createDimension(dimension, len(labels))
            file.createVariable(dimension, str, (dimension,))[:] = np.array(labels, object)
        # A length of 0 would be netCDF's way to say "unlimited", which an empty file needs.
        file.createDimension("row", len(predictions.rows) or None)
        for column in ROW_COLUMNS:
            variable = file.createVariable(column, str, ("row",))
            if len(predictions.rows):
                variable[:] = predictions.rows[column].to_numpy(dtype=object)
        file.createDimension("turn", len(predictions.turns) or None)
        for column in TURN_COLUMNS:
            kind = "f8" if column == "error" else str
            variable = file.createVariable(f"turn_{column}", kind, ("turn",))
            if len(predictions.turns):
                variable[:] = predictions.turns[column].to_numpy()
        variable = file.createVariable("prediction", "f8", ("model", "row", "sink", "source"))
        variable.coordinates = " ".join(ROW_COLUMNS)
        if predictions.values.size:
            variable[:] = predictions.values
        file.split_digests = json.dumps(dict(predictions.split_digests), sort_keys=True)
        file.remarks = json.dumps(predictions.remarks.to_dict("records"), sort_keys=True)


def read_predictions(path: str | os.PathLike[str]) -> Predictions:
    """Read what `write_predictions` wrote.

    Raises
    ------
    OwnFileError
        If the file is missing, damaged, does not have this layout, or lacks a number that the model
        must have given.
    """
    with read_netcdf(path, "predictions") as file:
        variables = file.variables
        remarks = json.loads(file.remarks)
        found = Predictions(
            models=tuple(variables["model"][:].tolist()),
            rows=pd.DataFrame({c: variables[c][:].astype(object) for c in ROW_COLUMNS}),
            values=np.asarray(variables["prediction"][:], dtype=float),
            channels=tuple(variables["sink"][:].tolist()),
            split_digests=json.loads(file.split_digests),
            remarks=pd.DataFrame(remarks, columns=list(REMARK_COLUMNS))
            if remarks
            else no_remarks(),
            turns=turn_table(
                list(zip(*(variables[f"turn_{c}"][:].tolist() for c in TURN_COLUMNS), strict=True))
            ),
        )
        _refuse_holes(found)
        return found


def _refuse_holes(predictions: Predictions) -> None:
    """Refuse what is no number, where no remark says that the model is not estimable.

    Some rivals say nothing about training segments: there is nothing before the first of them.
    """
    if np.isinf(predictions.values).any():
        raise ValueError("a prediction is infinite")
    rows, remarks = predictions.rows, predictions.remarks
    known = remarks[remarks["kind"] == "not estimable"]
    told = set(known[["model", "scheme", "fold"]].itertuples(index=False, name=None))
    for model, values in zip(predictions.models, predictions.values, strict=True):
        holes = np.isnan(values).any(axis=(1, 2))
        if model in RIVALS:
            holes &= (rows["part"] != "training").to_numpy()
        for scheme, fold in rows.loc[holes, ["scheme", "fold"]].drop_duplicates().to_numpy():
            if (model, scheme, fold) not in told:
                raise ValueError(f"{model} gives no number in fold {fold} of {scheme}")
