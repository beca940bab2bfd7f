"""Section: the paper's own evaluation, followed to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.recipes import RECIPES
from eeg2emg.report.contents import Contents
from eeg2emg.report.sentences import replication_sentences
from eeg2emg.report.tables import Table, plain_table, replication_table
from eeg2emg.splitting.catalogue import TABLE3_SCHEME

if TYPE_CHECKING:
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
                recipe: replication_sentences(frame, recipe=recipe)
                for recipe, frame in table3.items()
            },
        },
        tables={
            "table3": {recipe: replication_table(frame) for recipe, frame in table3.items()},
            "training": None if context.training is None else plain_table(context.training),
            "curves": {recipe: _curves(context, recipe) for recipe in table3},
            "recipes": {recipe: _options(context, recipe) for recipe in table3},
        },
    )


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
