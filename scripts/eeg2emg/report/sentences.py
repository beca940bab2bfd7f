"""Sentences of the results: what was found, what was reproduced, what cannot be said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, side_level, smallest_p
from eeg2emg.evaluation.judgement import ALL_MODELS, OVER_KERNEL
from eeg2emg.learning.catalogue import CELL_MEAN, FAM, FAM_KERNELS, model_title
from eeg2emg.learning.recipes import RECIPES, REPLICATION_MODEL
from eeg2emg.names.models import BEST_CHOSEN, ModelName, optimizer_title
from eeg2emg.report.replication import CLOSE, NOT_REPRODUCED, REPRODUCED, comparison
from eeg2emg.report.words import counted, ended, interval, listed, lowered, number
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_COMPARED_NETWORKS = tuple(
    str(ModelName.chosen_network(name)) for name, entry in RECIPES.items() if entry.compared
)
"""The paper's network with each recipe that is laid out as Table 3."""

EQUAL = 0.005
"""Skills below this, of either sign, are written as zero."""


def material_sentence(
    segments: pd.DataFrame,
    *,
    segment_s: float,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    target: str,
    simulated: bool,
) -> str:
    """Say what the run is made from and what it asks."""
    people = counted(
        int(segments["subject"].nunique()), "simulated subject" if simulated else "subject"
    )
    return (
        f"From {people}, {counted(len(segments), 'segment')} of {segment_s:g} s "
        f"with {counted(len(eeg_channels), 'EEG channel')} and "
        f"{counted(len(emg_channels), 'muscle')} were turned into matrices of connectivity, and "
        f"models learnt to estimate the muscle network ({lowered(measure_title(target))}) from the "
        "brain network of the same segment."
    )


def replication_sentence(metrics: pd.DataFrame) -> str:
    """Say what the paper's network is worth in the scheme of the primary analysis."""
    rows = metrics[
        (metrics["scheme"] == PRIMARY_SCHEME)
        & (metrics["part"] == "test")
        & (metrics["metric"] == "skill")
    ]
    rows = rows[rows["model"].isin([REPLICATION_MODEL, ALL_MODELS])]
    head = f"The paper’s network beside it (the replication: {model_title(REPLICATION_MODEL)})"
    if rows.empty:
        return f"{head} was not judged in {PRIMARY_SCHEME}."
    row = rows.iloc[0]
    if row["status"] != "estimated":
        return f"{head} is not estimable in {PRIMARY_SCHEME}. {ended(str(row['reason']))}"
    return (
        f"{head} has the skill {number(row['value'])} in {PRIMARY_SCHEME}, {_judged(row)} the "
        "EEG-free rival."
    )


def eeg_free_sentence(metrics: pd.DataFrame, scheme: str = TABLE3_SCHEME) -> str:
    """Set the paper's metric of its network beside that of a mean that sees no EEG.

    All are named beforehand: none is picked by what it does on tested segments. Empty where one of
    the two is unknown.
    """
    rows = metrics[
        (metrics["scheme"] == scheme)
        & (metrics["part"] == "test")
        & (metrics["metric"] == "r")
        & (metrics["status"] == "estimated")
    ].set_index("model")["value"]
    networks = [name for name in _COMPARED_NETWORKS if name in rows.index]
    if CELL_MEAN not in rows.index or not networks:
        return ""
    free = rows[CELL_MEAN]
    said = [f"{model_title(name)} {number(rows[name])}" for name in networks]
    highest = max(rows[name] for name in networks)
    conclusion = (
        "a pooled correlation is therefore no evidence that the EEG tells anything"
        if free >= highest - CLOSE
        else "only what exceeds the former can come from the EEG"
    )
    return (
        f"By the paper's own metric and scheme (pooled r, {scheme} split) the mean of subject and "
        f"phase, which sees no EEG, reaches {number(free)} on the test segments, the "
        f"{' and the '.join(said)}; {conclusion}."
    )


