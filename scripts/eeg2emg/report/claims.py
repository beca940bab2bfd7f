"""Claims of the paper: what it prints, what this run has instead, and what follows.

A claim is judged by arithmetic first: what cannot be true as it is printed needs no data. What can
be true is compared with this run, but only if both are of recordings: how large a number is in a
simulation says nothing about people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eeg2emg.audit.published import (
    OPTIMIZERS,
    OUTPUTS,
    PEOPLE,
    PUBLISHED,
    RECORDS,
    SHARES,
    SPLITS,
    published_table,
)
from eeg2emg.learning.catalogue import CELL_MEAN
from eeg2emg.report.replication import (
    CLOSE,
    NOT_REPRODUCED,
    REPRODUCED,
    SIMULATED,
    UNDEFINED,
    comparison,
)
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, ended, listed, number
from eeg2emg.splitting.catalogue import TABLE3_SCHEME
from eeg2emg.verdict.questions import VERDICT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IMPOSSIBLE = "impossible as printed"
NOT_TESTED = "not tested here"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, SIMULATED, IMPOSSIBLE, NOT_TESTED)
"""All verdicts on a claim."""

_BLOCK_RULES = ("total_is_weighted_mean", "total_variance", "total_r2_among_parts")
"""Rules of the audit that concern the total of an optimizer beside its parts."""

_ABOUT_R2 = ("r2_below_r_squared", "total_r2_among_parts")
_ABOUT_ERRORS = ("mae_below_rmse", "enough_entries", "total_is_weighted_mean", "total_variance")

_NOTHING = "–"
_NAMES = {"r2": "R²", "mse": "MSE", "mae": "MAE", "r": "r"}


class Claim(NamedTuple):
    """A claim, judged.

    Attributes
    ----------
    id : str
        Short name, unique.
    claim : str
        What is claimed, in one sentence.
    where : str
        Where in the paper.
    there, here : str
        Its value there and in this run; a dash where there is none.
    verdict : str
        One of `VERDICTS`.
    reason : str
        Why, in one sentence.
    """

    id: str
    claim: str
    where: str
    there: str
    here: str
    verdict: str
    reason: str


def judge_claims(
    *,
    audit: pd.DataFrame,
    table3: pd.DataFrame,
    metrics: pd.DataFrame,
    verdict: pd.DataFrame,
    simulated: bool,
) -> pd.DataFrame:
    """Judge every claim of the paper by the audit and by this run.

    Parameters
    ----------
    audit : DataFrame
        As from ``tables/audit.csv``; of it the rows about the published table.
    table3 : DataFrame
        This run's, with the paper's recipe; cells are printed text.
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    verdict : DataFrame
        As from `eeg2emg.verdict.table.verdict_table`.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    DataFrame
        One row per claim, columns those of `Claim`, all text.
    """
    impossible = audit[(audit["table"] == PUBLISHED) & (audit["verdict"] == "impossible")]
    cells = {(row["optimizer"], row["split"]): row for row in table3.to_dict("records")}
    claims = [
        _of_the_title(verdict, simulated),
        _of_the_abstract(cells.get(("Adam", "test")), metrics, simulated),
        _of_the_best(cells, simulated),
        *(
            claim
            for optimizer in OPTIMIZERS
            for split in SPLITS
            for claim in _of_a_row(
                optimizer, split, cells.get((optimizer, split)), impossible, simulated
            )
        ),
        _of_the_same_records(impossible),
        _of_the_division(impossible),
        _of_the_material(table3),
        *_of_the_methods(),
    ]
    return pd.DataFrame(claims, columns=list(Claim._fields))


def claims_table(claims: pd.DataFrame) -> Table:
    """List the claims; what cannot be true as printed is set off."""
    headings = ["claim", "where", "in the paper", "here", "verdict", "reason"]
    columns = ["claim", "where", "there", "here", "verdict", "reason"]
    rows = [[str(row[name]) for name in columns] for row in claims.to_dict("records")]
    marked = frozenset(k for k, row in enumerate(rows) if row[4] == IMPOSSIBLE)
    return Table(headings, rows, marked=marked)


def claims_sentence(claims: pd.DataFrame) -> str:
    """Say how many claims there are, by verdict."""
    counts = claims["verdict"].value_counts()
    said = [f"{int(counts[name])} {name}" for name in VERDICTS if name in counts]
    return f"Of {counted(len(claims), 'claim')}: {listed(said)}."


def _of_the_title(verdict: pd.DataFrame, simulated: bool) -> Claim:
    decision = verdict[verdict["step"] == VERDICT].iloc[0]
    found = {"yes": REPRODUCED, "no": NOT_REPRODUCED}.get(decision["passed"], NOT_TESTED)
    words = ended(str(decision["remark"]))
    if simulated:
        found = SIMULATED
        words = f"Of the simulated people alone: {words[:1].lower()}{words[1:]}"
    return Claim(
        "eeg-tells",
        "The connections of the EEG tell how the muscles are connected.",
        "title",
        _NOTHING,
        f"{decision['passed']}: {decision['outcome']}",
        found,
        words,
    )


def _of_the_abstract(
    cell: Mapping[str, str] | None, metrics: pd.DataFrame, simulated: bool
) -> Claim:
    published = published_table().set_index(["optimizer", "split"]).loc[("Adam", "test"), "r"]
    found, here = _compared(cell, ("r",), simulated)
    reason = _why(found, ("r",), cell, simulated)
    free = _pooled_r(metrics, CELL_MEAN)
    if free:
        reason = (
            f"{reason.removesuffix('.')}; the mean of subject and phase, which sees no EEG, "
            f"reaches r = {free} here."
        )
    return Claim(
        "abstract-r",
        "With Adam the estimated networks correlate with the measured ones on test records.",
        "abstract",
        f"r {published}",
        here,
        found,
        reason,
    )


def _of_the_best(cells: Mapping[tuple[str, str], Mapping[str, str]], simulated: bool) -> Claim:
    table = published_table()
    there = table[table["split"] == "test"].set_index("optimizer")["r"]
    above = [name for name in OPTIMIZERS if float(there[name]) > float(there["Adam"])]
    own = {
        name: cells[name, "test"]["r"]
        for name in OPTIMIZERS
        if (name, "test") in cells and _compared(cells[name, "test"], ("r",), False)[1] != _NOTHING
    }
    here = ", ".join(f"{name} {value}" for name, value in own.items()) or _NOTHING
    reason = (
        f"In the printed table itself the test r of {listed(above)} is larger"
        if above
        else "Adam's test r is the largest that is printed"
    )
    if len(own) < len(OPTIMIZERS):
        found, reason = NOT_TESTED, f"{reason}, and not all three were trained here."
    elif simulated:
        found, reason = SIMULATED, f"{reason}; simulated recordings do not order optimizers."
    else:
        best = max(own, key=lambda name: float(own[name]))
        found = REPRODUCED if best == "Adam" else NOT_REPRODUCED
        reason = f"{reason}; here that of {best} is the largest."
    return Claim(
        "adam-first",
        "Adam, whose result the abstract gives, is the best of the three optimizers.",
        "abstract, Table 3",
        ", ".join(f"r {name} {there[name]}" for name in OPTIMIZERS),
        here,
        found,
        reason,
    )


def _of_a_row(
    optimizer: str,
    split: str,
    cell: Mapping[str, str] | None,
    impossible: pd.DataFrame,
    simulated: bool,
) -> list[Claim]:
    """Judge a row of Table 3: how well the network estimates, and how large its errors are."""
    printed = published_table().set_index(["optimizer", "split"]).loc[(optimizer, split)]
    name, own = f"{optimizer} {split}", f"{optimizer.lower()}-{split}"
    broken = _explanations(impossible, name, split, _ABOUT_R2)
    accuracy, here = _compared(cell, ("r2", "r"), simulated)
    claims = [
        Claim(
            f"table3-{own}-r2-r",
            f"R² and r of {optimizer} on the {_records_of(split)}.",
            "Table 3",
            f"R² {printed['r2']}, r {printed['r']}",
            here,
            IMPOSSIBLE if broken else accuracy,
            broken or _why(accuracy, ("r2", "r"), cell, simulated),
        )
    ]
    broken = _explanations(impossible, name, split, _ABOUT_ERRORS)
    claims.append(
        Claim(
            f"table3-{own}-errors",
            f"MSE and MAE of {optimizer} on the {_records_of(split)}.",
            "Table 3",
            f"MSE {printed['mse']}, MAE {printed['mae']}",
            _cells(cell, ("mse", "mae")),
            IMPOSSIBLE if broken else NOT_TESTED,
            broken or "Errors depend on the unit and the scale of the recordings.",
        )
    )
    return claims


def _of_the_same_records(impossible: pd.DataFrame) -> Claim:
    broken = _of_rules(impossible, ("same_variance",))
    return Claim(
        "same-records",
        "The three optimizers estimate the same records.",
        "Table 3",
        _NOTHING,
        "one division for all",
        IMPOSSIBLE if broken else NOT_TESTED,
        broken or "The printed numbers do not contradict it.",
    )


def _of_the_division(impossible: pd.DataFrame) -> Claim:
    broken = _of_rules(impossible, ("one_split_for_all",))
    shares = " / ".join(f"{share:.0%}" for share in SHARES.values())
    two = (
        "The results divide the records otherwise than the methods (80% and 20%, with a tenth of "
        "the 80% for validation)"
    )
    return Claim(
        "division",
        "The records are divided at random into training, validation and test.",
        "methods and results",
        shares,
        f"scheme {TABLE3_SCHEME}",
        IMPOSSIBLE if broken else NOT_TESTED,
        f"{two}; {broken[:1].lower()}{broken[1:]}" if broken else f"{two}.",
    )


def _of_the_material(table3: pd.DataFrame) -> Claim:
    totals = table3.loc[table3["split"] == "total", "segments"]
    return Claim(
        "material",
        f"{PEOPLE} people gave about {RECORDS} records, of which each has {OUTPUTS} entries.",
        "methods",
        f"about {RECORDS} records",
        _NOTHING if totals.empty else counted(int(totals.iloc[0]), "segment"),
        NOT_TESTED,
        "The paper's recordings are private, and its abstract speaks of simulation results.",
    )


def _of_the_methods() -> list[Claim]:
    """List what is said of methods and material that no table of a run can test."""
    return [
        Claim(
            "conditional-granger",
            "Conditional Granger causality is the logarithm of a ratio of two prediction errors.",
            "equation 2",
            "ratio upside down",
            "ln(V_(n−1) / V_n) ≥ 0",
            IMPOSSIBLE,
            "As printed it is never above 0, since a further channel does not raise the error of a "
            "prediction; the usual definition is computed here.",
        ),
        Claim(
            "muscles",
            "The six channels of EMG are of six muscles.",
            "methods",
            "five names (TRIO twice)",
            _NOTHING,
            NOT_TESTED,
            "The list names one muscle twice, so that of one channel the muscle is not known.",
        ),
        Claim(
            "curves",
            "Error and loss fall over the iterations of the training.",
            "Figures 3 and 4",
            _NOTHING,
            "figures of training",
            NOT_TESTED,
            "The figures print no numbers; this run's curves are drawn in the same way.",
        ),
    ]


def _compared(
    cell: Mapping[str, str] | None, metrics: Sequence[str], simulated: bool
) -> tuple[str, str]:
    """Judge some metrics of a row together, and give this run's values."""
    if cell is None:
        return NOT_TESTED, _NOTHING
    found = [comparison(cell, metric, simulated=simulated).verdict for metric in metrics]
    if UNDEFINED in found:
        return NOT_TESTED, _cells(cell, metrics)
    verdict = NOT_REPRODUCED if NOT_REPRODUCED in found else found[0]
    return verdict, _cells(cell, metrics)


