"""Training of the network: folds, iterations, histories, and the weights that result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.learning.network import build_network, weight_shapes
from eeg2emg.learning.recipes import DIFFERENCE, RECIPES, SHARE
from eeg2emg.learning.residuals import as_shares, from_shares, subtract_means
from eeg2emg.learning.scaling import Scaling, fit_scaling
from eeg2emg.learning.trainer import Trainer, TrainerOutcome, compiled_predict, not_trained
from eeg2emg.names.models import BEST, ENSEMBLE, LAST, OPTIMIZERS
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.splitting.split import Split

WEIGHTS = (LAST, BEST)
"""Weights after the last iteration, and those with the smallest validation loss."""


REFITTED, SCALING = "refitted", "scaling"
"""In the names of weights: of networks trained again after the choice, and the normalisation."""


def estimates_of(recipe: TrainingRecipe) -> tuple[str, ...]:
    """Name what a recipe gives: the weights of its first member, and the ensemble if it has one.

    The ensemble is the mean of the estimates of all members with their best weights.
    """
    return (*WEIGHTS, ENSEMBLE) if recipe.members > 1 else WEIGHTS


HISTORY_COLUMNS = (
    "fold",
    "iteration",
    "epoch",
    "learning_rate",
    "training_loss",
    "training_rmse",
    "validation_loss",
    "validation_rmse",
)
"""Columns of a history; its losses and errors are explained at `TrainingResult`."""

FOLD_COLUMNS = (
    *("fold", "member", "training_segments", "batch_size", "iterations", "best_iteration"),
    *("stopped", "note"),
)
"""Columns of how the trainings went, explained at `TrainingResult`."""


@dataclass(frozen=True)
class TrainingResult:
    """What training all folds of a split gives.

    Attributes
    ----------
    rows : DataFrame
        Columns fold, segment, part: one row per prediction, unused segments left aside.
    predictions : dict of str to ndarray, shape (rows, m, m)
        By the names of `estimates_of`, in the order of `rows`, [sink, source]. ``last`` and
        ``best`` are of the first member. Tested segments of ``best`` and of the ensemble are
        predicted by the refitted networks, where there are some. NaN in folds in which the
        training diverged, of the ensemble where that of any member did.
    history : DataFrame
        Of the first member. One row per iteration: fold, iteration, epoch, learning_rate,
        training_loss, training_rmse (of the iteration's batch, before its update),
        validation_loss, validation_rmse (NaN between validations). Losses are half the sum of
        squared errors of a segment, averaged over segments, without the penalty; RMSE is per
        entry. Both are in the target's unit, or in shares of the training mean where the first
        member learns these.
    folds : DataFrame
        One row per fold and member: fold, member, training_segments, batch_size, iterations,
        best_iteration, stopped ("last epoch", "patience" or "diverged"), note (in words, why it
        diverged and where the batch had to be smaller).
    weights : dict of str to ndarray
        ``<fold>/last/<k>`` and ``<fold>/best/<k>``: kernels and biases in the network's order;
        ``<fold>/best-<member>/<k>``: those of further members, counted from 2;
        ``<fold>/scaling/<name>``: the normalisation; ``<fold>/scaling-<member>/<name>``: that of
        a member whose residuals have another form than those of the first. Where networks are
        refitted, the same with ``refitted`` in the place of ``best``, and
        ``<fold>/refitted-scaling/<name>`` and so on: these are what tested segments are predicted
        with. Networks that diverged have none.
    not_estimable : dict of (str, str) to str
        By estimate and fold, why there is none.
    """

    rows: pd.DataFrame
    predictions: dict[str, np.ndarray]
    history: pd.DataFrame
    folds: pd.DataFrame
    weights: dict[str, np.ndarray]
    not_estimable: dict[tuple[str, str], str]


def train_folds(
    dataset: ConnectivityDataset,
    split: Split,
    recipe: TrainingRecipe,
    optimizer: str,
    *,
    seed: int,
    adapted: bool = False,
    refits: bool = False,
    trainer: Trainer | None = None,
) -> TrainingResult:
    """Train the networks of each fold and predict every segment that the fold uses.

    Parameters
    ----------
    dataset : ConnectivityDataset
        Features and targets.
    split : Split
        How the cohort is divided.
    recipe : TrainingRecipe
        Options of the network and its training.
    optimizer : str
        One of `eeg2emg.names.models.OPTIMIZERS`.
    seed : int
        Seed of this scheme; recipe, optimizer, fold and member are added to it here.
    adapted : bool
        Whether a recipe on residuals centres a tested subject's features by their own mean per
        phase (`eeg2emg.learning.residuals`).
    refits : bool
        Whether tested segments are predicted by networks that are trained again, from the same
        initial weights, on training and validation segments, as many epochs as gave the best
        weights. Those after the last iteration stay as they are.
    trainer : Trainer, optional
        As from `trainer_for`, to be used for one cohort of the same size after the other: what
        TensorFlow compiles is kept, and nothing else.

    Returns
    -------
    TrainingResult
        Equal arguments give equal bits.

    Raises
    ------
    ConfigurationError
        If there are too few EEG channels for the network.
    """
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer is {optimizer!r}, not one of {', '.join(OPTIMIZERS)}")
    used = split.used
    features = _inputs(dataset, recipe)
    if trainer is None:
        trainer = trainer_for(dataset, recipe, optimizer)
    predictions = {
        which: np.zeros((len(used), *dataset.targets.shape[1:])) for which in estimates_of(recipe)
    }
    histories: list[pd.DataFrame] = []
    folds: list[dict[str, object]] = []
    weights: dict[str, np.ndarray] = {}
    not_estimable: dict[tuple[str, str], str] = {}
    for fold, table in used.groupby("fold", sort=True):
        rows = dataset.rows(table["segment"])
        part = split.parts(str(fold), dataset.segments["segment"])
        problems = _fold_problems(dataset, features, part, recipe, adapted)
        weights |= _scaling_weights(problems, recipe, f"{fold}/{SCALING}")
        again_problems: dict[str, _Problem] = {}
        if refits:
            again_problems = _fold_problems(
                dataset, features, join_validation(part), recipe, adapted
            )
            weights |= _scaling_weights(again_problems, recipe, f"{fold}/{REFITTED}-{SCALING}")
        for member in range(1, recipe.members + 1):
            form = recipe.form_of(member)
            problem, joined = problems[form], again_problems.get(form)
            labels = ("network", recipe.name, optimizer, fold, *([member] if member > 1 else []))
            own_seed = derive_seed(seed, *labels)
            outcome = trainer.train(
                problem.of("training"),
                problem.of("validation"),
                np.random.default_rng(own_seed),
            )
            for which in WEIGHTS if member == 1 else (BEST,):
                own = _estimate(trainer, outcome, which, problem, rows)
                name = which if member == 1 else f"{which}-{member}"
                weights |= {f"{fold}/{name}/{k}": w for k, w in enumerate(own.weights)}
                if which == BEST and joined is not None and not own.reason:
                    again = _refit(trainer, outcome.epochs, own_seed, joined, rows)
                    tested = (part[rows] == "test")[:, None, None]
                    matrices = np.where(tested | bool(again.reason), again.matrices, own.matrices)
                    own = own._replace(matrices=matrices, reason=again.reason)
                    name = name.replace(BEST, REFITTED)
                    weights |= {f"{fold}/{name}/{k}": w for k, w in enumerate(again.weights)}
                for estimate, share in _uses(which, member, recipe).items():
                    predictions[estimate][table.index] += own.matrices / share
                    if own.reason:
                        not_estimable.setdefault((estimate, str(fold)), own.reason)
            if member == 1:
                histories.append(problem.in_units(outcome.history).assign(fold=fold))
            folds.append({"fold": fold, "member": member, **outcome.summary})
    history = pd.concat(histories, ignore_index=True)
    return TrainingResult(
        rows=used,
        predictions=predictions,
        history=history[["fold", *(column for column in history if column != "fold")]],
        folds=pd.DataFrame(folds),
        weights=weights,
        not_estimable=not_estimable,
    )


def refits_in(scheme: str, recipe: str) -> bool:
    """Say whether networks of a recipe are refitted in a scheme."""
    return SCHEMES[scheme].refits and RECIPES[recipe].refits


def _scaling_weights(
    problems: Mapping[str, _Problem], recipe: TrainingRecipe, start: str
) -> dict[str, np.ndarray]:
    """Name the normalisation, and those of members that learn another form than the first."""
    first = recipe.form_of(1)
    others = [member for member in range(2, recipe.members + 1) if recipe.form_of(member) != first]
    named = {start: problems[first]}
    named |= {f"{start}-{member}": problems[recipe.form_of(member)] for member in others}
    return {
        f"{place}/{name}": array
        for place, problem in named.items()
        for name, array in vars(problem.scaling).items()
    }


class _Estimate(NamedTuple):
    """Matrices of a trained network and its weights, or the reason why there is none."""

    matrices: np.ndarray
    weights: list[np.ndarray]
    reason: str = ""


def _estimate(
    trainer: Trainer, outcome: TrainerOutcome, which: str, problem: _Problem, rows: np.ndarray
) -> _Estimate:
    """Predict with the weights that training gave; NaN where it gave none that do."""
    nothing = np.full((len(rows), *problem.base.shape[1:]), np.nan)
    if outcome.reason:
        return _Estimate(nothing, [], outcome.reason)
    return _predict(trainer, outcome.weights[which], problem, rows)


def _refit(
    trainer: Trainer, epochs: float, seed: int, joined: _Problem, rows: np.ndarray
) -> _Estimate:
    """Train again on training and validation segments, and predict as `_estimate` does."""
    again = trainer.retrain(joined.of("training"), epochs, np.random.default_rng(seed))
    if again.reason:
        nothing = np.full((len(rows), *joined.base.shape[1:]), np.nan)
        return _Estimate(nothing, [], again.reason)
    return _predict(trainer, again.weights, joined, rows)


def _predict(
    trainer: Trainer, weights: list[np.ndarray], problem: _Problem, rows: np.ndarray
) -> _Estimate:
    trainer.set_weights(weights)
    matrices = problem.matrices(trainer.predict(problem.x[rows]), rows)
    if not np.isfinite(matrices).all():
        what = "an estimate is infinite"
        reason = not_trained(trainer.recipe.name, trainer.optimizer, what)
        return _Estimate(np.full(matrices.shape, np.nan), [], reason)
    return _Estimate(matrices, weights)


def _uses(which: str, member: int, recipe: TrainingRecipe) -> dict[str, int]:
    """Say of which estimates some weights of a member are a part, one of how many."""
    own = {which: 1} if member == 1 else {}
    shared = which == BEST and recipe.members > 1
    return own | ({ENSEMBLE: recipe.members} if shared else {})


def trainer_for(dataset: ConnectivityDataset, recipe: TrainingRecipe, optimizer: str) -> Trainer:
    """Make the network and optimizer of a recipe for the matrices of a cohort.

    Parameters
    ----------
    dataset : ConnectivityDataset
        Gives the numbers of channels and planes.
    recipe : TrainingRecipe
        Options of the network and its training.
    optimizer : str
        One of `eeg2emg.names.models.OPTIMIZERS`.

    Returns
    -------
    Trainer
        Not yet trained.

    Raises
    ------
    ConfigurationError
        If there are too few EEG channels for the network.
    """
    n = len(dataset.eeg_channels)
    n_planes = _inputs(dataset, recipe).shape[-1]
    n_outputs = int(np.prod(dataset.targets.shape[1:]))
    shapes = weight_shapes(n, n_planes, n_outputs, recipe)
    return Trainer(shapes, n, recipe, optimizer)


def _inputs(dataset: ConnectivityDataset, recipe: TrainingRecipe) -> np.ndarray:
    """Take the features, and one constant plane per phase where the recipe asks for the phase."""
    if not recipe.phase_input:
        return dataset.features
    phase = dataset.segments["phase"].to_numpy()
    planes = np.stack([phase == name for name in sorted(set(phase))], axis=-1).astype(float)
    shape = (*dataset.features.shape[:3], planes.shape[1])
    return np.concatenate(
        [dataset.features, np.broadcast_to(planes[:, None, None], shape)], axis=-1
    )


@dataclass(frozen=True)
class _Problem:
    """What a fold's networks of one form learn, in their units."""

    form: str
    scaling: Scaling
    part: np.ndarray
    x: np.ndarray
    y: np.ndarray
    base: np.ndarray

    def of(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        inside = self.part == part
        return self.x[inside], self.y[inside]

    def matrices(self, outputs: np.ndarray, rows: np.ndarray) -> np.ndarray:
        estimate, base = self.scaling.targets(outputs, self.base.shape[1:]), self.base[rows]
        return (from_shares(estimate, base) if self.form == SHARE else estimate) + base

    def in_units(self, history: pd.DataFrame) -> pd.DataFrame:
        """Bring losses and errors into the unit of what is learned: the target's, or shares."""
        scale = float(self.scaling.target_scale)
        units = {"loss": scale**2, "rmse": scale}
        return history.assign(
            **{
                f"{part}_{name}": history[f"{part}_{name}"] * unit
                for part in ("training", "validation")
                for name, unit in units.items()
            }
        )


def _fold_problems(
    dataset: ConnectivityDataset,
    features: np.ndarray,
    part: np.ndarray,
    recipe: TrainingRecipe,
    adapted: bool,
) -> dict[str, _Problem]:
    """Normalise by the training segments of a fold, after taking their means where asked.

    There is one problem for each form of the targets. All of them have the same inputs.
    """
    shape = dataset.targets.shape
    learned, base = {DIFFERENCE: dataset.targets}, np.broadcast_to(0.0, shape)
    if recipe.residuals:
        left = subtract_means(
            dataset.features, dataset.targets, dataset.segments, part, adapted=adapted
        )
        # The planes of the phase stay: their mean within a cell would be all of them.
        features = np.concatenate(
            [left.features, features[..., left.features.shape[-1] :]], axis=-1
        )
        base = left.base.reshape(shape)
        learned = {DIFFERENCE: left.targets.reshape(shape)}
        if SHARE in recipe.target_forms:
            learned[SHARE] = as_shares(left.targets, left.fitted).reshape(shape)
    train = part == "training"
    problems: dict[str, _Problem] = {}
    x = None
    for form in recipe.target_forms:
        targets = learned[form]
        scaling = fit_scaling(features[train], targets[train], recipe)
        x = scaling.inputs(features) if x is None else x
        problems[form] = _Problem(form, scaling, part, x, scaling.outputs(targets), base)
    return problems


def network_predictor(
    weights: Mapping[str, np.ndarray], fold: str, which: str = BEST
) -> Callable[[np.ndarray], np.ndarray]:
    """Make a function that applies trained weights.

    What it maps is what the network learned from: of a recipe on residuals, residual features to
    residual matrices, of a member that learns shares (`TrainingRecipe.form_of`) to shares of the
    mean (`eeg2emg.learning.residuals.from_shares`).

    Parameters
    ----------
    weights : dict of str to ndarray
        As in `TrainingResult.weights`.
    fold : str
        Which fold's network.
    which : str
        Which of its weights: ``best``, ``last``, ``refitted``, or ``best-2`` and so on.

    Returns
    -------
    callable
        From features (segments, n, n, planes) to matrices (segments, m, m), [sink, source].
    """
    count = sum(key.startswith(f"{fold}/{which}/") for key in weights)
    if not count:
        raise ValueError(f"there are no weights {which!r} of fold {fold!r}")
    arrays = [weights[f"{fold}/{which}/{k}"] for k in range(count)]
    names = Scaling.__dataclass_fields__
    kind, _, member = which.partition("-")
    own = f"{REFITTED}-{SCALING}" if kind == REFITTED else SCALING
    if f"{fold}/{own}-{member}/{next(iter(names))}" in weights:
        own = f"{own}-{member}"
    scaling = Scaling(*(weights[f"{fold}/{own}/{name}"] for name in names))
    model = build_network([w.shape for w in arrays], scaling.input_scale.shape[0])
    model.set_weights(arrays)
    run = compiled_predict(model)
    return lambda features: scaling.matrices(run(scaling.inputs(features)))
