"""BrainNetCNN for directed matrices: a network whose layers know what an edge is.

A square filter on a connectivity matrix mixes edges that are neighbours only because of the order
in which the channels are listed. These layers mix the edges that share a channel instead, so that
another order of the channels changes nothing but the order of the weights:

- *edges to edges*: out[i, j] = relu(sum_k in[i, k] R[k] + sum_k in[k, j] C[k] + b), all edges into
  the sink i and all edges out of the source j;
- *edges to nodes*: out[i] = relu(sum_k in[i, k] R[k] + sum_k in[k, i] C[k] + b);
- *nodes to graph*: a dense layer over all nodes, followed by the linear layer of the outputs.

References
----------
Kawahara et al. (2017), doi 10.1016/j.neuroimage.2016.09.046.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def edge_weight_shapes(
    n_channels: int, n_planes: int, n_outputs: int, filters: Sequence[int]
) -> list[tuple[int, ...]]:
    """Give the shapes of the network's weights.

    Parameters
    ----------
    n_channels : int
        EEG channels, n: the input is (n, n, planes), [sink, source].
    n_planes : int
        Planes of the input.
    n_outputs : int
        Entries of the target, m * m.
    filters : sequence of int, length 3
        From edges to edges, from edges to nodes, from nodes to the graph.

    Returns
    -------
    list of tuple of int
        For each of the two layers of edges, weights of rows and of columns, (n, planes in,
        planes out), and a bias; for each of the two dense layers its weights, (in, out), and a
        bias.
    """
    edges, nodes, graph = filters
    return [
        (n_channels, n_planes, edges),
        (n_channels, n_planes, edges),
        (edges,),
        (n_channels, edges, nodes),
        (n_channels, edges, nodes),
        (nodes,),
        (n_channels * nodes, graph),
        (graph,),
        (graph, n_outputs),
        (n_outputs,),
    ]


def build_edge_network(tf: Any, shapes: Sequence[tuple[int, ...]], n_channels: int) -> Any:
    """Build the Keras model whose weights have the shapes of `edge_weight_shapes`.

    Parameters
    ----------
    tf : module
        ``tensorflow``, as `eeg2emg.learning.network.import_tensorflow` gives it.
    shapes : list of tuple of int
        Of the weights, in their order.
    n_channels : int
        EEG channels.

    Returns
    -------
    keras.Model
        From (batch, n, n, planes) to (batch, outputs).
    """

    class SharedChannel(tf.keras.layers.Layer):  # type: ignore[misc]
        """Edges that share a channel, mixed into edges or into nodes."""

        def __init__(self, shapes: Sequence[tuple[int, ...]], *, to_nodes: bool) -> None:
            super().__init__()
            self.to_nodes = to_nodes
            names = ("rows", "columns", "bias")
            self.rows, self.columns, self.bias = (
                self.add_weight(name=name, shape=shape)
                for name, shape in zip(names, shapes, strict=True)
            )

        def call(self, x: Any) -> Any:
            rows = tf.einsum("bikp,kpf->bif", x, self.rows)
            columns = tf.einsum("bkjp,kpf->bjf", x, self.columns)
            if not self.to_nodes:
                rows, columns = rows[:, :, None], columns[:, None]
            return tf.nn.relu(rows + columns + self.bias)

    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input((n_channels, n_channels, shapes[0][1])),
            SharedChannel(shapes[0:3], to_nodes=False),
            SharedChannel(shapes[3:6], to_nodes=True),
            layers.Flatten(),
            layers.Dense(shapes[7][0], activation="relu"),
            layers.Dense(shapes[9][0]),
        ]
    )
