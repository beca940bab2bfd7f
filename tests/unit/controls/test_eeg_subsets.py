"""Controls from a subset of the EEG: compared with the whole on the same segments."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.dataset import Planes
from eeg2emg.connectivity.file import BELOW_LIMIT, MUSCLE
from eeg2emg.controls.eeg_subsets import EegSubset, subsets_of_dataset
from eeg2emg.controls.subset_fits import MODELS_OF_SUBSETS, fit_subsets
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.names.controls import OVERALL_LEVEL, WITHOUT_LEVEL, is_control_above
from eeg2emg.report.doubts import controls_sentences
from eeg2emg.signals.band_amplitude import band_amplitude
from eeg2emg.splitting.schemes import make_split

COUPLED = {"subjects": 6, "recordings": 10, "coupling": 0.95}


@pytest.fixture(scope="module")
def coupled(make_cohort):
    dataset = make_cohort(**COUPLED)
    split = make_split(dataset.segments, "blocked", seed=1)
    table = gather(dataset, "blocked", split, [fit_models(dataset, split, "blocked")])
    return dataset, table, choose_rival(table).prediction


def part_of(dataset, vectors, *, without=(), why="no muscle"):
    missing = dataset.segments["subject"].isin(without).to_numpy()
    values = np.where(missing[:, None], np.nan, vectors)
    return EegSubset("muscle components, amplitude", values, np.where(missing, why, ""))


def fit(coupled, part):
    return fit_subsets(*coupled, [part], seed=1).set_index("model")


def test_a_part_that_holds_everything_loses_nothing(coupled):
    dataset, table, _ = coupled
    found = fit(coupled, part_of(dataset, vectorise(dataset.features, dataset.planes)))
    assert found.index.tolist() == list(MODELS_OF_SUBSETS)
    assert (found["skill"] > 0.2).all()
    assert found["skill"].to_numpy() == pytest.approx(found["whole"].to_numpy())
    assert (found[["lost_low", "lost_high"]].abs() < 1e-9).all(axis=None)
    assert (found["n_segments"] == (table.rows["part"] == "test").sum()).all()


def test_a_part_of_noise_has_no_skill_and_the_loss_is_told_from_chance(coupled):
    dataset = coupled[0]
    noise = np.random.default_rng(2).normal(size=(len(dataset.segments), 5))
    found = fit(coupled, part_of(dataset, noise))
    assert (found["skill"] < 0.05).all()
    assert (found["lost_low"] > 0).all()
    assert (found["whole"] > 0.2).all()


def test_who_lacks_the_part_is_left_out_of_both_and_named(coupled):
    dataset, table, rival = coupled
    vectors = vectorise(dataset.features, dataset.planes)
    found = fit(coupled, part_of(dataset, vectors, without=["sub-01"]))
    assert (found["n_subjects"] == 5).all()
    assert (found["reason"] == "left out: sub-01 (no muscle)").all()
    # The same as a cohort to which that subject never belonged.
    keep = (dataset.segments["subject"] != "sub-01").to_numpy()
    rows = (table.rows["subject"] != "sub-01").to_numpy()
    without = replace(
        dataset,
        features=dataset.features[keep],
        targets=dataset.targets[keep],
        segments=dataset.segments[keep].reset_index(drop=True),
    )
    reduced = replace(
        table, rows=table.rows[rows].reset_index(drop=True), truth=table.truth[rows], models={}
    )
    alone = fit_subsets(
        without, reduced, rival[rows], [part_of(without, vectors[keep])], seed=1
    ).set_index("model")
    assert found[["low", "lost_high"]].isna().all(axis=None)
    for column in ("skill", "whole"):
        assert found[column].to_numpy() == pytest.approx(alone[column].to_numpy())


def test_single_segments_without_the_part_are_left_out_alone(coupled):
    dataset = coupled[0]
    vectors = vectorise(dataset.features, dataset.planes)
    part = part_of(dataset, vectors)
    left_out = part.left_out.astype(object)
    left_out[0] = "unstable"
    found = fit(coupled, part._replace(left_out=left_out.astype(str)))
    assert (found["n_subjects"] == 6).all()
    assert (found["reason"] == "").all()


def test_a_subject_without_tested_segments_of_a_phase_does_not_take_part(coupled):
    dataset, table, _ = coupled
    tested = set(table.rows.loc[table.rows["part"] == "test", "segment"])
    gone = (
        dataset.segments["segment"].isin(tested)
        & (dataset.segments["subject"] == "sub-02")
        & (dataset.segments["phase"] == "rest")
    ).to_numpy()
    part = part_of(dataset, vectorise(dataset.features, dataset.planes))
    found = fit(coupled, part._replace(left_out=np.where(gone, "unstable", "")))
    assert (found["n_subjects"] == 5).all()
    assert found["reason"].str.contains("sub-02").all()


def test_too_few_subjects_are_not_estimable_with_the_reason(coupled):
    dataset = coupled[0]
    others = [f"sub-0{k}" for k in range(4)]
    found = fit(coupled, part_of(dataset, np.ones((len(dataset.segments), 1)), without=others))
    assert (found["status"] == "not estimable").all()
    assert found["skill"].isna().all()
    assert "2 of 6 subjects can take part, and 3 are needed" in found["reason"].iloc[0]
    assert "sub-00, sub-01, sub-02, sub-03 (no muscle)" in found["reason"].iloc[0]
    said = controls_sentences(found.reset_index())
    assert len(said) == 1
    assert said[0].startswith("muscle components, amplitude: 2 of 6")


def test_parts_come_from_what_the_file_holds(coupled):
    dataset = coupled[0]
    level, without = subsets_of_dataset(dataset, {})
    assert (level.name, without.name) == (OVERALL_LEVEL, WITHOUT_LEVEL)
    assert len(level.vectors) == len(without.vectors) == len(dataset.segments)
    planes = Planes(dataset.features, dataset.planes)
    *_, below = subsets_of_dataset(dataset, {BELOW_LIMIT: planes})
    assert np.array_equal(below.vectors, vectorise(*planes))
    assert (below.left_out == "").all()
    count = len(dataset.segments)
    amplitude = np.full(count, 1e-6)
    amplitude[:4] = np.nan
    reasons = ["none"] * 4 + ["one"] * 4 + [""] * (count - 8)
    segments = dataset.segments.assign(muscle_amplitude_v=amplitude, muscle_left_out=reasons)
    with_muscle = replace(dataset, segments=segments)
    *_, connectivity, power = subsets_of_dataset(with_muscle, {MUSCLE: planes})
    assert connectivity.left_out.tolist() == reasons
    assert power.left_out.tolist() == ["none"] * 4 + [""] * (count - 4)
    assert power.vectors[5:, 0] == pytest.approx(np.log(1e-6))


@pytest.mark.parametrize("measure", ["granger", "dtf"])
def test_a_common_level_leaves_nothing_without_the_overall_level(coupled, measure):
    """A factor of all connectivity of a segment adds to its logarithm alike in all pairs."""
    dataset = coupled[0]
    rng = np.random.default_rng(7)
    pattern = rng.uniform(1, 3, dataset.features.shape[1:3])
    np.fill_diagonal(pattern, 0)
    factor = np.exp(rng.normal(size=len(dataset.segments)))
    features = (pattern * factor[:, None, None])[..., None]
    level, without = subsets_of_dataset(replace(dataset, features=features, planes=(measure,)), {})
    assert np.abs(without.vectors).max() < 1e-3  # but for what is added before the logarithm
    assert np.corrcoef(level.vectors[:, 1], np.log(factor))[0, 1] > 0.999


def test_an_emg_that_leaks_into_muscle_components_shows(coupled):
    """Planted fault: the target follows the amplitude of what was labelled muscle."""
    dataset, table, rival = coupled
    amplitude = np.exp(np.random.default_rng(4).normal(size=len(dataset.segments)))
    leaking = replace(
        dataset,
        features=np.random.default_rng(5).uniform(-0.5, 0.5, dataset.features.shape),
        planes=("correlation", "pli"),
        targets=dataset.targets + 3 * np.log(amplitude)[:, None, None],
    )
    truth = leaking.targets[leaking.rows(table.rows["segment"])]
    part = part_of(leaking, np.log(amplitude)[:, None])
    found = fit((leaking, replace(table, truth=truth), rival), part)
    assert (found["skill"] > 0.5).all()
    assert (found["skill"] > found["whole"] + 0.3).all()


def loudness(levels):
    """Amplitudes above 60 Hz of short white noise of a common level per segment, 13 channels."""
    rng = np.random.default_rng(6)
    return np.array(
        [
            band_amplitude(
                1e-6 * level * rng.standard_normal((13, 1000)), 250.0, (60.0, 110.0),
                line_freq_hz=50.0,
            )
            for level in levels
        ]
    )  # fmt: skip


def above(dataset, high_v, limit_hz=60.0):
    segments = dataset.segments.assign(
        high_frequencies_left_out=np.where(np.isnan(high_v[:, 0]), "recorded at 128 Hz", "")
    )
    *_, subset = subsets_of_dataset(replace(dataset, segments=segments), {}, high_v, limit_hz)
    return subset


def test_amplitudes_become_logarithms_of_every_channel_and_are_named_by_the_limit(coupled):
    dataset = coupled[0]
    high_v = loudness(np.ones(len(dataset.segments)))
    high_v[:4] = np.nan
    subset = above(dataset, high_v, 70.0)
    assert subset.name == "amplitude above 70 Hz"
    assert is_control_above(subset.name)
    assert subset.left_out.tolist() == ["recorded at 128 Hz"] * 4 + [""] * (len(high_v) - 4)
    assert np.isnan(subset.vectors[:4]).all()
    assert np.array_equal(subset.vectors[4:], np.log(high_v[4:]))
    silent = above(dataset, np.zeros((len(dataset.segments), 2)))
    assert np.isfinite(silent.vectors).all()


def test_noise_of_varying_level_that_reaches_the_target_shows(coupled):
    """Planted fault: one level of noise drives the EEG's amplitude and the target."""
    dataset, table, rival = coupled
    level = np.exp(0.5 * np.random.default_rng(4).normal(size=len(dataset.segments)))
    disturbed = replace(
        dataset,
        # The brain network is that of nobody, but for a little of the same noise.
        features=np.clip(
            np.random.default_rng(5).uniform(-0.4, 0.4, dataset.features.shape)
            - 0.1 * np.log(level)[:, None, None, None], -0.9, 0.9,
        ),
        planes=("correlation", "pli"),
        targets=dataset.targets + 6 * np.log(level)[:, None, None],
    )  # fmt: skip
    truth = disturbed.targets[disturbed.rows(table.rows["segment"])]
    found = fit((disturbed, replace(table, truth=truth), rival), above(disturbed, loudness(level)))
    assert (found["skill"] > 0.5).all()
    assert (found["low"] > 0).all()
    assert (found["lost_low"] < 0).all()  # the whole EEG adds nothing to it


