"""Audit rules: inequalities between printed numbers that honest tables obey."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from eeg2emg.audit.findings import METRICS, NOT_STATED, PARTS, SPLITS, Finding, judge
from eeg2emg.audit.printed import Interval, root_above
from eeg2emg.audit.weights import Weights, combined, serves_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.audit.findings import Row

RULES: dict[str, str] = {
    "range": "R2 <= 1, MSE >= 0, MAE >= 0 and |r| <= 1",
    "r2_below_r_squared": "R2 <= r^2 where both are pooled over the same entries: r^2 is the R2 of "
    "the best straight line through the predictions",
    "mae_below_rmse": "MAE <= sqrt(MSE)",
    "enough_entries": "n >= MSE / MAE^2 for n entries: one entry cannot err by more than all do",
    "total_is_weighted_mean": "the total MSE is the mean of the parts' MSE, weighted by their size",
    "one_split_for_all": "one division of the records serves all optimizers",
    "total_variance": "the variance of all targets, MSE / (1 - R2), is at least the weighted mean "
    "of the parts' variances",
    "same_variance": "the same targets have the same variance MSE / (1 - R2), whatever optimizer "
    "predicts them",
    "total_r2_among_parts": "a total R2 above that of every part needs parts with different means",
    "mae_is_squared_mse": "the column MAE holds the square of the column MSE, as if the two were "
    "MSE and RMSE",
    "columns_agree": "columns that are read as the same metric agree",
    "weighted_mean_if_columns_are_rmse_and_mse": "the weighted mean, with the column MAE read as "
    "MSE",
    "variance_if_columns_are_rmse_and_mse": "the total variance, with the column MAE read as MSE",
}
"""The rules, in words."""


def metrics_in_range(row: Row) -> Finding:
    """Look for numbers outside the range of their metric."""
    excess: list[tuple[Fraction, str]] = []
    r2, mse, mae, r = (row.cells[metric] for metric in METRICS)
    if r2 is not None:
        excess.append((r2.low - 1, "R2 above 1"))
    excess += [
        (-cell.high, f"{name} below 0")
        for name, cell in (("MSE", mse), ("MAE", mae))
        if cell is not None
    ]
    if r is not None:
        excess.append((max(r.low, -r.high) - 1, "r outside -1 to 1"))
    worst = max(excess, default=None)
    return judge(
        "range",
        [row],
        None if worst is None else (worst[0], Fraction(0)),
        lambda left, _: worst[1] if worst and left > 0 else "All numbers can exist.",
    )


def r2_below_r_squared(row: Row) -> Finding:
    """Compare R2 with r^2; for r < 0 the end with the larger square decides."""
    cells = row.get("r2", "r")
    return judge(
        "r2_below_r_squared",
        [row],
        None if cells is None else (cells[0].low, max(cells[1].low ** 2, cells[1].high ** 2)),
        lambda left, right: (
            f"R2 is at least {left:.5f} and r^2 at most {right:.5f}; "
            + ("R2 cannot exceed r^2." if left > right else "R2 does not exceed r^2.")
        ),
    )


def mae_below_rmse(row: Row) -> Finding:
    """Compare MAE with sqrt(MSE)."""
    cells = row.get("mae", "mse")
    return judge(
        "mae_below_rmse",
        [row],
        None if cells is None else (max(cells[0].low, Fraction(0)), root_above(cells[1].high)),
        lambda left, right: f"MAE is at least {left:.4g} and sqrt(MSE) at most {right:.4g}.",
    )


def enough_entries(row: Row, entries: int | None) -> Finding:
    """Compare the entries that MSE / MAE^2 needs with those there are."""
    cells = row.get("mse", "mae")
    needed = None
    if cells and cells[1].high > 0:
        needed = max(cells[0].low, Fraction(0)) / cells[1].high ** 2
    if needed is not None and entries is None:
        words = f"MSE / MAE^2 needs at least {float(needed):.0f} entries; how many is not known."
        return Finding("enough_entries", (row.name,), float(needed), float("nan"), "ok", words)
    return judge(
        "enough_entries",
        [row],
        None if needed is None or entries is None else (needed, Fraction(entries)),
        lambda left, right: (
            f"Such an MSE beside such an MAE needs at least {left:.0f} entries, and "
            f"there are {right:.0f}."
        ),
    )


def mae_is_squared_mse(row: Row) -> Finding:
    """Look for an MAE that is the square of the MSE."""
    cells = row.get("mse", "mae")
    if cells is None:
        return judge("mae_is_squared_mse", [row], None, lambda *_: "")
    squared, mae = cells[0].squared(), cells[1]
    # An MAE that is printed as zero would agree with the square of anything small.
    same = mae.low > 0 and squared.overlaps(mae)
    words = (
        "The printed MAE is the square of the printed MSE: these may be MSE and RMSE."
        if same
        else "The printed MAE is not the square of the printed MSE."
    )
    verdict = "suspicious" if same else "ok"
    sides = float(squared.low), float(mae.high)
    return Finding("mae_is_squared_mse", (row.name,), *sides, verdict, words)


def _cells_of(block: Mapping[str, Row], *metrics: str) -> dict[str, tuple[Interval, ...]] | None:
    """Collect the metrics of an optimizer's four rows, or None if one is not stated."""
    found = {split: block[split].get(*metrics) for split in SPLITS if split in block}
    if len(found) < len(SPLITS) or None in found.values():
        return None
    return found  # type: ignore[return-value]


