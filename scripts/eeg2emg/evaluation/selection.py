"""Selection: predictions of a scheme side by side, and the choice by validation segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.metrics import is_rounding, off_diagonal
from eeg2emg.learning.catalogue import PRIMARY_MODELS, RIVALS
from eeg2emg.learning.predictions import REMARK_COLUMNS, turn_table
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.models import BEST, BEST_CHOSEN, LAST, PRIMARY_CHOSEN, ModelName
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split


@dataclass(frozen=True)
class SchemeTable:
    """All that is known about one scheme, row by row.

    Attributes
    ----------
    scheme : str
        Name of the scheme.
    rows : DataFrame
        Columns fold, segment, part, subject.
    truth : ndarray, shape (rows, m, m)
        True matrices, [sink, source].
    models : dict of str to ndarray, shape (rows, m, m)
        Predictions by model; NaN where not estimable.
    remarks : DataFrame
        Columns scheme, fold, model, kind, text.
    turns : DataFrame
        Columns scheme, fold, model, error: errors on training subjects who took turns as new ones
        (`eeg2emg.learning.predictions.Predictions`).
    """

    scheme: str
    rows: pd.DataFrame
    truth: np.ndarray
    models: dict[str, np.ndarray]
    remarks: pd.DataFrame
    turns: pd.DataFrame = field(default_factory=turn_table)

    @property
    def tested(self) -> np.ndarray:
        """Which rows are tested segments, shape (rows,), bool."""
        return (self.rows["part"] == "test").to_numpy()


@dataclass(frozen=True)
class Choice:
    """What was chosen on validation segments, fold by fold.

    Attributes
    ----------
    prediction : ndarray, shape (rows, m, m)
        Of the chosen model of each fold.
    by_fold : dict of str to str
        Name of the chosen model.
    reason : str
        Why there is nothing to choose from, where that is so in any fold; else empty.
    """

    prediction: np.ndarray
    by_fold: dict[str, str]
    reason: str = ""

    def describe(self) -> str:
        """Say in words what was chosen: ``cell mean``, or ``phase mean (9 folds), ...``."""
        names = pd.Series(self.by_fold).value_counts()
        if len(names) == 1:
            return str(names.index[0])
        ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{name} ({n} fold{'s' if n > 1 else ''})" for name, n in ordered)


def gather(
    dataset: ConnectivityDataset,
    scheme: str,
    split: Split,
    predictions: Sequence[Predictions],
) -> SchemeTable:
    """Put all predictions of one scheme side by side.

    Parameters
    ----------
    dataset : ConnectivityDataset
        Gives the truth.
    scheme : str
        Name of the scheme.
    split : Split
        How the cohort is divided.
    predictions : sequence of Predictions
        Of any models; those without this scheme are passed over.

    Returns
    -------
    SchemeTable
        Rows in the order of the split.

    Raises
    ------
    ValueError
        If predictions were made with another split, or two have the same model.
    """
    rows = split.used.sort_values(["fold", "segment"], ignore_index=True)
    places = dataset.rows(rows["segment"])
    rows = rows.assign(subject=dataset.segments["subject"].to_numpy()[places])
    digest = split.digest()
    models: dict[str, np.ndarray] = {}
    remarks, turns = [], []
    for item in predictions:
        if scheme not in item.split_digests:
            continue
        if item.split_digests[scheme] != digest:
            raise ValueError(
                f"predictions of {item.models[0]} were made with another {scheme} split"
            )
        own = item.rows["scheme"] == scheme
        index = pd.MultiIndex.from_frame(item.rows.loc[own, ["fold", "segment", "part"]])
        order = index.get_indexer(pd.MultiIndex.from_frame(rows[["fold", "segment", "part"]]))
        if (order < 0).any():
            raise ValueError(f"predictions of {item.models[0]} lack rows of the {scheme} split")
        values = item.values[:, own.to_numpy()][:, order]
        for name, array in zip(item.models, values, strict=True):
            if name in models:
                raise ValueError(f"model {name!r} occurs twice in scheme {scheme}")
            models[name] = array
        remarks.append(item.remarks[item.remarks["scheme"] == scheme])
        own_turns = item.turns[item.turns["scheme"] == scheme]
        turns += list(own_turns.itertuples(index=False, name=None))
    joined = (
        pd.concat(remarks, ignore_index=True)
        if remarks
        else pd.DataFrame(columns=list(REMARK_COLUMNS))
    )
    return SchemeTable(scheme, rows, dataset.targets[places], models, joined, turn_table(turns))


def gather_estimable(
    dataset: ConnectivityDataset,
    scheme: str,
    split: Split,
    predictions: Sequence[Predictions],
) -> SchemeTable:
    """Put all predictions of a scheme side by side, as `gather`, where the cohort carries it.

    Raises
    ------
    NotEstimableError
        If the cohort cannot carry the scheme, or leaves no error that a model could lessen.
    """
    if not split.estimable:
        raise NotEstimableError(split.reason)
    table = gather(dataset, scheme, split, predictions)
    test, rival = table.tested, choose_rival(table).prediction
    missed = off_diagonal(table.truth[test] - rival[test])
    if is_rounding(np.sum(missed**2), off_diagonal(table.truth[test])):
        raise NotEstimableError(
            "No skill is estimable",
            "What is known without EEG makes no error on the tested segments",
            "Look at the target: it may be constant",
        )
    return table


def choose(table: SchemeTable, candidates: Iterable[str]) -> Choice:
    """Choose in each fold the candidate with the smallest validation error.

    Parameters
    ----------
    table : SchemeTable
        Truth and predictions.
    candidates : iterable of str
        Names of models; those that a fold cannot carry are passed over. Of equal ones the first
        is chosen.

    Returns
    -------
    Choice
        By squared error of the off-diagonal entries of the fold's validation segments. Folds
        without a candidate have NaN, and the choice a reason.
    """
    names = [name for name in candidates if name in table.models]

    def errors(fold: str, rows: np.ndarray) -> dict[str, float]:
        del fold
        validation = rows[table.rows["part"].to_numpy()[rows] == "validation"]
        return {
            name: float(
                np.sum(off_diagonal(table.truth[validation] - table.models[name][validation]) ** 2)
            )
            for name in names
        }

    return _smallest(table, names, errors)


def choose_in_turns(table: SchemeTable, candidates: Iterable[str]) -> Choice:
    """Choose in each fold the model with the smallest error on people it does not know.

    Parameters
    ----------
    table : SchemeTable
        Truth, predictions and errors in turns.
    candidates : iterable of str
        Names of models.

    Returns
    -------
    Choice
        By the squared errors on training subjects who took turns as new ones. Only models that
        have such errors are candidates. Folds without one have NaN, and the choice a reason.
    """
    wanted = set(candidates)
    names = [name for name in dict.fromkeys(table.turns["model"]) if name in wanted]

    def errors(fold: str, rows: np.ndarray) -> dict[str, float]:
        del rows
        own = table.turns[(table.turns["fold"] == fold) & table.turns["model"].isin(names)]
        return dict(zip(own["model"], own["error"], strict=True))

    return _smallest(table, names, errors)


def _smallest(
    table: SchemeTable,
    names: Sequence[str],
    errors: Callable[[str, np.ndarray], Mapping[str, float]],
) -> Choice:
    """Choose in each fold, given its rows, what has the smallest error; of equal ones the first."""
    chosen = np.full(table.truth.shape, np.nan)
    by_fold: dict[str, str] = {}
    for fold, rows in table.rows.groupby("fold", sort=True).indices.items():
        judged = rows[table.rows["part"].isin(("validation", "test")).to_numpy()[rows]]
        found = {
            name: error
            for name, error in errors(str(fold), rows).items()
            if np.isfinite(table.models[name][judged]).all()
        }
        if found:
            best = min(found, key=found.__getitem__)
            by_fold[str(fold)] = best
            chosen[rows] = table.models[best][rows]
    return Choice(chosen, by_fold, _nothing_to_choose(table, names, by_fold))


def why_not_estimable(table: SchemeTable, model: str) -> str:
    """Give the remark that says why a model is not estimable, and in how many folds.

    Parameters
    ----------
    table : SchemeTable
        Of which the remarks are looked at.
    model : str
        Name of the model.

    Returns
    -------
    str
        Empty where no remark says it.
    """
    remarks = table.remarks
    own = remarks[(remarks["kind"] == "not estimable") & (remarks["model"] == model)]
    if own.empty:
        return ""
    first, concerned, folds = own.iloc[0], own["fold"].nunique(), table.rows["fold"].nunique()
    if concerned == folds:
        return str(first["text"])
    which = f"fold {first['fold']}" if concerned == 1 else f"the first of them {first['fold']}"
    return f"In {concerned} of {folds} folds ({which}): {first['text']}"


def _nothing_to_choose(table: SchemeTable, names: Sequence[str], by_fold: Mapping[str, str]) -> str:
    """Say why some folds have no candidate; empty where all have one."""
    folds = sorted({str(fold) for fold in table.rows["fold"]})
    empty = [fold for fold in folds if fold not in by_fold]
    if not empty:
        return ""
    if not names:
        return "There is no model to choose from."
    remarks = table.remarks[table.remarks["kind"] == "not estimable"]
    known = remarks[remarks["fold"] == empty[0]].drop_duplicates("model").set_index("model")["text"]
    why = next((str(known[name]) for name in names if name in known), "They give no number.")
    where = f" in fold {empty[0]}" if len(folds) > 1 else ""
    if len(names) == 1:
        return f"There is no estimate{where}. {why}"
    return f"None of the {len(names)} models to choose from is estimable{where}. The first: {why}"


def choose_rival(table: SchemeTable) -> Choice:
    """Choose the best EEG-free rival of each fold on its validation segments."""
    return choose(table, RIVALS)


def choices(table: SchemeTable, primary: Sequence[str] = PRIMARY_MODELS) -> dict[str, Choice]:
    """Make the models that are chosen on validation segments.

    Parameters
    ----------
    table : SchemeTable
        Truth and predictions.
    primary : sequence of str
        Models among which the primary analysis chooses.

    Returns
    -------
    dict of str to Choice
        ``network-<recipe>-chosen``: the optimizer of that recipe (one of those that are trained
        with several), with its best-validation weights; ``primary-chosen``: one of `primary`;
        ``best-chosen``: any model that sees EEG. Where the tested subjects are new, validation
        segments are of people that a model knows, so these two are there the ones with the
        smallest error on training subjects who took turns as new ones; models without such an
        error (networks, which would have to be trained as many times more) are no candidates. A
        choice of which a fold has nothing to choose from has a reason.
    """
    # Weights after the last iteration are shown, and never better on validation than the best.
    seeing = [
        name
        for name in table.models
        if name not in RIVALS and ModelName.parse(name).weights != LAST
    ]
    networks: dict[str, list[str]] = {}
    for text in seeing:
        name = ModelName.parse(text)
        if name.weights == BEST and RECIPES[name.recipe].compared:
            networks.setdefault(str(ModelName.chosen_network(name.recipe)), []).append(text)
    found = {name: choose(table, members) for name, members in sorted(networks.items())}
    pick = choose if SCHEMES[table.scheme].knows_subjects else choose_in_turns
    if set(primary) & set(table.models):
        found[PRIMARY_CHOSEN] = pick(table, primary)
    if seeing:
        found[BEST_CHOSEN] = pick(table, seeing)
    return found
