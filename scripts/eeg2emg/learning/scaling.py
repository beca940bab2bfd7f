"""Normalisation of inputs and targets, fitted on training segments only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eeg2emg.learning.recipes import TrainingRecipe


@dataclass(frozen=True)
class Scaling:
    """Affine maps between the dataset's units and the network's.

    Attributes
    ----------
    input_mean, input_scale : ndarray, shape (n, n, planes) or (planes,)
        The network sees (features - mean) / scale.
    target_mean : ndarray, shape (outputs,)
        Subtracted from the targets.
    target_scale : ndarray, shape ()
        Divides them: one number for all entries, so that errors keep their proportions.
    """

    input_mean: np.ndarray
    input_scale: np.ndarray
    target_mean: np.ndarray
    target_scale: np.ndarray

    def inputs(self, features: np.ndarray) -> np.ndarray:
        """Map features (segments, n, n, planes) to the network's single precision inputs."""
        return ((features - self.input_mean) / self.input_scale).astype(np.float32)

    def outputs(self, targets: np.ndarray) -> np.ndarray:
        """Map targets (segments, m, m) or (segments, p, 1) to outputs (segments, m * m or p)."""
        flat = targets.reshape(len(targets), -1)
        return ((flat - self.target_mean) / self.target_scale).astype(np.float32)

    def matrices(self, outputs: np.ndarray) -> np.ndarray:
        """Map outputs (segments, m * m) back to matrices (segments, m, m), [sink, source]."""
        m = round(len(self.target_mean) ** 0.5)
        return self.targets(outputs, (m, m))

    def targets(self, outputs: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """Map outputs back to targets of a shape, (m, m) or (p, 1), one per segment."""
        flat = outputs.astype(float) * self.target_scale + self.target_mean
        return flat.reshape(-1, *shape)


def fit_scaling(features: np.ndarray, targets: np.ndarray, recipe: TrainingRecipe) -> Scaling:
    """Fit the normalisation that a recipe asks for.

    Parameters
    ----------
    features : ndarray, shape (segments, n, n, planes)
        Of the training segments, and no others.
    targets : ndarray, shape (segments, m, m)
        Of the training segments, and no others.
    recipe : TrainingRecipe
        Options ``zero_center``, ``scale_inputs`` and ``scale_targets``.

    Returns
    -------
    Scaling
        Entries that do not vary (a diagonal) are centred and left unscaled.
    """
    axes = (0, 1, 2) if recipe.zero_center == "channel" else (0,)
    input_scale = np.ones(features.shape[1:])
    if recipe.scale_inputs:
        input_scale = _positive(features.std(axis=0), features)
    flat = targets.reshape(len(targets), -1)
    target_mean, target_scale = np.zeros(flat.shape[1]), np.array(1.0)
    if recipe.scale_targets:
        target_mean = flat.mean(axis=0)
        target_scale = _positive(np.sqrt(np.mean((flat - target_mean) ** 2)), flat)
    return Scaling(features.mean(axis=axes), input_scale, target_mean, target_scale)


def _positive(deviation: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Replace deviations that are no more than rounding by 1."""
    return np.where(deviation > 1e-9 * np.abs(values).max(), deviation, 1.0)
