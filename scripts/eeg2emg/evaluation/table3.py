"""The paper's Table 3 from this run's predictions, with the published values beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.audit.published import METRICS, OPTIMIZERS, SPLITS, published_table
from eeg2emg.evaluation.metrics import mean_absolute_error, mean_squared_error, pearson_r, r_squared
from eeg2emg.files.latex import latex_text
from eeg2emg.files.tables import table_text
from eeg2emg.names.models import LAST, ModelName
from eeg2emg.splitting.catalogue import TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions

_COMPUTE = {"r2": r_squared, "mse": mean_squared_error, "mae": mean_absolute_error, "r": pearson_r}
_HEADINGS = {"r2": "R2", "mse": "MSE", "mae": "MAE", "r": "r"}


def table3(
    dataset: ConnectivityDataset,
    predictions: Sequence[Predictions],
    *,
    recipe: str,
    scheme: str = TABLE3_SCHEME,
    weights: str = LAST,
) -> pd.DataFrame:
    """Compute the table: all M * M entries of all segments of a part pooled.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The truth.
    predictions : sequence of Predictions
        Those with the models ``network-<recipe>-<optimizer>-<weights>`` are used.
    recipe : str
        Name of the recipe.
    scheme : str
        Scheme whose parts are the rows.
    weights : {"last", "best"}
        Weights after the last iteration, as MATLAB returns them, or the best on validation.

    Returns
    -------
    DataFrame
        Columns optimizer, split, segments, r2, mse, mae, r, published_r2 and so on, reason; numbers
        as printed text. Optimizers that were not trained have no rows; a correlation with a
        constant estimate is ``nan``. Numbers of a network that could not be trained are ``nan`` and
        have a reason.
    """
    published = published_table().set_index(["optimizer", "split"])
    records = []
    for optimizer in OPTIMIZERS:
        name = str(ModelName.network(recipe, optimizer.lower(), weights))
        holders = [p for p in predictions if name in p.models and scheme in p.split_digests]
        if not holders:
            continue
        rows = holders[0].rows
        estimate = holders[0].values[holders[0].models.index(name)]
        reason = _reason(holders[0], name, scheme)
        for split in SPLITS:
            inside = (rows["scheme"] == scheme) & ((rows["part"] == split) | (split == "total"))
            truth = dataset.targets[dataset.rows(rows.loc[inside, "segment"])]
            values = {k: f(truth, estimate[inside.to_numpy()]) for k, f in _COMPUTE.items()}
            beside = published.loc[(optimizer, split)]
            records.append(
                {"optimizer": optimizer, "split": split, "segments": int(inside.sum())}
                | {metric: _printed(metric, values[metric]) for metric in METRICS}
                | {f"published_{metric}": beside[metric] for metric in METRICS}
                | {"reason": reason}
            )
    columns = ["optimizer", "split", "segments", *METRICS, *(f"published_{m}" for m in METRICS)]
    return pd.DataFrame(records, columns=[*columns, "reason"])


def _reason(predictions: Predictions, model: str, scheme: str) -> str:
    """Say why a network has no numbers; empty where it has."""
    remarks = predictions.remarks
    own = (remarks["scheme"] == scheme) & (remarks["model"] == model)
    return "; ".join(remarks.loc[own & (remarks["kind"] == "not estimable"), "text"])


def estimated_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the networks that could not be trained."""
    return table[table["reason"] == ""].reset_index(drop=True)


def counts_of_parts(table: pd.DataFrame) -> dict[str, int]:
    """Segments by split, as `eeg2emg.audit.audit_metric_table` takes them."""
    first = table[table["optimizer"] == table["optimizer"].iloc[0]]
    return {str(split): int(n) for split, n in zip(first["split"], first["segments"], strict=True)}


def table3_csv(table: pd.DataFrame) -> str:
    """Give the table as CSV text."""
    return table_text(table)


def table3_markdown(table: pd.DataFrame) -> str:
    """Give the table as Markdown, each metric followed by the published one."""
    heading, rows = _cells(table)
    lines = [heading, ["---"] * 2 + ["---:"] * (len(heading) - 2), *rows]
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
    return "\n".join([text, *(f"{one}: {why}\n" for one, why in reasons_of(table).items())])


def reasons_of(table: pd.DataFrame) -> dict[str, str]:
    """Say by optimizer why its network has no numbers; those that have numbers are absent."""
    without = table[table["reason"] != ""]
    return dict(zip(without["optimizer"], without["reason"], strict=True))


def table3_latex(table: pd.DataFrame) -> str:
    """Give the table as a LaTeX tabular, each metric followed by the published one."""
    heading, rows = _cells(table)
    heading = [cell.replace("R2", "$R^2$").replace("r (", "$r$ (") for cell in heading]
    heading = ["$r$" if cell == "r" else cell for cell in heading]
    body = []
    for k, row in enumerate(rows):
        if k and row[0]:
            body.append(r"\hline")
        body.append(" & ".join(row) + r" \\")
    return "\n".join(
        [
            r"\begin{tabular}{ll" + "r" * (len(heading) - 2) + "}",
            r"\hline",
            " & ".join(heading) + r" \\",
            r"\hline",
            *body,
            r"\hline",
            r"\end{tabular}",
            *(rf"\par {one}: {latex_text(why)}" for one, why in reasons_of(table).items()),
            "",
        ]
    )


def _cells(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Lay the table out: the optimizer is named in the first row of its block only."""
    heading = ["Optimizer", "Data"]
    for metric in METRICS:
        heading += [_HEADINGS[metric], f"{_HEADINGS[metric]} (published)"]
    rows, before = [], ""
    for record in table.to_dict("records"):
        row = ["" if record["optimizer"] == before else record["optimizer"], record["split"]]
        for metric in METRICS:
            row += ["–" if record["reason"] else record[metric], record[f"published_{metric}"]]
        rows.append(row)
        before = record["optimizer"]
    return heading, rows


def _printed(metric: str, value: float) -> str:
    """Print R2 and r as the paper does; errors with four digits, whatever the target's unit."""
    if not np.isfinite(value):
        return "nan"
    return f"{value:.4f}" if metric in {"r2", "r"} else f"{value:.3e}"
