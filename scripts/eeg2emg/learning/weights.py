"""Weights of a recipe and an optimizer, in one file for all schemes and folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


def write_weights(
    path: str | os.PathLike[str], weights: Mapping[str, Mapping[str, np.ndarray]]
) -> None:
    """Write weights by scheme and name as an ``.npz`` file with keys ``<scheme>/<name>``."""
    flat = {
        f"{scheme}/{name}": array for scheme, own in weights.items() for name, array in own.items()
    }
    with atomic_path(path) as temporary:
        np.savez(temporary, **flat)  # type: ignore[arg-type]


def read_weights(path: str | os.PathLike[str], scheme: str) -> dict[str, np.ndarray]:
    """Read the weights of one scheme, by name; `OwnFileError` if the file is missing or damaged."""
    with reading(path, "weights") as file, np.load(file) as arrays:
        start = f"{scheme}/"
        return {key.removeprefix(start): arrays[key] for key in arrays if key.startswith(start)}
