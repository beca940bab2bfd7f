"""Section: the way from recordings to a verdict, with what each step had and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.names.muscles import muscle_title
from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, listed, lowered
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    measures = [measure_title(plane) for plane in context.eeg_measures]
    return Contents(
        say={
            "path": "Recordings are checked, their EEG is cleaned of what eyes, muscles and heart "
            "add, and they are cut into segments. Each segment gives "
            f"{counted(len(measures), 'matrix')} of the EEG and, as what is to be estimated, the "
            f"{lowered(measure_title(context.target))} between "
            f"{listed([muscle_title(name) for name in context.emg_channels])}. Models learn the "
            "second from the first on some of the segments and are tested on others."
        },
        tables={"steps": steps_table(context)},
    )


def steps_table(context: ReportContext) -> Table:
    """Count what each step of the analysis had, used and left out."""
    quality, components = context.table("quality"), context.table("ica")
    segments = context.segments
    muscles, electrodes = len(context.emg_channels), len(context.eeg_channels)
    matrices = counted(len(context.eeg_measures), "matrix")
    rows = []
    if quality is not None:
        used = int(quality["used"].astype(int).sum())
        rows.append(["Quality", counted(len(quality), "recording"), f"{used} used"])
    if components is not None:
        found = components[components["component"].notna()]
        removed = int(found["removed"].astype(int).sum())
        rows.append(["Cleaning", counted(len(found), "component"), f"{removed} removed"])
    people = counted(int(segments["subject"].nunique()), "person")
    rows += [
        [
            "Segments",
            f"{people}, {counted(int(segments['recording'].nunique()), 'recording')}",
            f"{counted(len(segments), 'segment')} of {context.segment_s:g} s",
        ],
        [
            "Brain network",
            counted(electrodes, "electrode"),
            f"{matrices} of {electrodes} × {electrodes} per segment",
        ],
        [
            "Muscle network",
            counted(muscles, "muscle"),
            f"{counted(muscles * (muscles - 1), 'directed edge')} per segment",
        ],
    ]
    row = _tested(context)
    return Table(["step", "had", "gave"], rows if row is None else [*rows, row])


def _tested(context: ReportContext) -> list[str] | None:
    """Count the segments that the primary analysis trains on and tests."""
    metrics = context.table("metrics")
    if metrics is None:
        return None
    own = metrics[(metrics["scheme"] == PRIMARY_SCHEME) & (metrics["status"] == "estimated")]
    counts = {
        part: int(own.loc[own["part"] == part, "n_segments"].max())
        for part in ("training", "validation", "test")
        if (own["part"] == part).any()
    }
    if "test" not in counts:
        return None
    learnt = [f"{number} for {part}" for part, number in counts.items() if part != "test"]
    had = listed(learnt) if learnt else "the other segments"
    return [
        f"Models, scheme {PRIMARY_SCHEME}",
        f"segments: {had}",
        f"{counted(counts['test'], 'segment')} tested",
    ]