def replication_sentences(
    table: pd.DataFrame, *, recipe: str, simulated: bool = False
) -> list[str]:
    """Compare each optimizer's test R2 and r with the published ones.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.evaluation.table3.table3`: cells are printed text.
    recipe : str
        Name of the recipe.
    simulated : bool
        Whether the recordings were simulated: then nothing is reproduced, and nothing fails to be.

    Returns
    -------
    list of str
        One sentence per optimizer.
    """
    sentences = []
    for row in table[table["split"] == "test"].to_dict("records"):
        if row.get("reason"):
            sentences.append(
                f"{optimizer_title(row['optimizer'])}, recipe “{recipe}”: not estimable. "
                f"{ended(row['reason'])}"
            )
            continue
        found = comparison(row, "r2", simulated=simulated)
        optimizer = optimizer_title(row["optimizer"])
        start = (
            f"{optimizer}, recipe “{recipe}”: test R² is {found.here} where the paper prints "
            f"{found.published}"
        )
        r = float(row["r"])
        correlation = (
            "the estimate is constant, so its correlation is undefined"
            if math.isnan(r)
            else f"r is {number(r)} (published {float(row['published_r']):.2f})"
        )
        verdict = found.verdict
        if verdict == REPRODUCED:
            verdict += f" within {number(CLOSE)}"
        elif verdict == NOT_REPRODUCED:
            verdict += ": lower" if found.difference < 0 else ": higher"
        sentences.append(f"{start} ({verdict}); {correlation}.")
    return sentences


_MOST_NAMED = 4
"""Comparisons that a sentence names one by one."""


def secondary_sentence(metrics: pd.DataFrame, *, confidence: float = 0.95) -> str:
    """Say how many secondary comparisons survive the correction for their number.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    confidence : float
        Level of the intervals; a comparison passes at the level of one of their sides, so that none
        passes whose interval reaches 0.

    Returns
    -------
    str
    """
    rows = metrics[(metrics["metric"] == "skill") & ~metrics["primary"].astype(bool)]
    tested = rows[rows["p_corrected"].notna()]
    if tested.empty:
        return (
            f"No secondary comparison has a p-value: it takes {MIN_SUBJECTS} subjects or more in "
            "the test part."
        )
    level = side_level(confidence)
    passed = tested[tested["p_corrected"] <= level]
    if passed.empty:
        found = "none has"
    elif len(passed) > _MOST_NAMED:
        found = f"{len(passed)} (the table of all models has them) have"
    else:
        names = [f"{model_title(row.model)} in {row.scheme}" for row in passed.itertuples()]
        found = listed(names) + (" has" if len(passed) == 1 else " have")
    families = list(dict.fromkeys(tested["family"]))
    different = (
        f" Not all schemes test the same subjects, so there are {len(families)} families "
        f"({'; '.join(families)}), and each p-value is multiplied by {len(families)}."
        if len(families) > 1
        else ""
    )
    subjects = int(tested["n_subjects"].max())
    smallest = smallest_p(subjects) * len(families)
    limit = (
        f" None could have: with {counted(subjects, 'subject')} the smallest p is "
        f"{number(smallest, 3)}."
        if smallest > level
        else ""
    )
    return (
        f"Of {counted(len(tested), 'secondary comparison')}, {found} p ≤ {level:g} after "
        "correction for their number (one-sided sign flips of the subjects, the same in all of "
        f"them, each statistic against the largest).{different}{limit}"
    )


IN_TURNS = "training subjects who took turns as new ones"
"""What a model is chosen on where the tested subjects are new."""


