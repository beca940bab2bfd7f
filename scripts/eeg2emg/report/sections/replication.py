"""Section: the paper's own evaluation, followed to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.models import OPTIMIZERS
from eeg2emg.report.contents import Contents
from eeg2emg.report.sentences import replication_sentences
from eeg2emg.report.tables import plain_table, replication_table
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
                recipe: replication_sentences(frame, recipe=recipe, simulated=context.simulated)
                for recipe, frame in table3.items()
            },
        },
        tables={
            "table3": {recipe: replication_table(frame) for recipe, frame in table3.items()},
            "training": None if context.training is None else plain_table(context.training),
            "curves": {recipe: _curves(context, recipe) for recipe in table3},
        },
    )


def _curves(context: ReportContext, recipe: str) -> list[str]:
    """Name the figures of training of a recipe, in the order of the optimizers."""
    ending = "" if recipe == "paper" else f"_{recipe}"
    wanted = [f"training_{optimizer}{ending}" for optimizer in OPTIMIZERS]
    return [name for name in wanted if name in context.figures]
