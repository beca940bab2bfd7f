"""What became of each participant's recordings: used, left out, cleaned, and at what cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.names.components import LABEL_IN_WORDS
from eeg2emg.report.tables import Table
from eeg2emg.report.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_ALL_CHANNELS = "all channels"


def participants_table(
    segments: pd.DataFrame,
    phases: Sequence[str],
    *,
    quality: pd.DataFrame | None,
    components: pd.DataFrame | None,
    artefacts: pd.DataFrame | None,
) -> Table:
    """Tell of each participant what was used, what was removed, and what that cost.

    Parameters
    ----------
    segments : DataFrame
        The segments that were analysed: subject, recording, phase.
    phases : sequence of str
        In their order.
    quality : DataFrame or None
        One row per recording: subject, used, bad_eeg_channels.
    components : DataFrame or None
        One row per independent component: unit, component, label, explained_variance, removed.
    artefacts : DataFrame or None
        Of simulated data: recording, what, reduction_db, brain_changed_share.

    Returns
    -------
    Table
        People who were left out stand in it with no segments.
    """
    subjects = sorted({*map(str, segments["subject"]), *_subjects_of(quality)})
    rows = [
        [
            subject,
            _recordings(subject, segments, quality),
            *_counts(subject, segments, phases),
            _bad_channels(subject, quality),
            *_removed(subject, components),
            *([] if artefacts is None else _cost(subject, artefacts)),
        ]
        for subject in subjects
    ]
    headings = [
        *("participant", "recordings used", *(f"segments of {name}" for name in phases)),
        *("channels interpolated", "components removed", "their share of the variance"),
    ]
    if artefacts is not None:
        headings += ["artefact reduced (dB)", "brain taken with it"]
    first = 2 + len(phases)
    numeric = {*range(1, first), first + 2, first + 3, first + 4}
    return Table(headings, rows, frozenset(k for k in numeric if k < len(headings)))


def _subjects_of(quality: pd.DataFrame | None) -> set[str]:
    return set() if quality is None else set(map(str, quality["subject"]))


def _recordings(subject: str, segments: pd.DataFrame, quality: pd.DataFrame | None) -> str:
    used = segments.loc[segments["subject"].astype(str) == subject, "recording"].nunique()
    if quality is None:
        return str(used)
    return f"{used} of {int((quality['subject'].astype(str) == subject).sum())}"


def _counts(subject: str, segments: pd.DataFrame, phases: Sequence[str]) -> list[str]:
    own = segments.loc[segments["subject"].astype(str) == subject, "phase"].value_counts()
    return [str(int(own.get(phase, 0))) for phase in phases]


def _bad_channels(subject: str, quality: pd.DataFrame | None) -> str:
    """Name the channels that are bad in the recordings which are used."""
    if quality is None:
        return ""
    own = quality[(quality["subject"].astype(str) == subject) & (quality["used"].astype(int) == 1)]
    texts = own["bad_eeg_channels"].dropna().astype(str)
    names = dict.fromkeys(
        name.strip() for text in texts for name in text.replace(";", ",").split(",")
    )
    return ", ".join(name for name in names if name) or "none"


def _removed(subject: str, components: pd.DataFrame | None) -> list[str]:
    """Name the components that were removed, by label, and their share of the variance."""
    if components is None:
        return ["", "–"]
    unit = components["unit"].astype(str).str.removeprefix("sub-").str.split("_").str[0]
    own = components[(unit == subject) & components["component"].notna()]
    if own.empty:
        return ["none were fitted", "–"]
    removed = own[own["removed"].astype(int) == 1]
    counts = removed["label"].value_counts()
    said = ", ".join(
        f"{int(count)} {LABEL_IN_WORDS.get(str(label), str(label))}"
        for label, count in counts.items()
    )
    # Where each recording has a decomposition of its own, the mean over them.
    shares = removed.groupby("unit")["explained_variance"].sum()
    share = float(shares.sum()) / own["unit"].nunique()
    return [f"{said} of {len(own)}" if said else f"none of {len(own)}", f"{share:.1%}"]


def _cost(subject: str, artefacts: pd.DataFrame) -> list[str]:
    """Say how much artefact was taken, and how much of the brain with it."""
    whose = artefacts["recording"].astype(str).str.split("_").str[0].str.removeprefix("sub-")
    own = artefacts[(whose == subject) & (artefacts["what"] == _ALL_CHANNELS)]
    if own.empty:
        return ["–", "–"]
    changed = float(own["brain_changed_share"].mean())
    return [number(float(own["reduction_db"].mean()), 1), f"{changed:.1%}"]