def scheme_sentences(metrics: pd.DataFrame) -> list[str]:
    """Say what the chosen model reaches in each scheme, and by what it was chosen."""
    found = []
    for scheme in dict.fromkeys(metrics["scheme"]):
        rows = metrics[(metrics["scheme"] == scheme) & (metrics["metric"] == "skill")]
        chosen = rows[(rows["model"] == BEST_CHOSEN) & (rows["part"] == "test")]
        if not chosen.empty and chosen["status"].iloc[0] == "estimated":
            row = chosen.iloc[0]
            caution = "" if SCHEMES[scheme].is_evidence else ", but this scheme is never evidence"
            by = "validation segments" if SCHEMES[scheme].knows_subjects else IN_TURNS
            found.append(
                f"{scheme}: the model chosen on {by} has the skill "
                f"{number(row['value'])} on test segments, {_judged(row)} the EEG-free "
                f"rival{caution}."
            )
        else:
            missing = rows[
                rows["model"].isin([ALL_MODELS, BEST_CHOSEN]) & (rows["status"] == "not estimable")
            ]
            reason = str(missing["reason"].iloc[0]) if len(missing) else "no model was judged"
            found.append(f"{scheme}: not estimable. {ended(reason)}")
    return found


def _judged(row: pd.Series) -> str:
    """Compare a skill with zero, by its interval where it has one."""
    bounds = interval(row["low"], row["high"])
    if bounds:
        bounds = f"(interval {bounds})"
        if row["low"] > 0:
            return f"better than {bounds}"
        return f"worse than {bounds}" if row["high"] < 0 else f"not told apart from {bounds}"
    if abs(row["value"]) < EQUAL:
        return "just as good as"
    here = "better" if row["value"] > 0 else "worse"
    return f"{here} in these segments (no interval, so it may be chance) than"


def kernel_sentence(metrics: pd.DataFrame, scheme: str = PRIMARY_SCHEME) -> str:
    """Set the networks that are named beforehand beside the kernel ridge; empty without them.

    None of them is picked by what it does on tested segments.
    """
    rows = metrics[
        (metrics["metric"] == OVER_KERNEL)
        & (metrics["scheme"] == scheme)
        & (metrics["part"] == "test")
        & (metrics["status"] == "estimated")
    ].set_index("model")
    named = [name for name in (FAM, FAM_KERNELS, REPLICATION_MODEL) if name in rows.index]
    if not named:
        return ""
    said = []
    for name in named:
        row = rows.loc[name]
        bounds = interval(row["low"], row["high"])
        said.append(
            f"{model_title(name)} {number(row['value'])} "
            f"({f'interval {bounds}' if bounds else 'no interval'})"
        )
    above = {name for name in named if rows.loc[name, "low"] > 0}
    if {FAM, FAM_KERNELS} <= above:
        found = "Kernels of the same structure gain as well: it is the structure, not the network."
    elif FAM in above:
        found = "The mean of unlike networks lies above the kernel ridge on these people."
    else:
        found = "No network is shown to be better than the kernel ridge on these people."
    return (
        f"Skill over the kernel ridge in {scheme}: {listed(said)}. {found} The order of models "
        "depends on the law behind the data and on who was recorded, so a claim about models "
        "needs several cohorts (docs/evaluation.md)."
    )


def not_estimable(metrics: pd.DataFrame) -> list[dict[str, str]]:
    """List the skills that the cohort cannot carry.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.

    Returns
    -------
    list of dict
        Keys scheme, what, models, reason; models with the same reason in one row.
    """
    skills = metrics[metrics["metric"].isin(["skill", "skill_over_cell_mean"])]
    rows = skills[skills["status"] == "not estimable"]
    found = []
    for (scheme, metric, reason), group in rows.groupby(["scheme", "metric", "reason"], sort=False):
        models = list(dict.fromkeys(group["model"]))
        judged = skills.loc[(skills["scheme"] == scheme) & (skills["metric"] == metric), "model"]
        everything = len(models) > 1 and set(judged) == set(models)
        found.append(
            {
                "scheme": scheme,
                "what": metric.replace("_", " "),
                "models": "all models" if everything else listed([*map(model_title, models)]),
                "reason": reason,
            }
        )
    return found
