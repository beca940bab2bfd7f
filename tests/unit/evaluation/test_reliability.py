"""Split halves: they are halves, and their reliability is that of the whole."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.connectivity.emg_halves import estimate_halves
from eeg2emg.connectivity.granger import granger_causality
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.evaluation import reliability
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.reliability import split_half_reliability

SETTINGS = EmgSettings(rate_hz=500.0, order=5)


def signals(duration_s, seed=0):
    """Two driven channels and a third for itself."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, round(500 * duration_s)))
    x[1, 2:] += 0.5 * x[0, :-2]
    return x


class TestHalves:
    def test_one_pair_of_blocks_is_granger_causality_of_each(self):
        x = signals(20)
        halves = estimate_halves(x, SETTINGS)
        for half, part in (("odd", x[:, :5000]), ("even", x[:, 5000:])):
            expected = granger_causality(part, 5)
            assert halves.planes[f"granger_raw_{half}"] == pytest.approx(expected, abs=1e-4)
        assert halves.lengthening == pytest.approx(2)

    def test_each_half_sees_its_own_blocks_only(self):
        x = signals(60)
        changed = x.copy()
        changed[:, 5000:10000] = signals(10, seed=9) * x[:, 5000:10000].std()
        one, other = (estimate_halves(a, SETTINGS).planes for a in (x, changed))
        assert other["granger_raw_odd"] == pytest.approx(one["granger_raw_odd"], rel=0.02, abs=1e-5)
        assert not np.allclose(other["granger_raw_even"], one["granger_raw_even"], rtol=0.02)

    def test_link_is_found_in_both_halves_of_both_targets(self):
        halves = estimate_halves(signals(60), SETTINGS)
        assert set(halves.planes) == {
            f"granger_{target}_{half}" for target in ("raw", "envelope") for half in ("odd", "even")
        }
        for half in ("odd", "even"):
            matrix = halves.planes[f"granger_raw_{half}"]
            assert matrix[1, 0] > 10 * matrix[0, 1]

    @pytest.mark.parametrize(("duration_s", "times"), [(30, 3), (40, 2), (59, 59 / 20)])
    def test_a_block_without_a_partner_is_left_aside(self, duration_s, times):
        assert estimate_halves(signals(duration_s), SETTINGS).lengthening == pytest.approx(times)

    def test_segments_shorter_than_two_blocks_have_none(self):
        halves = estimate_halves(signals(19), SETTINGS)
        assert np.isnan(halves.lengthening)
        assert all(np.isnan(plane).all() for plane in halves.planes.values())