def test_true_coupling_is_nothing_that_loudness_knows(coupled):
    dataset = coupled[0]
    level = np.exp(0.5 * np.random.default_rng(7).normal(size=len(dataset.segments)))
    found = fit(coupled, above(dataset, loudness(level)))
    assert (found["skill"] < 0.05).all()
    assert (found["low"] <= 0).all()
    assert (found["whole"] > 0.2).all()
    assert (found["lost_low"] > 0).all()


def test_a_recording_without_high_frequencies_is_left_out_never_filled_in(coupled):
    dataset = coupled[0]
    slow = dataset.segments["subject"].isin(["sub-03"]).to_numpy()
    high_v = loudness(np.ones(len(slow)))
    high_v[slow] = np.nan
    found = fit(coupled, above(dataset, high_v))
    assert (found["n_subjects"] == 5).all()
    assert (found["reason"] == "left out: sub-03 (recorded at 128 Hz)").all()
    high_v[:] = np.nan
    none = fit(coupled, above(dataset, high_v))
    assert (none["status"] == "not estimable").all()
    assert none["reason"].str.startswith("0 of 6 subjects can take part").all()


def test_the_report_says_what_the_amplitude_alone_reaches(coupled):
    dataset = coupled[0]
    found = fit(coupled, above(dataset, loudness(np.ones(len(dataset.segments))), 80.0))
    (said,) = controls_sentences(found.reset_index())
    assert said.startswith("From the amplitude above 80 Hz of each channel alone")
    assert "the skill is not shown to come from the brain" in said
    assert "simulated" not in said
    (simulated,) = controls_sentences(found.reset_index(), simulated=True)
    assert "In simulated recordings the sources of the brain go on above that limit" in simulated
    other = found.reset_index().assign(control="below 30 Hz")
    assert controls_sentences(other, simulated=True) == controls_sentences(other)


def test_the_report_says_how_to_read_it(coupled):
    dataset = coupled[0]
    vectors = vectorise(dataset.features, dataset.planes)
    found = fit(coupled, part_of(dataset, vectors, without=["sub-01"])).reset_index()
    (said,) = controls_sentences(found)
    assert "whole EEG of the same 5 subjects gives" in said
    assert "Left out: sub-01 (no muscle)." in said
    assert "nan" not in said
    (below,) = controls_sentences(found.assign(control="below 30 Hz", reason=""))
    assert "muscles of the head" in below
    with_six = found.assign(low=0.1, high=0.3, lost_low=-0.01, lost_high=0.02)
    assert "interval of the loss −0.01 to 0.02" in controls_sentences(with_six)[0]
