"""Audit of a whole table of metrics: reading it, applying every rule, writing the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.audit.findings import METRICS, PARTS, SPLITS, Finding, Row
from eeg2emg.audit.printed import parse_printed
from eeg2emg.audit.published import OUTPUTS, PUBLISHED, RECORDS, SHARES, published_table
from eeg2emg.audit.readings import READINGS, audited_name
from eeg2emg.audit.rules import (
    enough_entries,
    mae_below_rmse,
    mae_is_squared_mse,
    metrics_in_range,
    one_split_for_all,
    r2_below_r_squared,
    same_variance,
    total_r2_among_parts,
    total_variance,
    under_other_reading,
    weighted_mean,
)
from eeg2emg.audit.weights import Weights, shares_of_parts
from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.audit.readings import Reading


def audit_metric_table(
    table: pd.DataFrame,
    *,
    n_outputs: int,
    counts: Mapping[str, int] | None = None,
    n_records: int | None = None,
    shares: Mapping[str, float] | None = None,
    reading: Reading | None = None,
) -> list[Finding]:
    """Audit a table of pooled metrics.

    Parameters
    ----------
    table : DataFrame
        Columns optimizer, split (training, validation, test, total), r2, mse, mae, r; the cells as
        printed text.
    n_outputs : int
        Entries of the target per record.
    counts : dict of str to int, optional
        Records by split, where they are known; they decide.
    n_records : int, optional
        Records in all.
    shares : dict of str to float, optional
        Nominal shares of the parts. They are widened by one record per part; without `n_records`
        what they contradict is only suspicious.
    reading : Reading, optional
        Another reading of the columns than the printed one. Rules that suggest such readings are
        left out then.

    Returns
    -------
    list of Finding
        One per rule and row; one per rule and optimizer, or rule and table, where a rule concerns
        several rows.

    Raises
    ------
    ConfigurationError
        If the table has no such columns, or a split that is none.
    """
    printed = _rows_of(table)
    rows = [reading.of(row) for row in printed] if reading else printed
    weights = shares_of_parts(counts, n_records, shares)
    findings = [found for row in printed for found in reading.agreement(row)] if reading else []
    for row in rows:
        n = _records(row.split, counts, n_records, weights)
        entries = None if n is None else n * n_outputs
        findings += [metrics_in_range(row), r2_below_r_squared(row), mae_below_rmse(row)]
        findings += [enough_entries(row, entries)]
        findings += [] if reading else [mae_is_squared_mse(row)]
    blocks = [
        {row.split: row for row in rows if row.optimizer == optimizer}
        for optimizer in dict.fromkeys(row.optimizer for row in rows)
    ]
    squared = [f for f in findings if f.rule == "mae_is_squared_mse" and f.verdict != "ok"]
    swapped = len(squared) * 2 > len(rows)
    for block in blocks:
        findings += [
            weighted_mean(block, weights, "total_is_weighted_mean", "mse"),
            total_variance(block, weights, "total_variance", "mse"),
            total_r2_among_parts(block),
        ]
        if swapped:
            kin = "if_columns_are_rmse_and_mse"
            findings += [
                under_other_reading(weighted_mean(block, weights, f"weighted_mean_{kin}", "mae")),
                under_other_reading(total_variance(block, weights, f"variance_{kin}", "mae")),
            ]
    findings += [one_split_for_all(blocks), same_variance(blocks)]
    return findings


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Arrange findings in columns rule, rows, left, right, verdict, explanation."""
    return pd.DataFrame(
        [(f.rule, "; ".join(f.rows), f.left, f.right, f.verdict, f.explanation) for f in findings],
        columns=["rule", "rows", "left", "right", "verdict", "explanation"],
    )


def published_findings() -> pd.DataFrame:
    """Audit the published table as printed, and under every other reading of its columns.

    Returns
    -------
    DataFrame
        As from `findings_table`, with a column ``table``.
    """
    found = []
    for reading in (None, *READINGS):
        findings = audit_metric_table(
            published_table(),
            n_outputs=OUTPUTS,
            n_records=RECORDS,
            shares=SHARES,
            reading=reading,
        )
        name = audited_name(reading) if reading else PUBLISHED
        found.append(findings_table(findings).assign(table=name))
    return pd.concat(found, ignore_index=True)


def read_metric_table(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table to be audited from a CSV file, its cells as text.

    Raises
    ------
    ConfigurationError
        If the file cannot be read as such a table.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        _rows_of(table)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{path} cannot be audited",
            str(error),
            "Give a CSV file with the columns optimizer, split, r2, mse, mae, r",
        ) from error
    return table


def _rows_of(table: pd.DataFrame) -> list[Row]:
    missing = [name for name in ("optimizer", "split", *METRICS) if name not in table]
    if missing:
        raise ConfigurationError(
            f"The table to audit has no column {', '.join(missing)}",
            remedy="It needs the columns optimizer, split, r2, mse, mae, r",
        )
    unknown = [split for split in table["split"] if split not in SPLITS]
    if unknown:
        raise ConfigurationError(
            f"The table to audit has the split {unknown[0]!r}",
            remedy=f"Splits are {', '.join(SPLITS)}",
        )
    if table.duplicated(["optimizer", "split"]).any():
        twice = table[table.duplicated(["optimizer", "split"])].iloc[0]
        raise ConfigurationError(
            f"The table to audit has the row {twice['optimizer']} {twice['split']} twice",
            remedy="Give each optimizer and split once",
        )
    return [
        Row(
            str(record["optimizer"]),
            str(record["split"]),
            {metric: parse_printed(record[metric]) for metric in METRICS},
        )
        for record in table.to_dict("records")
    ]


def _records(
    split: str,
    counts: Mapping[str, int] | None,
    n_records: int | None,
    weights: Weights,
) -> int | None:
    """Most records that a split can have, if that is known."""
    if counts is not None:
        total = sum(counts[part] for part in PARTS if part in counts)
        return counts.get(split, total if split == "total" else None)
    if n_records is None:
        return None
    if split == "total":
        return n_records
    return int(weights.high[PARTS.index(split)] * n_records)
