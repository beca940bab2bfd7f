"""Solved networks as one Keras model, of layers that Keras loads without running foreign code.

Inputs of the model, per segment: the features of each set and the mean that is taken from them, the
mean matrix that the estimate starts from, and who the segment belongs to (`group_names`). Output:
the estimated matrix [sink, source].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.learning.candidates import PenalisedCandidate
from eeg2emg.learning.solved_networks import SolvedNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.learning.model_fits import SolvedMember

MEAN, GROUPS, ESTIMATE = "mean", "groups", "estimate"
"""Names of inputs and output, besides those of the sets of features."""


def input_names(set_name: str) -> tuple[str, str]:
    """Name the two inputs of a set of features: its values, and the mean that is taken away."""
    own = set_name.replace(" ", "_")
    return own, f"{own}_{MEAN}"


def group_names(members: Sequence[SolvedMember]) -> list[str]:
    """List the groups that any member has slopes of, the common one first."""
    names: dict[str, None] = {}
    for one in members:
        if one.candidate is not None:
            network, _ = _network_of(one)
            names |= dict.fromkeys(
                name for name, *_ in network.gate.memberships(network.groups, network.train)
            )
    return list(names) or ["shared"]


def keras_model(
    members: Sequence[SolvedMember], sets: Mapping[str, np.ndarray], matrix_size: int
) -> Any:
    """Build the Keras model of a mean of solved networks.

    Parameters
    ----------
    members : sequence of SolvedMember
        Each sees one set of features.
    sets : mapping of str to ndarray of int
        Columns of each set (`eeg2emg.learning.features.FeatureVectors`).
    matrix_size : int
        m.

    Returns
    -------
    keras.Model
        With float32 weights, none of them trainable.
    """
    import keras

    layers = keras.layers
    groups = group_names(members)
    count = matrix_size**2
    mean = keras.Input((count,), name=MEAN)
    belongs = keras.Input((len(groups),), name=GROUPS)
    inputs, centred = [mean, belongs], {}
    for name, columns in sets.items():
        values, centre = (keras.Input((len(columns),), name=own) for own in input_names(name))
        inputs += [values, centre]
        centred[name] = layers.Subtract()([values, centre])
    terms = [mean]
    for number, one in enumerate(members, 1):
        if one.candidate is None:
            continue
        network, coefficients = _network_of(one)
        (own_set,) = [name for name in sets if np.array_equal(sets[name], one.columns)]
        term = _member(
            network,
            coefficients,
            one,
            centred[own_set],
            belongs,
            groups=groups,
            name=f"member_{number}",
        )
        terms.append(layers.Multiply()([term, layers.ReLU()(mean)]) if one.relative else term)
    total = layers.Add()(terms) if len(terms) > 1 else terms[0]
    estimate = layers.Reshape((matrix_size, matrix_size), name=ESTIMATE)(total)
    model = keras.Model(inputs, estimate)
    model.trainable = False
    return model


def _network_of(one: SolvedMember) -> tuple[SolvedNetwork, np.ndarray]:
    candidate = one.candidate
    if not isinstance(candidate, PenalisedCandidate) or not isinstance(
        candidate.design, SolvedNetwork
    ):
        raise TypeError("only solved networks can be made a Keras model")
    return candidate.design, candidate.coefficients


def _member(
    network: SolvedNetwork,
    coefficients: np.ndarray,
    one: SolvedMember,
    centred: Any,
    belongs: Any,
    *,
    groups: Sequence[str],
    name: str,
) -> Any:
    """Add the layers of a member; what its head estimates has its weight in it."""
    import keras

    layers = keras.layers
    unscaled = network.inputs.scale / one.scale[:, None]
    layer = network.layer
    if network.inputs.directions is None:
        # All features enter: their scaling is part of the weights that they meet.
        x, into_hidden, into_head = centred, unscaled * layer.weights, unscaled
    else:
        x = _dense(unscaled * network.inputs.directions, f"{name}_components")(centred)
        into_hidden, into_head = layer.weights, np.ones((layer.weights.shape[0], 1))
    hidden = _dense(into_hidden, f"{name}_hidden", layer.biases, "relu")(x)
    heads = network.heads(coefficients)
    past, count = layer.weights.shape[0], coefficients.shape[1]
    sides = one.weight * np.concatenate(list(heads.values()), axis=1)
    of_x, of_hidden = into_head * sides[:past], layer.scale * sides[past:]
    head = _dense(np.concatenate([of_x, of_hidden]), f"{name}_heads", -layer.centre @ of_hidden)(
        layers.Concatenate()([x, hidden])
    )
    by_group = layers.Reshape((len(heads), count))(head)
    chooses = np.array([[own == other for own in heads] for other in groups], dtype=float)
    return layers.Dot(axes=1)([_dense(chooses, f"{name}_groups")(belongs), by_group])


def _dense(
    kernel: np.ndarray, name: str, bias: np.ndarray | None = None, activation: str | None = None
) -> Any:
    """Make a layer with these weights."""
    import keras

    layer = keras.layers.Dense(
        kernel.shape[1], activation=activation, use_bias=bias is not None, name=name
    )
    layer.build((None, kernel.shape[0]))
    layer.set_weights([kernel] if bias is None else [kernel, bias])
    return layer
