"""Trainer: one network and its optimizer, iterations, validations, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.learning.network import build_network, glorot_weights, import_tensorflow
from eeg2emg.learning.optimizers import update
from eeg2emg.names.models import BEST, DIVERGED, LAST, optimizer_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eeg2emg.learning.recipes import TrainingRecipe


@dataclass
class TrainerOutcome:
    """What training one network gives: weights by ``last`` and ``best``, history, summary.

    ``epochs`` is how often the training segments were passed through up to the best weights. A
    network that diverged has no weights, and a reason; its history ends before that.
    """

    weights: dict[str, list[np.ndarray]]
    history: pd.DataFrame
    summary: dict[str, object]
    epochs: float
    reason: str = ""


class Retrained(NamedTuple):
    """Weights of a network that was trained again, or the reason why there are none."""

    weights: list[np.ndarray]
    reason: str = ""


class Trainer:
    """One compiled network and its optimizer, used for one fold after the other."""

    def __init__(
        self,
        shapes: list[tuple[int, ...]],
        n_channels: int,
        recipe: TrainingRecipe,
        optimizer: str,
    ) -> None:
        self.recipe, self.optimizer, self.shapes = recipe, optimizer, shapes
        tf = import_tensorflow()
        self.model = build_network(shapes, n_channels)
        self.variables = self.model.trainable_variables
        self.first, self.second = (
            [tf.Variable(tf.zeros(shape), trainable=False) for shape in shapes] for _ in range(2)
        )
        self.predict = compiled_predict(self.model)
        self.step = tf.function(
            partial(self._step, tf),
            input_signature=[
                tf.TensorSpec((None, *self.model.input_shape[1:]), tf.float32),
                tf.TensorSpec((None, shapes[-1][0]), tf.float32),
                tf.TensorSpec((), tf.float32),
                tf.TensorSpec((), tf.float32),
            ],
        )

    def _step(self, tf: Any, x: Any, y: Any, rate: Any, iteration: Any) -> Any:
        """Update the weights by one batch; returns the loss before the update."""
        with tf.GradientTape() as tape:
            error = self.model(x, training=True) - y
            loss = tf.reduce_mean(tf.reduce_sum(error * error, axis=1)) / 2
        gradients = tape.gradient(loss, self.variables)
        for k, weights in enumerate(self.variables):
            gradient = gradients[k]
            if len(self.shapes[k]) > 1:
                # MATLAB's penalty l2 / 2 |w|^2 has the gradient l2 * w; biases go free.
                gradient += self.recipe.l2 * weights
            step, first, second = update(
                self.optimizer,
                self.recipe,
                gradient,
                first=self.first[k],
                second=self.second[k],
                rate=rate,
                iteration=iteration,
            )
            weights.assign_add(step)
            self.first[k].assign(first)
            self.second[k].assign(second)
        return loss

    def set_weights(self, weights: list[np.ndarray]) -> None:
        """Give the network these kernels and biases, in its order."""
        for variable, array in zip(self.variables, weights, strict=True):
            variable.assign(array)

    def get_weights(self) -> list[np.ndarray]:
        """Copy the kernels and biases, in the network's order."""
        return [variable.numpy() for variable in self.variables]

    def train(
        self,
        training: tuple[np.ndarray, np.ndarray],
        validation: tuple[np.ndarray, np.ndarray],
        rng: np.random.Generator,
    ) -> TrainerOutcome:
        """Train from fresh weights on scaled inputs and outputs."""
        recipe = self.recipe
        count = len(training[0])
        batch = self._batch(count)
        total = count // batch * recipe.max_epochs
        best_loss, best_weights, best_iteration, without_gain = np.inf, [], 0, 0
        records: list[tuple[float, ...]] = []
        reason = ""
        for iteration, epoch, rate, loss in self._iterations(training, total, rng):
            if not np.isfinite(loss):
                reason = self._diverged("loss", loss, iteration)
                break
            validation_loss = np.nan
            if iteration % recipe.validation_period == 0 or iteration == total:
                validation_loss = half_sum_loss(self.predict(validation[0]), validation[1])
                without_gain += 1
                if not np.isfinite(validation_loss):
                    reason = self._diverged("validation loss", validation_loss, iteration)
                    validation_loss = np.nan
                if validation_loss < best_loss:
                    best_loss, best_iteration, without_gain = validation_loss, iteration, 0
                    best_weights = self.get_weights()
            records.append((iteration, epoch + 1, rate, loss, validation_loss))
            if reason or without_gain >= recipe.patience:
                break
        stopped = "patience" if without_gain >= recipe.patience else "last epoch"
        return TrainerOutcome(
            weights={} if reason else {LAST: self.get_weights(), BEST: best_weights},
            history=_history(records, self.shapes[-1][0]),
            summary={
                "training_segments": count,
                "batch_size": batch,
                "iterations": len(records),
                "best_iteration": best_iteration,
                "stopped": DIVERGED if reason else stopped,
                "note": " ".join(filter(None, (reason, _batch_note(recipe, count)))),
            },
            epochs=best_iteration / (count // batch),
            reason=reason,
        )

    def retrain(
        self,
        training: tuple[np.ndarray, np.ndarray],
        epochs: float,
        rng: np.random.Generator,
    ) -> Retrained:
        """Train from fresh weights for a given time, without looking at anything else.

        Parameters
        ----------
        training : tuple of ndarray
            Scaled inputs and outputs.
        epochs : float
            How often the segments are passed through, as in `TrainerOutcome.epochs`: with more
            segments there are more iterations.
        rng : Generator
            With the seed of an earlier training the initial weights are the same.

        Returns
        -------
        Retrained
        """
        count = len(training[0])
        total = max(1, round(epochs * (count // self._batch(count))))
        for iteration, _, _, loss in self._iterations(training, total, rng):
            if not np.isfinite(loss):
                found = f"the loss is {loss} at iteration {iteration} of the refit"
                return Retrained([], not_trained(self.recipe.name, self.optimizer, found))
        return Retrained(self.get_weights())

    def _batch(self, count: int) -> int:
        return min(self.recipe.batch_size, count)

    def _iterations(
        self, training: tuple[np.ndarray, np.ndarray], total: int, rng: np.random.Generator
    ) -> Iterator[tuple[int, int, float, float]]:
        """Start from fresh weights and give iteration, epoch from 0, rate and loss of each step."""
        self.set_weights(glorot_weights(self.shapes, rng))
        for state in (*self.first, *self.second):
            state.assign(np.zeros(state.shape, np.float32))
        count = len(training[0])
        batch = self._batch(count)
        order = rng.permutation(count)
        for iteration in range(1, total + 1):
            epoch, position = divmod(iteration - 1, count // batch)
            if position == 0 and epoch and self.recipe.shuffle == "every-epoch":
                order = rng.permutation(count)
            chosen = order[position * batch : (position + 1) * batch]
            rate = self._rate(epoch)
            loss = self.step(
                training[0][chosen],
                training[1][chosen],
                np.float32(rate),
                np.float32(iteration),
            )
            yield iteration, epoch, rate, float(loss)

    def _diverged(self, what: str, value: float, iteration: int) -> str:
        """Say that the training came to no network, why, and what to do about it."""
        return not_trained(
            self.recipe.name, self.optimizer, f"the {what} is {value} at iteration {iteration}"
        )

    def _rate(self, epoch: int) -> float:
        """Learning rate of an epoch counted from 0: a staircase."""
        drops = epoch // self.recipe.rate_period_epochs
        return self.recipe.initial_rates[self.optimizer] * self.recipe.rate_factor**drops


def not_trained(recipe: str, optimizer: str, what: str) -> str:
    """Say of a network that its training diverged, by what that shows, and what to do about it."""
    rate = f"training.{recipe}.initial_rates.{optimizer}"
    return (
        f"The training of recipe {recipe!r} with {optimizer_title(optimizer)} diverged: {what}, "
        f"since the weights have grown without bound. Lower {rate}."
    )


def half_sum_loss(outputs: np.ndarray, targets: np.ndarray) -> float:
    """MATLAB's regression loss: half the sum of squares of a segment, averaged over segments.

    Parameters
    ----------
    outputs, targets : ndarray, shape (segments, outputs)
        What the network gives, and what it should give.

    Returns
    -------
    float
        sum((outputs - targets)^2) / (2 * segments)
    """
    error = outputs.astype(float) - targets
    return float(np.sum(error * error) / (2 * len(error)))


def _batch_note(recipe: TrainingRecipe, count: int) -> str:
    if count >= recipe.batch_size:
        return ""
    return (
        f"The recipe's batch of {recipe.batch_size} is larger than the training set, so all "
        f"{count} training segments are the batch."
    )


def _history(records: list[tuple[float, ...]], n_outputs: int) -> pd.DataFrame:
    history = pd.DataFrame(
        records,
        columns=["iteration", "epoch", "learning_rate", "training_loss", "validation_loss"],
    )
    for part in ("training", "validation"):
        history[f"{part}_rmse"] = np.sqrt(2 * history[f"{part}_loss"] / n_outputs)
    return history[
        [
            "iteration",
            "epoch",
            "learning_rate",
            "training_loss",
            "training_rmse",
            "validation_loss",
            "validation_rmse",
        ]
    ]


def compiled_predict(model: Any, block: int = 256) -> Callable[[np.ndarray], np.ndarray]:
    """Compile the forward pass; blocks bound the memory."""
    tf = import_tensorflow()
    forward = tf.function(
        lambda x: model(x, training=False),
        input_signature=[tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)],
    )

    def predict(x: np.ndarray) -> np.ndarray:
        blocks = [forward(x[i : i + block]).numpy() for i in range(0, len(x), block)]
        return np.concatenate(blocks) if blocks else np.empty((0, *model.output_shape[1:]))

    return predict
