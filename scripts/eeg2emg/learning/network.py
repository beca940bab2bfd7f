"""Network of a recipe (the paper's, or one of edges), and TensorFlow set to repeat itself."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import ConfigurationError
from eeg2emg.learning.edge_network import build_edge_network, edge_weight_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eeg2emg.learning.recipes import TrainingRecipe


_ENVIRONMENT = {
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_USE_LEGACY_KERAS": "0",
    "KERAS_BACKEND": "tensorflow",
    # A folder that cannot be: nobody's keras.json is read there, and none is written.
    "KERAS_HOME": os.devnull,
}
_OTHER_COMPILATION = ("TF_XLA_FLAGS", "XLA_FLAGS")


def import_tensorflow() -> Any:
    """Import TensorFlow with one thread, deterministic kernels and settings of the project's own.

    What a person has set for other work (another backend, layout or precision of Keras, the old
    Keras, compilation by XLA, a graphics card) would change the numbers or end the training.
    oneDNN is left aside: it chooses kernels, and so roundings, by the processor it finds.

    Returns
    -------
    module
        ``tensorflow``. Equal inputs give equal bits, whatever the number of cores.

    Raises
    ------
    ConfigurationError
        If Keras has been imported before with another backend.
    """
    for name in _OTHER_COMPILATION:
        os.environ.pop(name, None)
    os.environ.update(_ENVIRONMENT)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _taken_for_missing("sklearn", "matplotlib"):
        import tensorflow as tf

    keras = tf.keras
    if keras.config.backend() != "tensorflow":
        raise ConfigurationError(
            f"Keras runs on {keras.config.backend()}, but the networks need TensorFlow",
            "it was imported before this project could choose",
            "Import eeg2emg first, or start Python with KERAS_BACKEND=tensorflow",
        )
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_epsilon(1e-7)

    threads = tf.config.threading
    if threads.get_intra_op_parallelism_threads() != 1:
        threads.set_intra_op_parallelism_threads(1)
    if threads.get_inter_op_parallelism_threads() != 1:
        threads.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    return tf


@contextmanager
def _taken_for_missing(*packages: str) -> Iterator[None]:
    """Let an import do without packages that it can do without: Keras starts in two thirds then.

    It imports them where they are, for wrappers and galleries that nothing here uses. What has been
    imported before stays.
    """
    absent = [name for name in packages if name not in sys.modules]
    for name in absent:
        # The documented way to say that a module cannot be imported.
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def smallest_input(kernel_sizes: Sequence[int]) -> int:
    """Smallest number of EEG channels that convolutions without padding leave something of."""
    return 1 + sum(size - 1 for size in kernel_sizes)


def weight_shapes(
    n_channels: int, n_planes: int, n_outputs: int, recipe: TrainingRecipe
) -> list[tuple[int, ...]]:
    """Give the shapes of the network's weights: kernel and bias of each layer in turn.

    Parameters
    ----------
    n_channels : int
        EEG channels, n: the input is (n, n, planes).
    n_planes : int
        Planes of the input.
    n_outputs : int
        Entries of the target, m * m.
    recipe : TrainingRecipe
        Gives the filters and their sizes.

    Returns
    -------
    list of tuple of int
        Convolution kernels as (height, width, planes in, planes out), the dense one as (in, out);
        with ``edge_filters`` those of `eeg2emg.learning.edge_network`.

    Raises
    ------
    ConfigurationError
        If there are too few EEG channels for convolutions without padding.
    """
    if recipe.edge_filters:
        return edge_weight_shapes(n_channels, n_planes, n_outputs, recipe.edge_filters)
    least = smallest_input(recipe.kernel_sizes)
    if n_channels < least:
        kernels = " then ".join(f"{size}x{size}" for size in recipe.kernel_sizes)
        raise ConfigurationError(
            f"The network needs at least {least} EEG channels and there are {n_channels}",
            f"Its convolutions ({kernels}, without padding) shrink the {n_channels} x {n_channels} "
            "matrices to nothing",
            "Configure more EEG channels, or smaller kernel_sizes in the training recipe",
        )
    shapes: list[tuple[int, ...]] = []
    planes = n_planes
    for filters, size in zip(recipe.filters, recipe.kernel_sizes, strict=True):
        shapes += [(size, size, planes, filters), (filters,)]
        planes = filters
    side = n_channels - least + 1
    return [*shapes, (side * side * planes, n_outputs), (n_outputs,)]


def glorot_weights(shapes: Sequence[tuple[int, ...]], rng: np.random.Generator) -> list[np.ndarray]:
    """Draw initial weights: kernels uniform after Glorot, biases zero.

    Parameters
    ----------
    shapes : list of tuple of int
        As `weight_shapes` gives them.
    rng : Generator
        Source of the draws.

    Returns
    -------
    list of ndarray
        Single precision; kernels uniform in +-sqrt(6 / (fan in + fan out)).

    References
    ----------
    Glorot and Bengio (2010), Proceedings of AISTATS 9, 249-256.
    """
    weights = []
    for shape in shapes:
        if len(shape) == 1:
            weights.append(np.zeros(shape, dtype=np.float32))
            continue
        field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
        weights.append(rng.uniform(-limit, limit, shape).astype(np.float32))
    return weights


def build_network(shapes: Sequence[tuple[int, ...]], n_channels: int) -> Any:
    """Build the Keras model whose weights have the given shapes.

    Convolutions with stride 1, without padding, each followed by a ReLU; then one dense linear
    layer. 19 channels, 5 planes and 36 outputs make 258,986 weights. Or the layers of
    `eeg2emg.learning.edge_network`.

    Parameters
    ----------
    shapes : list of tuple of int
        As `weight_shapes` gives them.
    n_channels : int
        EEG channels.

    Returns
    -------
    keras.Model
        From (batch, n, n, planes) to (batch, outputs).
    """
    tf = import_tensorflow()
    if len(shapes[0]) == 3:  # a convolution's kernel has four axes
        return build_edge_network(tf, shapes, n_channels)
    layers = tf.keras.layers
    stack = [tf.keras.Input((n_channels, n_channels, shapes[0][2]))]
    stack += [layers.Conv2D(s[-1], s[0], activation="relu") for s in shapes[:-2:2]]
    return tf.keras.Sequential([*stack, layers.Flatten(), layers.Dense(shapes[-1][0])])
