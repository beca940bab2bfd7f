"""Section: the networks of the brain and of the muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.connectivity.catalogue import MEASURES, TARGETS
from eeg2emg.report import observations, tables
from eeg2emg.report.contents import Contents

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    muscles = context.emg_values, context.emg_measures, context.emg_channels
    significance, checks = context.table("significance"), context.cross_checks
    return Contents(
        say={
            "target": observations.target_sentences(
                context.target, context.configuration.get("connectivity", {})
            ),
            "emg_caution": " ".join(_caution(context)),
            "emg_ica": observations.emg_ica_sentence(context.emg_values, context.emg_measures),
            "diagnostics": observations.diagnostics_sentences(
                context.segments, target=context.target
            ),
            "cross_check": observations.cross_check_sentence(checks),
        },
        tables={
            "emg_controls": tables.emg_controls_table(*muscles),
            "cross_checks": tables.cross_check_table(checks) if checks else None,
            "definitions": _definitions(context),
            "significance": None
            if significance is None
            else tables.significance_table(significance, context.phases),
        },
    )


def _caution(context: ReportContext) -> list[str]:
    """Set Granger causality beside its controls, which belong to the paper's target."""
    text = observations.emg_caution(context.emg_values, context.emg_measures, context.emg_channels)
    about = observations.not_about_the_target(context.target, "This is")
    return [part for part in (text, about) if text and part]


def _definitions(context: ReportContext) -> list[tuple[str, str]]:
    """Define the measures of the run and its target, by their titles."""
    conditional = context.configuration.get("connectivity", {}).get("conditional", False)
    used = dict.fromkeys(plane.partition(" ")[0] for plane in context.eeg_measures)
    # What it is for muscles is what it is for the brain.
    names = [*used, *(["granger"] if "granger" not in used else [])]
    found = []
    for measure in (MEASURES[name] for name in names):
        text = (conditional and measure.conditional_definition) or measure.definition
        ending = "" if measure.directed else " Symmetric."
        ending += f" In {measure.unit}." if measure.unit else ""
        found.append((measure.title, f"{text}{ending}"))
    target = TARGETS[context.target]
    return [*found, (f"Target: {target.title}", target.definition)]