def _mean_squared(cells: tuple[Interval, ...], column: str) -> Interval:
    """Take the MSE; with the column MAE read as MSE, what agrees with the other as its root."""
    if column == "mse":
        return cells[0]
    squared, printed = cells[0].squared(), cells[1]
    if not squared.overlaps(printed):
        return squared
    return Interval(max(squared.low, printed.low), min(squared.high, printed.high))


def weighted_mean(block: Mapping[str, Row], weights: Weights, rule: str, column: str) -> Finding:
    """Compare the total MSE with the weighted mean of the parts."""
    cells = _cells_of(block, "mse", "mae")
    sides, above = None, False
    if cells is not None:
        mse = {split: _mean_squared(cells[split], column) for split in SPLITS}
        low = combined([mse[part].low for part in PARTS], weights, largest=False)
        high = combined([mse[part].high for part in PARTS], weights, largest=True)
        above = mse["total"].low > high
        sides = (mse["total"].low, high) if above else (low, mse["total"].high)
    return judge(
        rule,
        list(block.values()),
        sides,
        lambda left, right: (
            f"The total MSE is at least {left:.4g}, and the parts' weighted mean at most "
            f"{right:.4g}."
            if above
            else f"The parts' weighted mean MSE is at least {left:.4g}, and the total at most "
            f"{right:.4g}."
        ),
        broken="impossible" if weights.certain else "suspicious",
    )


def _variance(mse: Interval, r2: Interval) -> Interval | None:
    """Variance of the targets, MSE / (1 - R2); None where 1 - R2 may reach 0."""
    if r2.high >= 1:
        return None
    return Interval(max(mse.low, Fraction(0)) / (1 - r2.low), mse.high / (1 - r2.high))


def total_variance(block: Mapping[str, Row], weights: Weights, rule: str, column: str) -> Finding:
    """Compare the variance of all targets with the weighted mean of the parts' variances."""
    cells = _cells_of(block, "mse", "mae", "r2")
    sides = None
    if cells is not None:
        variance = {s: _variance(_mean_squared(c[:2], column), c[2]) for s, c in cells.items()}
        if None not in variance.values():
            parts = [variance[part].low for part in PARTS]  # type: ignore[union-attr]
            sides = (
                combined(parts, weights, largest=False),
                variance["total"].high,  # type: ignore[union-attr]
            )
    return judge(
        rule,
        list(block.values()),
        sides,
        lambda left, right: (
            f"The parts' variances average at least {left:.4g}, and the variance of "
            f"everything is at most {right:.4g}."
        ),
        broken="impossible" if weights.certain else "suspicious",
    )


def total_r2_among_parts(block: Mapping[str, Row]) -> Finding:
    """Compare the total R2 with that of the best part."""
    cells = _cells_of(block, "r2")
    return judge(
        "total_r2_among_parts",
        list(block.values()),
        None
        if cells is None
        else (cells["total"][0].low, max(cells[part][0].high for part in PARTS)),
        lambda left, right: (
            f"The total R2 is at least {left:.5f}, the best part's at most "
            f"{right:.5f}"
            + ("; only parts with different means allow that." if left > right else ".")
        ),
        broken="suspicious",
    )


def one_split_for_all(blocks: Sequence[Mapping[str, Row]]) -> Finding:
    """Look for one division of the records that serves all optimizers."""
    stated = [(block, _cells_of(block, "mse")) for block in blocks]
    usable = [(block, cells) for block, cells in stated if cells is not None]
    rows = [row for block, _ in usable for row in block.values()]
    if len(usable) < 2:
        return Finding("one_split_for_all", tuple(row.name for row in rows), float("nan"),
                       float("nan"), "ok", NOT_STATED)  # fmt: skip
    problem = [([cells[part][0] for part in PARTS], cells["total"][0]) for _, cells in usable]
    served = serves_all(problem)
    words = (
        "A division of the records exists that serves all optimizers."
        if served
        else "No division of the records into three parts makes the total MSE of every optimizer "
        "the weighted mean of its parts."
    )
    # Not an inequality: the left side counts the contradictions, and none is allowed.
    sides = Fraction(0 if served else 1), Fraction(0)
    return judge("one_split_for_all", rows, sides, lambda *_: words)


def same_variance(blocks: Sequence[Mapping[str, Row]]) -> Finding:
    """Compare the variance of all targets between optimizers."""
    found = []
    for block in blocks:
        cells = block["total"].get("mse", "r2") if "total" in block else None
        variance = cells and _variance(*cells)
        if variance:
            found.append((block["total"], variance))
    sides = None
    if len(found) > 1:
        sides = (max(v.low for _, v in found), min(v.high for _, v in found))
    values = ", ".join(
        f"{row.optimizer} {float(v.low):.4g} to {float(v.high):.4g}" for row, v in found
    )
    return judge(
        "same_variance",
        [row for row, _ in found],
        sides,
        lambda left, right: (
            f"Variances of the same targets: {values}; "
            + ("they exclude each other." if left > right else "they agree.")
        ),
    )


def under_other_reading(finding: Finding) -> Finding:
    """Soften what rests on another reading of the columns than the printed one."""
    verdict = "suspicious" if finding.verdict == "impossible" else finding.verdict
    words = f"If the columns MSE and MAE are RMSE and MSE: {finding.explanation}"
    return Finding(finding.rule, finding.rows, finding.left, finding.right, verdict, words)
