"""Section: the paper's own evaluation, followed to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import model_title
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.report.contents import Contents
from eeg2emg.report.sentences import replication_sentences
from eeg2emg.report.tables import METRIC_TITLES, Table, plain_table, replication_table
from eeg2emg.report.words import interval, number
from eeg2emg.splitting.catalogue import TABLE3_SCHEME

if TYPE_CHECKING:
    import pandas as pd

    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    table3 = {
        name: frame
        for name, entry in RECIPES.items()
        if entry.compared and (frame := context.table(entry.table3)) is not None
    }
    return Contents(
        say={
            "scheme": TABLE3_SCHEME,
            "purpose": {recipe: RECIPES[recipe].purpose for recipe in table3},
            "replication": {
                recipe: replication_sentences(frame, recipe=recipe, simulated=context.simulated)
                for recipe, frame in table3.items()
            },
        },
        tables={
            "table3": {recipe: replication_table(frame) for recipe, frame in table3.items()},
            "training": None if context.training is None else plain_table(context.training),
            "curves": {recipe: _curves(context, recipe) for recipe in table3},
            "estimators": estimators_table(context.table("estimators")),
            "recipes": {recipe: _options(context, recipe) for recipe in table3},
        },
    )


def estimators_table(found: pd.DataFrame | None) -> Table | None:
    """Set the paper's metrics and the skills with both estimators in columns beside each other.

    Parameters
    ----------
    found : DataFrame or None
        As from `eeg2emg.evaluation.compared_estimators.compare_estimators`.

    Returns
    -------
    Table or None
        None where the run did not compare them.
    """
    if found is None:
        return None
    estimators = list(dict.fromkeys(found["estimator"]))
    rows = []
    for (scheme, model, metric), own in found.groupby(["scheme", "model", "metric"], sort=False):
        by = own.set_index("estimator")
        cells = []
        for name in estimators:
            bounds = interval(by.loc[name, "low"], by.loc[name, "high"])
            value = number(by.loc[name, "value"], 4 if metric in {"mse", "mae"} else 2)
            cells.append(f"{value} ({bounds})" if bounds else value)
        what = METRIC_TITLES.get(str(metric), str(metric))
        rows.append([model_title(str(model)), str(scheme), what, *cells])
    headings = ["model", "scheme", "metric", *estimators]
    return Table(headings, rows, frozenset(range(3, len(headings))))


def _curves(context: ReportContext, recipe: str) -> list[str]:
    """Name the figure of training of a recipe, where there is one."""
    wanted = RECIPES[recipe].training_figure
    return [wanted] if wanted in context.figures else []


def _options(context: ReportContext, recipe: str) -> Table | None:
    """List the options of a recipe, each with its source."""
    rows = [
        [row["option"], row["value"], row["source"], row["meaning"]]
        for row in context.recipes.get(recipe, ())
    ]
    return Table(["option", "value", "source", "meaning"], rows) if rows else None
