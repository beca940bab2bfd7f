"""Tables of further targets and of groups of features, as a run makes them."""

import numpy as np
import pandas as pd
from eeg2emg.evaluation.feature_table import COLUMNS as FEATURE_COLUMNS
from eeg2emg.verdict.target_summary import COLUMNS

MEANINGS = {
    "shown": ("yes", "The EEG tells something."),
    "not shown": ("no", "The estimate from the EEG is not shown to be better."),
    "too few people": ("open", "There are too few people for an interval."),
    "explained by muscle artefact": ("no", "The whole EEG adds nothing to its muscles."),
}


def target_row(name, title, skill, outcome="shown", **more):
    answer, reason = MEANINGS[outcome]
    numbers = {"skill": skill, "low": skill - 0.1, "high": skill + 0.1, "p": 0.01}
    people = {"new_people": skill / 2, "new_people_low": -0.1, "new_people_high": skill}
    return {
        **dict.fromkeys(COLUMNS, np.nan),
        **numbers,
        **people,
        "target": name,
        "title": title,
        "is_primary": False,
        "n_entries": 15,
        "reliability": 0.8,
        "learnable": 0.6,
        "network": skill / 2,
        "p_corrected": 0.02,
        "null_p": 0.01,
        "changes": 0.9,
        "outcome": outcome,
        "answer": answer,
        "reason": reason,
    } | more


def targets_table(*rows):
    """Make the table of all targets; without rows given, one of each kind."""
    rows = rows or (
        target_row("coherence", "Intermuscular coherence", 0.2),
        target_row("amplitude", "Amplitude", 0.3, "explained by muscle artefact"),
    )
    primary = target_row(
        "granger_raw", "Granger causality, raw EMG", 0.25, is_primary=True, p_corrected=np.nan
    )
    return pd.DataFrame([primary, *rows], columns=list(COLUMNS))


def features_table(added=0.12, *, interval=True, group="power"):
    """Make the comparison of one group with connectivity."""
    values = {
        "connectivity": 0.25,
        "group": 0.15,
        "both": 0.15 + added,
        "added by connectivity": added,
        "added by group": 0.01,
    }
    rows = [
        ("blocked", group, name, "cell mean", "ridge", value)
        + ((value - 0.05, value + 0.05, 0.01) if interval else (np.nan,) * 3)
        + (8, 64, "estimated", "" if interval else "too few people for an interval")
        for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(FEATURE_COLUMNS))


def synergies_table(count=2, people=("01", "02", "03"), muscles=("BSH", "TRIO", "DEL")):
    """Make what the table of the target holds of synergies."""
    rows = [("explained", f"{k + 1} synergies", "", "", 0.7 + 0.1 * k) for k in range(count)]
    for place, person in enumerate(people):
        for k in range(count):
            weights = np.roll([0.9, 0.4, 0.1], k) + 0.02 * place
            rows += [
                ("weight", f"synergy {k + 1}", muscle, person, weight)
                for muscle, weight in zip(muscles, weights, strict=True)
            ]
            rows.append(("similarity", f"synergy {k + 1}", "", person, 0.9 + 0.02 * place))
    rows.append(("verdict", "", "", "", np.nan))
    table = pd.DataFrame(rows, columns=["quantity", "model", "chosen", "subject", "value"])
    return table.assign(target="synergies", reason="")
