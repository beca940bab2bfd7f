"""The group: phases against rest over people, by cluster and by pair."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.corticomuscular.clusters import cluster_p_values, electrode_adjacency
from eeg2emg.corticomuscular.group import (
    GROUP_COLUMNS,
    SPECTRA_COLUMNS,
    group_table,
    spectra_table,
)
from eeg2emg.corticomuscular.person import estimate_person
from eeg2emg.corticomuscular.table import (
    PERSON_COLUMNS,
    analysed_people,
    flags_of,
    person_table,
    refused_table,
)
from making.corticomuscular import SETTINGS, follows, noise, segments_of

ELECTRODES, MUSCLES = ("C3", "Cz", "C4", "Pz", "Fz"), ("M", "N")
COHORT = {"confidence": 0.95, "seed": 1}
FEW = replace(SETTINGS, surrogates=19)


def unrelated(eeg, seed):
    return noise(seed, 2, eeg.shape[1])


def weakly(eeg, seed):
    return follows(eeg, seed, share=0.1)


def crosstalk(eeg, seed):
    return follows(eeg, seed, share=0.2, delay=0)


def person_of(seed, active, *, resting=unrelated, subject=None):
    how = {"n_electrodes": 5, "count": 6, "seconds": 10}
    segments = segments_of(resting, seed=1000 + seed, phase="rest", **how) if resting else []
    segments += segments_of(active, seed=seed, **how)
    name = subject or f"{seed + 1:02d}"
    return estimate_person(name, segments, (ELECTRODES, MUSCLES), FEW)


@pytest.fixture(scope="module")
def coupled():
    return [person_of(seed, weakly) for seed in range(7)]


@pytest.fixture(scope="module")
def uncoupled():
    return [person_of(50 + seed, unrelated) for seed in range(7)]


@pytest.fixture(scope="module")
def group(coupled):
    return group_table(coupled, ["rest", "activity"], **COHORT)


def planted(table):
    return (table["electrode"] == "C3") & (table["muscle"] == "M")


class TestClusters:
    def test_a_planted_block_is_one_cluster_and_the_rest_none(self):
        rng = np.random.default_rng(1)
        values = rng.standard_normal((10, 12, 5, 2))
        values[:, 3:8, :2, 1] += 2.5
        p = cluster_p_values(values, electrode_adjacency(ELECTRODES), two_sided=True, seed=1)
        assert p.shape == (12, 5, 2)
        assert np.mean(p[3:8, :2, 1] <= 0.01) > 0.9
        assert np.mean(p <= 0.05) < 0.2
        assert np.all(p[:, :, 0] > 0.05)

    def test_without_any_difference_a_cluster_is_found_as_rarely_as_the_level_says(self):
        rng = np.random.default_rng(2)
        adjacency = electrode_adjacency(ELECTRODES)
        found = [
            cluster_p_values(
                rng.standard_normal((8, 6, 5, 2)), adjacency, two_sided=True, seed=k
            ).min() <= 0.05
            for k in range(60)
        ]  # fmt: skip
        assert np.mean(found) < 0.13

    def test_two_muscles_never_make_one_cluster(self):
        values = 0.01 * np.random.default_rng(3).standard_normal((8, 4, 5, 2))
        values[:, 1, 2] += 1
        values[:, 1, 2, 1] += 1
        p = cluster_p_values(values, electrode_adjacency(ELECTRODES), two_sided=True, seed=1)
        assert p[1, 2, 0] < 0.05
        assert p[1, 2, 1] < 0.05
        alone = values[..., :1]
        other = cluster_p_values(alone, electrode_adjacency(ELECTRODES), two_sided=True, seed=1)
        assert other[1, 2, 0] <= p[1, 2, 0]

    def test_a_loss_counts_only_where_both_sides_are_asked_for(self):
        values = np.random.default_rng(4).standard_normal((8, 6, 5, 1)) * 0.3
        values[:, 2:4, :3] -= 2
        adjacency = electrode_adjacency(ELECTRODES)
        assert cluster_p_values(values, adjacency, two_sided=True, seed=1).min() < 0.05
        assert cluster_p_values(values, adjacency, two_sided=False, seed=1).min() > 0.05

    def test_neighbours_are_near_and_strangers_have_none(self):
        adjacency = electrode_adjacency((*ELECTRODES, "nowhere"))
        assert np.array_equal(adjacency, adjacency.T)
        assert adjacency[0, 1]  # C3 and Cz
        assert not adjacency[0, 2]  # C3 and C4
        assert adjacency[-1].sum() == 1
        assert np.array_equal(electrode_adjacency(("C3", "C4")), np.eye(2, dtype=bool))


class TestGroup:
    def test_it_has_a_row_per_pair_and_band(self, group):
        assert tuple(group.columns) == GROUP_COLUMNS
        assert len(group) == 5 * 2 * 2
        assert set(group["people"]) == {7}

    def test_the_planted_pair_differs_from_rest_with_an_interval_above_0(self, group):
        own = group[planted(group)]
        assert np.all(own["p_cluster"] <= 0.05)
        assert np.all(own["p_cluster_surrogates"] <= 0.05)
        assert np.all(own["p"] <= 0.05)
        assert np.all(own["low"] > 0)
        assert np.all((own["low"] <= own["difference"]) & (own["difference"] <= own["high"]))
        assert np.all(own["coherence"].between(0.05, 0.15))
        assert np.all(own["coherence_at_rest"].abs() < 0.02)
        assert np.all(own["phase_slope"] > 0)
        assert np.all(own["phase_slope_p"] <= 0.05)
        assert np.all(own["granger_contrast"] > 0)
        assert np.all(own["granger_contrast_p"] <= 0.05)

    def test_no_other_muscle_does(self, group):
        assert np.all(group.loc[group["muscle"] == "N", "p_cluster"] > 0.05)

    def test_a_cohort_without_coupling_differs_nowhere(self, uncoupled):
        table = group_table(uncoupled, ["rest", "activity"], **COHORT)
        assert np.all(table["p_cluster"] > 0.05)
        assert np.mean(table["p"] <= 0.05) < 0.25

    def test_another_number_of_windows_makes_no_difference(self):
        def long_rest(seed):
            how = {"n_electrodes": 5, "count": 6}
            segments = segments_of(unrelated, seed=seed, phase="rest", seconds=40, **how)
            segments += segments_of(unrelated, seed=seed + 500, seconds=5, **how)
            return estimate_person(f"{seed:02d}", segments, (ELECTRODES, MUSCLES), FEW)

        table = group_table([long_rest(k) for k in range(7)], ["rest", "activity"], **COHORT)
        assert np.all(table["p_cluster"] > 0.05)
        assert abs(table["difference"].mean()) < 0.01

    def test_few_people_have_no_tests_and_the_reason(self, coupled):
        table = group_table(coupled[:5], ["rest", "activity"], **COHORT)
        for name in ("low", "high", "p", "p_cluster", "p_cluster_surrogates", "phase_slope_p"):
            assert table[name].isna().all()
        assert np.isfinite(table["difference"]).all()
        assert set(table["reason"]) == {"no interval with 5 subjects (6 are needed)"}

    def test_who_lacks_a_phase_is_not_compared(self, coupled):
        alone = person_of(200, weakly, resting=None)
        table = group_table([*coupled, alone], ["rest", "activity"], **COHORT)
        assert set(table["people"]) == {7}

    def test_one_phase_is_set_against_surrogates_alone(self, coupled):
        table = group_table(coupled, ["activity"], **COHORT)
        assert table["p_cluster"].isna().all()
        assert table["difference"].isna().all()
        assert np.all(table.loc[planted(table), "p_cluster_surrogates"] <= 0.05)

    def test_nobody_is_an_empty_table(self):
        assert group_table([], ["rest", "activity"], **COHORT).empty
        assert tuple(spectra_table([], ["rest", "activity"], **COHORT).columns) == SPECTRA_COLUMNS
        assert tuple(person_table([], 0.05).columns) == PERSON_COLUMNS


class TestSpectra:
    def test_they_are_those_between_the_edges_of_the_bands(self, coupled):
        table = spectra_table(coupled, ["rest", "activity"], **COHORT)
        assert (table["frequency_hz"].min(), table["frequency_hz"].max()) == (15, 45)
        assert len(table) == 2 * 31 * 5 * 2
        active = table[planted(table) & (table["phase"] == "activity")]
        resting = table[planted(table) & (table["phase"] == "rest")]
        assert active["coherence"].mean() == pytest.approx(0.1, abs=0.03)
        assert np.mean(active["p_cluster"] <= 0.05) > 0.8
        assert resting["p_cluster"].isna().all()
        assert resting["coherence"].mean() == pytest.approx(
            resting["of_surrogates"].mean(), rel=0.2
        )
        assert np.all(active["low"] <= active["coherence"])


class TestTable:
    def test_it_has_a_row_per_person_phase_pair_and_band(self, coupled):
        table = person_table(coupled, 0.05)
        assert len(table) == 7 * 2 * 5 * 2 * 2
        own = table[planted(table) & (table["phase"] == "activity") & (table["low_hz"] == 15)]
        others = table[table["phase"] == "rest"]
        assert np.all(own["coherence"] > own["analytic_threshold"])
        assert np.all(own["coherence"] > own["surrogate_threshold"])
        assert np.mean(others["coherence"] > others["analytic_threshold"]) < 0.1
        assert np.all(own["frequency_hz"].between(15, 30))

    def test_crosstalk_is_flagged_and_a_delay_is_not(self, coupled):
        mixed = person_of(300, crosstalk)
        at = mixed.phases.index("activity")
        assert set(flags_of(mixed, 0.05)[at, :, 0, 0]) <= {"no delay"}
        assert "no delay" in flags_of(mixed, 0.05)[at, 0, 0, 0]
        flagged = [flags_of(one, 0.05)[one.phases.index("activity"), 0, 0, 0] for one in coupled]
        assert flagged.count("") >= 6

    def test_what_no_threshold_passed_is_not_flagged_as_crosstalk(self, uncoupled):
        table = person_table(uncoupled, 0.05)
        below = table["coherence"] <= table["analytic_threshold"]
        assert not table.loc[below, "remarks"].str.contains("delay|bursts").any()

    def test_only_people_of_the_cohort_are_kept(self, coupled):
        nobody = estimate_person("09", [], (ELECTRODES, MUSCLES), FEW, {"r1": "its reason"})
        people = [*coupled, nobody]
        kept = analysed_people(people, ["01", "02", "09"])
        assert [one.subject for one in kept] == ["01", "02"]
        assert refused_table(people).to_numpy().tolist() == [["09", "r1", "its reason"]]
