"""Section: further targets beside the primary one, and groups of features beside connectivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.evaluation.feature_table import (
    ADDED_BY_CONNECTIVITY,
    ADDED_BY_GROUP,
    BOTH,
    CONNECTIVITY,
    GROUP,
)
from eeg2emg.evaluation.intervals import side_level
from eeg2emg.files.tables import empty_text
from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, interval, listed, lowered, number, p_value
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    targets, features = context.table("targets"), context.table("features")
    learnt = context.table("synergies")
    level = side_level(context.confidence)
    return Contents(
        say={
            "targets": [] if targets is None else targets_sentences(targets, level=level),
            "beside": "" if targets is None else beside(targets),
            "features": [] if features is None else list(features_sentences(features)),
            "synergies": "" if learnt is None else synergies_sentence(learnt),
            "definitions": [] if targets is None else definitions(list(targets["target"])),
            "groups": []
            if features is None
            else [
                (FEATURE_GROUPS[name].title, FEATURE_GROUPS[name].definition)
                for name in dict.fromkeys(features["group"])
            ],
        },
        tables={
            "targets": None if targets is None else targets_table(targets, context.confidence),
            "features": None if features is None else features_table(features, context.confidence),
            "synergies": None if learnt is None else synergies_table(learnt),
        },
    )


def beside(targets: pd.DataFrame) -> str:
    """Say what stands beside the skills: what the network has, and what could be learnt."""
    said = []
    if targets.loc[~targets["is_primary"].astype(bool), "network"].notna().any():
        said.append("The paper's network was trained on each of them as well.")
    if targets["learnable"].notna().any():
        said.append(
            "The learnable limit is the skill of the kernel ridge that is given the true state of "
            "the simulated brain in place of the EEG."
        )
    return " ".join(said)


def definitions(names: Sequence[str]) -> list[tuple[str, str]]:
    """Give title and definition of targets."""
    entries = [VECTOR_TARGETS.get(name) or TARGETS[name] for name in names]
    return [(entry.title, entry.definition) for entry in entries]


def targets_sentences(targets: pd.DataFrame, *, level: float) -> list[str]:
    """Say of which targets the EEG tells something, and of which that is not shown.

    Parameters
    ----------
    targets : DataFrame
        As from `eeg2emg.verdict.target_summary.summarise_targets`.
    level : float
        Level of one side of the intervals, at which p-values are read.

    Returns
    -------
    list of str
    """
    further = targets[~targets["is_primary"].astype(bool)]
    rows = further.to_dict("records")
    shown = [row for row in rows if row["answer"] == "yes" and row["p_corrected"] <= level]
    alone = [row for row in rows if row["answer"] == "yes" and not row["p_corrected"] <= level]
    said = []
    if shown:
        said.append(
            f"Of {counted(len(rows), 'further target')} the EEG is shown to tell about "
            f"{_with_skills(shown)}: better than without EEG, also after correction for the number "
            "of targets, better than with the EEG of other people, following the muscles from "
            "segment to segment, and explained by no control."
        )
    else:
        said.append(
            f"Of {counted(len(rows), 'further target')} the EEG is shown to tell about none."
        )
    said += [
        f"{row['title']} passes all checks by itself, but not the correction for the number of "
        f"targets ({p_value(row['p_corrected'])})."
        for row in alone
    ]
    for row in rows:
        if row["answer"] != "yes":
            said.append(f"{row['title']}, {_skill(row)}: {lowered(str(row['reason']))}")
    return said


def _with_skills(rows: Sequence[Mapping[str, object]]) -> str:
    return listed([f"{lowered(str(row['title']))} ({_skill(row)})" for row in rows])


def _skill(row: Mapping[str, object]) -> str:
    bounds = interval(row["low"], row["high"])
    return f"skill {number(row['skill'])}" + (f", {bounds}" if bounds else "")


def features_sentences(features: pd.DataFrame) -> Iterator[str]:
    """Answer of each group whether connectivity says more, and whether the group adds to it.

    Parameters
    ----------
    features : DataFrame
        As from `eeg2emg.evaluation.feature_groups.compare_groups`.

    Yields
    ------
    str
    """
    own = features[features["scheme"] == PRIMARY_SCHEME]
    for group, rows in own.groupby("group", sort=False):
        title = lowered(FEATURE_GROUPS[str(group)].title)
        found = {row["features"]: row for row in rows.to_dict("records")}
        if ADDED_BY_CONNECTIVITY not in found:
            why = empty_text(rows["reason"]).iloc[0]
            yield f"Connectivity and {title} cannot be compared: {lowered(str(why))}"
            continue
        yield (
            f"Does connectivity say more than {title}? {_answer(found[ADDED_BY_CONNECTIVITY])} "
            f"Alone, connectivity has {_of(found[CONNECTIVITY])} and {title} "
            f"{_of(found[GROUP])}; both together have {_of(found[BOTH])}. Does {title} add to "
            f"connectivity? {_answer(found[ADDED_BY_GROUP])}"
        )


def _of(row: Mapping[str, float]) -> str:
    bounds = interval(row["low"], row["high"])
    return f"a skill of {number(row['value'])}" + (f" ({bounds})" if bounds else "")


def _answer(row: Mapping[str, float]) -> str:
    bounds = interval(row["low"], row["high"])
    added = f"it adds {number(row['value'])}" + (f" ({bounds})" if bounds else "")
    if row["value"] < 0:
        added = f"both have a skill that is {number(-row['value'])} smaller" + (
            f" (difference {bounds})" if bounds else ""
        )
    if not np.isfinite(row["low"]):
        return f"That stays open with so few people: {added}."
    if row["low"] > 0:
        return f"Yes: {added}."
    return f"That is not shown: {added}."


def targets_table(targets: pd.DataFrame, confidence: float) -> Table:
    """List all targets, the primary one set off."""
    rows = [
        [
            str(row["title"]) + (" (primary)" if row["is_primary"] else ""),
            f"{int(row['n_entries'])}" if np.isfinite(row["n_entries"]) else "–",
            number(row["reliability"]),
            number(row["skill"]),
            interval(row["low"], row["high"]) or "–",
            number(row["p"] if row["is_primary"] else row["p_corrected"], 3),
            number(row["null_p"], 3),
            number(row["changes"]),
            number(row["new_people"]),
            interval(row["new_people_low"], row["new_people_high"]) or "–",
            number(row["network"]),
            number(row["learnable"]),
            str(row["outcome"]),
        ]
        for row in targets.to_dict("records")
    ]
    headings = [
        *("target", "numbers", "reliability", "skill", f"{confidence:.0%} interval", "p"),
        *("p of the null", "true per estimated change", "skill, new people"),
        *(f"{confidence:.0%} interval, new people", "skill of the network"),
        *("learnable limit", "outcome"),
    ]
    marked = frozenset(np.flatnonzero(targets["is_primary"].astype(bool)).tolist())
    return Table(headings, rows, frozenset(range(1, 12)), marked)


def synergies_sentence(target: pd.DataFrame) -> str:
    """Say how many synergies there are, what they explain, and how alike people are.

    Parameters
    ----------
    target : DataFrame
        The table of the target (`eeg2emg.verdict.target_table`).

    Returns
    -------
    str
        Empty where none were learnt.
    """
    explained = target[target["quantity"] == "explained"]
    alike = target.loc[target["quantity"] == "similarity", "value"]
    if explained.empty:
        return ""
    share = float(explained["value"].iloc[-1])
    count = counted(len(explained), "synergy")
    verb = "explains" if len(explained) == 1 else "explain"
    return (
        f"{count[0].upper()}{count[1:]} {verb} {share:.0%} of the squared envelopes of training "
        "segments, on average over people. The weights of people are like those of all together by "
        f"a cosine of {number(alike.mean())} on average, {number(alike.min())} at least."
    )


def synergies_table(target: pd.DataFrame) -> Table | None:
    """List the mean weight of each muscle in each synergy; None where none were learnt."""
    weights = target[target["quantity"] == "weight"]
    if weights.empty:
        return None
    mean = weights.pivot_table(index="model", columns="chosen", values="value", sort=False)
    rows = [
        [str(name), *(number(value) for value in values)]
        for name, values in zip(mean.index, mean.to_numpy(), strict=True)
    ]
    headings = ["synergy", *map(str, mean.columns)]
    return Table(headings, rows, frozenset(range(1, len(headings))))


def features_table(features: pd.DataFrame, confidence: float) -> Table:
    """List the skills of groups of features in all schemes, and what they add."""
    rows = []
    text = ["chosen", "reason"]
    for row in features.assign(**empty_text(features[text])).to_dict("records"):
        title = lowered(FEATURE_GROUPS[str(row["group"])].title)
        names = {
            CONNECTIVITY: "connectivity",
            GROUP: title,
            BOTH: "both",
            ADDED_BY_CONNECTIVITY: f"connectivity beyond {title}",
            ADDED_BY_GROUP: f"{title} beyond connectivity",
        }
        is_estimated = row["status"] == "estimated"
        rows.append(
            [
                FEATURE_GROUPS[str(row["group"])].title,
                str(row["scheme"]),
                names[row["features"]],
                number(row["value"]),
                interval(row["low"], row["high"]) or "–",
                number(row["p"], 3),
                str(row["chosen"] if is_estimated else row["reason"]),
            ]
        )
    headings = ["group", "scheme", "features", "skill", f"{confidence:.0%} interval", "p", "chosen"]
    return Table(headings, rows, frozenset({3, 4, 5}))
