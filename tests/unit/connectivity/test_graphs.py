"""Graph measures: closed forms, a published graph, and numbers of networkx 3.6.1."""

import numpy as np
import pytest
from eeg2emg.connectivity.graphs import (
    betweenness,
    clustering,
    efficiency,
    graph_features,
    modularity,
    path_lengths,
    weights_of,
)

SYMMETRIC = np.array(
    [[0, 1, 2, 0, 0.5], [1, 0, 3, 0, 0], [2, 3, 0, 0.7, 0], [0, 0, 0.7, 0, 4], [0.5, 0, 0, 4, 0]]
)
DIRECTED = np.array(
    [[0, 1, 0, 0, 0.5], [2, 0, 3, 0, 0], [0.3, 0, 0, 0.7, 0], [0, 0, 0, 0, 4], [0, 0.2, 0, 1.5, 0]]
)
# clustering and betweenness (networkx), efficiency (from its path lengths), modularity of its parts
OF_NETWORKX = {
    "symmetric": (
        SYMMETRIC,
        [0.151426716, 0.454280148, 0.151426716, 0, 0],
        [0.0, 0.0, 0.666666667, 0.333333333, 0.0],
        1.357887218705549,
        0.3769132653061224,
    ),
    "directed": (
        DIRECTED,
        [0.080772305, 0.080772305, 0.090913741, 0, 0.026224061],
        [0.083333333, 0.416666667, 0.166666667, 0.166666667, 0.333333333],
        0.8564467396345389,
        0.39497245179063356,
    ),
}


@pytest.mark.parametrize("case", OF_NETWORKX)
def test_they_agree_with_networkx(case):
    weights, clustered, between, efficient, modular = OF_NETWORKX[case]
    lengths = path_lengths(weights)
    np.testing.assert_allclose(clustering(weights), clustered, atol=1e-8)
    np.testing.assert_allclose(betweenness(lengths), between, atol=1e-8)
    assert efficiency(lengths) == pytest.approx(efficient)
    assert modularity(weights) == pytest.approx(modular)


class TestClosedForms:
    def test_of_a_complete_graph_of_equal_weights(self):
        weights = weights_of(np.full((6, 6), 0.4))
        lengths = path_lengths(weights)
        np.testing.assert_allclose(clustering(weights), 1)
        np.testing.assert_allclose(betweenness(lengths), 0)
        assert efficiency(lengths) == pytest.approx(0.4)
        assert modularity(weights) == pytest.approx(0, abs=1e-12)

    def test_of_two_groups_without_a_link_modularity_is_a_half(self):
        weights = np.kron(np.eye(2), weights_of(np.ones((4, 4))))
        assert modularity(weights) == pytest.approx(0.5)
        assert np.isinf(path_lengths(weights)[0, 4])
        # Within a group all are neighbours: 24 of the 56 pairs.
        assert efficiency(path_lengths(weights)) == pytest.approx(24 / 56)

    def test_of_a_star_every_path_leads_through_its_middle(self):
        weights = np.zeros((5, 5))
        weights[0, 1:] = weights[1:, 0] = [1.0, 1.1, 1.2, 1.3]
        lengths = path_lengths(weights)
        np.testing.assert_allclose(betweenness(lengths), [1, 0, 0, 0, 0])
        np.testing.assert_allclose(clustering(weights), 0)

    def test_a_chain_is_followed_from_source_to_sink(self):
        weights = np.zeros((3, 3))
        weights[1, 0], weights[2, 1] = 2.0, 4.0
        lengths = path_lengths(weights)
        assert lengths[2, 0] == pytest.approx(1 / 2 + 1 / 4)
        assert np.isinf(lengths[0, 2])

    def test_of_nothing_all_is_0(self):
        assert not clustering(np.zeros((4, 4))).any()
        assert modularity(np.zeros((4, 4))) == 0
        assert efficiency(path_lengths(np.zeros((4, 4)))) == 0


def test_modularity_of_the_karate_club_is_that_of_the_published_method():
    # Newman (2006), table 1: 0.393 by leading eigenvectors alone.
    edges = (
        "0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 "
        "1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 2-13 2-27 2-28 2-32 3-7 3-12 3-13 4-6 4-10 5-6 5-10 "
        "5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 "
        "22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31 25-31 26-29 26-33 27-33 28-31 "
        "28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33"
    )
    weights = np.zeros((34, 34))
    for edge in edges.split():
        first, second = map(int, edge.split("-"))
        weights[first, second] = weights[second, first] = 1
    assert modularity(weights) == pytest.approx(0.393, abs=0.0005)


class TestFeatures:
    def test_every_plane_has_its_measures(self):
        x = np.random.default_rng(2).random((3, 6, 6, 2))
        found = graph_features(x, ("coherence 8-13 Hz", "dtf"))
        assert found.shape == (3, (3 * 6 + 2) + (4 * 6 + 2))
        assert np.isfinite(found).all()
        np.testing.assert_allclose(found[0, :6], weights_of(x[0, ..., 0].copy()).sum(axis=1))

    def test_the_order_of_channels_changes_their_order_and_no_graph(self):
        x = np.random.default_rng(2).random((1, 6, 6, 1))
        order = np.array([3, 1, 5, 0, 2, 4])
        found = graph_features(x, ("dtf",))[0]
        turned = graph_features(x[:, order][:, :, order], ("dtf",))[0]
        for first in range(0, 24, 6):
            np.testing.assert_allclose(turned[first : first + 6], found[first : first + 6][order])
        np.testing.assert_allclose(turned[-2:], found[-2:], atol=1e-9)

    def test_signs_of_correlations_do_not_count(self):
        x = np.random.default_rng(2).normal(size=(1, 5, 5, 1))
        x = x + x.swapaxes(1, 2)
        np.testing.assert_array_equal(
            graph_features(-x, ("correlation",)), graph_features(x, ("correlation",))
        )
