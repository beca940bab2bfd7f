"""Section: brain and muscles together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, interval, listed, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eeg2emg.report.context import ReportContext

_IN_WORDS = {
    "no delay": "no delay can be shown, so that cross-talk between electrodes would explain it",
    "common bursts": "windows in which both are loud would explain it",
    "common line": "both share the mains",
}


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    people, group = context.table("corticomuscular"), context.table("corticomuscular_group")
    refused = context.table("corticomuscular_refused")
    options = context.configuration["corticomuscular"]
    alpha = round(1 - options["confidence"], 12)
    return Contents(
        say={
            "how": _how(options),
            "people": _people(people, alpha),
            "group": _group(group, alpha),
            "direction": _direction(group, alpha),
            "remarks": _remarks(people),
        },
        tables={
            "group": None if group is None else _named_electrodes(group, options["electrodes"]),
            "refused": None if refused is None else _refused_table(refused),
        },
    )


def _how(options: Mapping[str, Any]) -> str:
    kind = "the rectified EMG" if options["rectify"] else "the EMG, not rectified,"
    return (
        f"Coherence of the cleaned EEG with {kind} was averaged over Hann windows of "
        f"{options['window_s']:g} s of all segments of a person and phase; no window reaches over "
        "the end of a segment or trial. Two thresholds tell what as many windows of unrelated "
        "signals give: the formula for independent averages, and "
        f"{options['surrogates']} surrogates that put the EMG of one segment beside the EEG of "
        "another of the same person and phase."
    )


def _people(people: pd.DataFrame | None, alpha: float) -> str:
    """Say how many people have coherence of their own, by phase and band."""
    if people is None:
        return "No person could be estimated."
    if people["p_corrected"].isna().all():
        return "Nobody has enough segments of a phase for surrogates (five)."
    bands = people.groupby(["phase", "low_hz", "high_hz"], sort=False)
    found = [
        f"in {counted(has, 'person')} in {phase} at {_band(low_hz, high_hz)}"
        for (phase, low_hz, high_hz), own in bands
        if (has := own[own["p_corrected"] <= alpha]["subject"].nunique())
    ]
    most = "in nobody" if not found else listed(found)
    rest = ", and in no other phase and band" if 0 < len(found) < len(bands) else ""
    return (
        f"Of {counted(people['subject'].nunique(), 'person')}, an electrode and a muscle are "
        f"coherent, at a level of {alpha:g} for all electrodes, muscles and bands together, "
        f"{most}{rest}."
    )


def _group(group: pd.DataFrame | None, alpha: float) -> str:
    """Say where phases differ from rest over people."""
    if group is None:
        return "There is no group: nobody has both phases with surrogates."
    people = int(group["people"].max())
    if group["p_cluster"].isna().all():
        reason = next((text for text in group["reason"] if isinstance(text, str) and text), "")
        return (
            f"Over {counted(people, 'person')} clusters were not tested: {reason or 'one phase'}."
        )
    found = []
    for (phase, rest, low_hz, high_hz), own in group.groupby(
        ["phase", "rest", "low_hz", "high_hz"], sort=False
    ):
        hits = own[own["p_cluster"] <= alpha]
        if hits.empty:
            found.append(f"At {_band(low_hz, high_hz)} no cluster differs in {phase} from {rest}.")
            continue
        top = hits.loc[hits["difference"].abs().idxmax()]
        found.append(
            f"At {_band(low_hz, high_hz)} coherence in {phase} differs from {rest} "
            f"(p = {number(hits['p_cluster'].min(), 3)} of a cluster, corrected for electrodes, "
            f"frequencies and muscles): most at {top['electrode']} with {top['muscle']}, by "
            f"{number(top['difference'], 3)} ({interval(top['low'], top['high'], 3)}) in the mean "
            "of the band."
        )
    return " ".join([f"Over {counted(people, 'person')}:", *found])


def _direction(group: pd.DataFrame | None, alpha: float) -> str:
    """Say which leads where coherence differs from rest, by both measures."""
    if group is None or group["p_cluster"].isna().all():
        return ""
    hits = group[(group["p_cluster"] <= alpha) & (group["difference"] > 0)]
    if hits.empty:
        return ""
    told = []
    for name, title in (("phase_slope", "phase slope index"), ("granger_contrast", "Granger")):
        clear = hits[hits[f"{name}_p"] <= alpha]
        brain = int((clear[name] > 0).sum())
        muscle = int((clear[name] < 0).sum())
        told.append(f"{title}: the brain leads in {brain}, the muscle in {muscle}")
    return (
        f"Direction in the {counted(len(hits), 'combination')} of electrode, muscle and band "
        f"within such clusters (each at {alpha:g}, not corrected): {'; '.join(told)}. The Granger "
        "value is the net causality less that of the signals run backwards, which mixing and "
        "unequal noise leave at 0."
    )


def _remarks(people: pd.DataFrame | None) -> list[str]:
    """Say how many coherences are flagged, and as what."""
    if people is None:
        return []
    remarks = people["remarks"].fillna("").astype(str)
    passed = int((people["coherence"] > people["analytic_threshold"]).sum())
    found = []
    for name, words in _IN_WORDS.items():
        count = int(remarks.str.split("; ").map(lambda own, name=name: name in own).sum())
        of = "of all pairs" if name == "common line" else f"of {passed} above their threshold"
        found.append(f"{name.capitalize()}: {count} {of}; {words}.")
    return found


def _named_electrodes(group: pd.DataFrame, electrodes: list[str]) -> Table | None:
    """List the group's values at the electrodes that were named beforehand."""
    own = group[group["electrode"].isin(electrodes)]
    if own.empty:
        return None
    rows = [
        [
            str(row.electrode),
            str(row.muscle),
            _band(row.low_hz, row.high_hz),
            str(row.phase),
            number(row.coherence_at_rest, 3),
            number(row.coherence, 3),
            number(row.difference, 3),
            interval(row.low, row.high, 3),
            number(row.p_cluster, 3),
            number(row.phase_slope, 3),
            number(row.granger_contrast, 4),
            f"{int(row.flagged)} of {int(row.people)}",
        ]
        for row in own.itertuples()
    ]
    headings = [
        *("electrode", "muscle", "band", "phase", "at rest", "coherence", "difference"),
        *("interval", "p of cluster", "phase slope", "Granger contrast", "flagged in"),
    ]
    return Table(headings, rows, frozenset(range(4, 12)))


def _refused_table(refused: pd.DataFrame) -> Table:
    """List what could not be estimated, with the reason."""
    rows = [[str(row.subject), str(row.name_), str(row.reason)] for row in _renamed(refused)]
    return Table(["person", "what", "reason"], rows)


def _renamed(refused: pd.DataFrame) -> Any:
    return refused.rename(columns={"name": "name_"}).itertuples()


def _band(low_hz: float, high_hz: float) -> str:
    return f"{low_hz:g}\N{EN DASH}{high_hz:g} Hz"