class TestReliability:
    def drawn(self, noise, *, times=2.0, cells=4, per_cell=3000, m=3, seed=0):
        rng = np.random.default_rng(seed)
        count = cells * per_cell
        cell = np.repeat(np.arange(cells), per_cell)
        true = rng.normal(size=(count, 1, m, m))
        halves = true + noise * np.sqrt(times) * rng.normal(size=(count, 2, m, m))
        return halves + 50 * cell[:, None, None, None], cell

    @pytest.mark.parametrize("times", [2.0, 3.0])
    @pytest.mark.parametrize("noise", [0.3, 1.0, 2.0])
    def test_is_the_share_of_true_variance_in_whole_segments(self, noise, times):
        """A half is `times` as noisy as the whole; cells differ by far more than either."""
        halves, cells = self.drawn(noise, times=times)
        found = split_half_reliability(halves, cells, times)
        expected = 1 / (1 + noise**2)
        assert found.overall == pytest.approx(expected, abs=0.02)
        off = ~np.eye(3, dtype=bool)
        assert found.per_edge[off] == pytest.approx(np.full(6, expected), abs=0.08)
        assert np.isnan(np.diag(found.per_edge)).all()

    def test_edges_differ(self):
        halves, cells = self.drawn(0.1)
        halves[:, :, 0, 1] += np.random.default_rng(1).normal(scale=9, size=halves.shape[:2])
        found = split_half_reliability(halves, cells, 2.0).per_edge
        assert found[0, 1] < 0.1
        assert found[1, 0] > 0.95

    def test_overall_each_edge_weighs_as_much_as_it_varies(self):
        """Nine tenths of the variance have no reliability, so the whole has nearly none."""
        halves, cells = self.drawn(0.1)
        halves[:, :, 0, 1] = np.random.default_rng(1).normal(scale=7, size=halves.shape[:2])
        found = split_half_reliability(halves, cells, 2.0)
        off = ~np.eye(3, dtype=bool)
        assert found.weights[off].sum() == pytest.approx(1)
        assert found.weights[0, 1] == pytest.approx(49 / (49 + 5 * 1.02), rel=0.05)
        assert found.overall < 0.25 < np.mean(found.per_edge[off])
        table = reliability.edges_table(found, ["A", "B", "C"]).set_index(["source", "sink"])
        assert table["weight"]["B", "A"] == found.weights[0, 1]

    def test_it_bounds_no_skill_where_a_shift_separates_training_from_test(self):
        """Between training and test lies a shift: who knows it explains more than is reliable."""
        rng = np.random.default_rng(4)
        shift = np.repeat([0.0, 4.0], [900, 100])[:, None, None]
        true = shift + rng.normal(size=(1000, 3, 3))
        halves = true[:, None] + np.sqrt(2) * rng.normal(size=(1000, 2, 3, 3))
        target, test = halves.mean(axis=1), slice(900, None)
        found = split_half_reliability(halves, np.zeros(1000, int), 2.0).overall
        rival = np.broadcast_to(target[:900].mean(axis=0), target[test].shape)
        assert skill(target[test], true[test], rival) > found + 0.1

    def test_noise_has_none(self):
        rng = np.random.default_rng(0)
        found = split_half_reliability(rng.normal(size=(400, 2, 3, 3)), np.arange(400) % 4, 2.0)
        assert 0 <= found.overall < 0.1

    def test_offsets_of_cells_do_not_count(self):
        halves, cells = self.drawn(1.0)
        moved = halves + 1e3 * np.random.default_rng(3).normal(size=(4, 1, 3, 3))[cells]
        one, other = (split_half_reliability(h, cells, 2.0).overall for h in (halves, moved))
        assert other == pytest.approx(one)

    def test_unknown_without_halves(self):
        halves = np.full((10, 2, 3, 3), np.nan)
        assert np.isnan(split_half_reliability(halves, np.zeros(10, int), float("nan")).overall)
        constant = np.ones((10, 2, 3, 3))
        assert np.isnan(split_half_reliability(constant, np.zeros(10, int), 2.0).overall)


@pytest.mark.parametrize(
    ("target", "halves", "lengthening", "why"),
    [
        ("granger_raw", "varied", 2.0, ""),
        ("granger_raw", "constant", 2.0, "the target does not vary within cells"),
        ("granger_envelope", "constant", 2.0, "the target does not vary within cells"),
        ("granger_raw", "none", np.nan, "segments are shorter than two blocks of 10 s"),
        ("no_halves", "none", np.nan, "the target no_halves cannot be estimated from halves"),
    ],
)
def test_the_reason_why_there_is_no_reliability_is_the_true_one(
    monkeypatch, target, halves, lengthening, why
):
    without = replace(TARGETS["granger_raw"], of_blocks="")
    monkeypatch.setattr(reliability, "TARGETS", {**TARGETS, "no_halves": without})
    matrices = {
        "varied": np.random.default_rng(1).random((10, 1, 3, 3)).repeat(2, axis=1),
        "constant": np.ones((10, 2, 3, 3)),
        "none": np.full((10, 2, 3, 3), np.nan),
    }[halves]
    found = split_half_reliability(matrices, np.zeros(10, int), lengthening)
    said = reliability.why_no_reliability(target, lengthening, found)
    assert said.startswith(why) if why else said == ""
