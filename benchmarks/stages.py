"""Processor time, wall time, memory and disk of the stages of a run, beside their budgets.

    python benchmarks/stages.py results/default
    python benchmarks/stages.py results/paper --rules

Reads ``resources.csv``, which a run writes from its benchmark files and logs, and prints the table
of docs/pace.md. Processor time hardly depends on what else the machine does, but somewhat: cores
that share their caches with other work need more of it. Ends with 1 where a stage is over budget.
With ``--rules`` there is a row per rule instead, the dearest first, and no budget: those are of the
default run.
"""

import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from eeg2emg.report.resources import SUMS, by_stage

BUDGET_S = {
    "simulate": 35,
    "quality": 40,
    "clean": 80,
    "connectivity": 54,
    "dataset": 5,
    "learn": 105,
    "evaluate": 25,
    "limits": 13,
    "doubts": 22,
    "verdict": 3,
    "print": 2,
    "store": 5,
    "figures": 58,
    "recovery": 22,
    "report": 10,
}
"""Processor time that each stage of the default run may take, in s."""


def stages_table(resources: pd.DataFrame) -> str:
    """Lay the stages out as a table in Markdown."""
    stages = by_stage(resources)
    total = {"stage": "all", **stages[list(SUMS)].sum(), "memory_mb": stages["memory_mb"].max()}
    lines = [
        (
            "| stage | budget, s | measured, s | of it start, s | wall, s | memory, MB | disk, MB "
            "| jobs |"
        ),
        "|---|" + "--:|" * 7,
    ]
    for row in [*stages.to_dict("records"), total]:
        budget = sum(BUDGET_S.values()) if row["stage"] == "all" else BUDGET_S.get(row["stage"])
        lines.append(
            f"| {row['stage']} | {budget or '–'} | {row['cpu_s']:.0f} | {row['start_s']:.0f} "
            f"| {row['wall_s']:.0f} | {row['memory_mb']:.0f} | {row['disk_mb']:.0f} "
            f"| {row['jobs']:.0f} |"
        )
    return "\n".join(lines)


def rules_table(resources: pd.DataFrame) -> str:
    """Lay the rules out as a table in Markdown, with the share of their start in all they took."""
    total = {
        "stage": "",
        "rule": "all",
        **resources[list(SUMS)].sum(),
        "memory_mb": resources["memory_mb"].max(),
    }
    lines = [
        "| rule | jobs | CPU, s | of it start | wall, s | memory, MB | disk, MB |",
        "|---|" + "--:|" * 6,
    ]
    for row in [*resources.sort_values("cpu_s", ascending=False).to_dict("records"), total]:
        share = row["start_s"] / row["cpu_s"] if row["cpu_s"] else 0.0
        lines.append(
            f"| {row['rule']} | {row['jobs']:.0f} | {row['cpu_s']:.0f} | {share:.0%} "
            f"| {row['wall_s']:.0f} | {row['memory_mb']:.0f} | {row['disk_mb']:.0f} |"
        )
    return "\n".join(lines)


def over_budget(resources: pd.DataFrame) -> list[str]:
    """Name the stages that took more than they may."""
    used = by_stage(resources).set_index("stage")["cpu_s"]
    return [stage for stage, budget in BUDGET_S.items() if used.get(stage, 0.0) > budget]


if __name__ == "__main__":
    found = pd.read_csv(Path(sys.argv[1], "resources.csv"))
    if "--rules" in sys.argv[2:]:
        sys.exit(print(rules_table(found)))
    print(stages_table(found))
    over = over_budget(found)
    sys.exit(f"over budget: {', '.join(over)}" if over else 0)