def _cells(cell: Mapping[str, str] | None, metrics: Sequence[str]) -> str:
    """Give cells of this run's table, as it prints them."""
    if cell is None or cell.get("reason"):
        return _NOTHING
    stated = [
        f"{_NAMES[metric]} {str(cell[metric]).replace('-', '−')}"
        for metric in metrics
        if cell[metric] not in {"nan", ""}
    ]
    return ", ".join(stated) or _NOTHING


def _why(
    verdict: str, metrics: Sequence[str], cell: Mapping[str, str] | None, simulated: bool
) -> str:
    """Say why a comparison ended as it did."""
    if cell is None:
        return "This optimizer was not trained here."
    if verdict == NOT_TESTED:
        return ended(str(cell.get("reason") or "The estimate is constant, so r is not defined"))
    if simulated:
        return "The numbers of simulated recordings are of other people, muscles and units."
    parts = [
        f"{number(comparison(cell, metric, simulated=False).difference)} in {_NAMES[metric]}"
        for metric in metrics
    ]
    return f"The difference is {listed(parts)}; up to {CLOSE:g} counts as reproduced."


def _explanations(impossible: pd.DataFrame, row: str, split: str, rules: Sequence[str]) -> str:
    """Join what the audit found of a row, and of an optimizer's rows for the total."""
    about = impossible[impossible["rule"].isin(rules)]
    rows = about["rows"].map(lambda text: text.split("; "))
    block = about["rule"].isin(_BLOCK_RULES)
    optimizer = row.removesuffix(split).strip()
    own = [
        (split == "total" and names[0].startswith(f"{optimizer} ")) if whole else names == [row]
        for names, whole in zip(rows, block, strict=True)
    ]
    return _joined(about["explanation"][own])


def _of_rules(impossible: pd.DataFrame, rules: Sequence[str]) -> str:
    return _joined(impossible.loc[impossible["rule"].isin(rules), "explanation"])


def _joined(explanations: pd.Series) -> str:
    """Make one sentence of several, with the signs that the report uses."""
    texts = [
        str(text)
        .removesuffix(".")
        .replace("R2", "R²")
        .replace("r^2", "r²")
        .replace("MAE^2", "MAE²")
        for text in explanations
    ]
    texts = [text if k == 0 else text[:1].lower() + text[1:] for k, text in enumerate(texts)]
    return f"{'; '.join(texts)}." if texts else ""


def _records_of(split: str) -> str:
    return "records of all parts" if split == "total" else f"{split} records"


def _pooled_r(metrics: pd.DataFrame, model: str) -> str:
    rows = metrics[
        (metrics["scheme"] == TABLE3_SCHEME)
        & (metrics["part"] == "test")
        & (metrics["metric"] == "r")
        & (metrics["model"] == model)
        & (metrics["status"] == "estimated")
    ]
    return "" if rows.empty else number(rows["value"].iloc[0])
