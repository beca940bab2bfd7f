"""Recovery of known truth: what the numbers mean, in closed form and on planted cases."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.figures.clean_twin import (
    artefact_reduction_figure,
    eeg_recovery_figure,
    recovery_by_length_figure,
)
from eeg2emg.recordings.segments import Segment
from eeg2emg.recovery.brain import connectivity_recovery, source_recovery, unmixing_matrix
from eeg2emg.recovery.by_length import recovery_by_length
from eeg2emg.recovery.cleaning import artefact_reduction, decibels, topography_reduction
from eeg2emg.recovery.muscles import (
    AFTER,
    BEFORE,
    SOURCES,
    TWIN,
    recovery_entries,
    recovery_summary,
)
from eeg2emg.report.recovery import artefact_sentences, eeg_table, length_sentence

PHASES = ("rest", "activity")
MUSCLES = ("BSH", "TRIO", "DEL")
CHANNELS = ("Fp1", "Fp2", "F7", "C3", "Cz", "T7")


def segments(count, length_s):
    return [Segment(i, i * length_s, length_s, PHASES[i % 2], i // 2) for i in range(count)]


# Entries and their summary ----------------------------------------------------------------------


@pytest.fixture
def entries():
    true = np.random.default_rng(0).random((6, 3, 3)) * 0.1
    return recovery_entries(
        {"value of the configured functional": true, "infinite order": true * 1.2},
        true * 0.5,
        PHASES * 3,
        MUSCLES,
    )


def test_slope_correlation_and_bias_follow_from_the_entries(entries):
    summary = recovery_summary(entries).set_index(["truth", "phase"])
    judged = summary.loc[("value of the configured functional", "all")]
    assert judged["r"] == pytest.approx(1)
    assert judged["slope"] == pytest.approx(0.5)
    assert judged["segments"] == 6
    own = entries[entries["truth"] == "value of the configured functional"]
    assert judged["bias"] == pytest.approx(-0.5 * own["true"].mean())
    assert summary.loc[("infinite order", "rest"), "slope"] == pytest.approx(0.5 / 1.2)


def test_entries_keep_sink_and_source_apart():
    true = np.zeros((1, 3, 3))
    true[0, 2, 0] = 0.3  # BSH drives DEL
    table = recovery_entries({"truth": true}, true, ["rest"], MUSCLES)
    (row,) = table[table["true"] > 0].to_dict("records")
    assert (row["sink"], row["source"]) == ("DEL", "BSH")
    assert len(table) == 6


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="truth: shape"):
        recovery_entries({"truth": np.ones((2, 3, 3))}, np.ones((1, 3, 3)), ["rest"], MUSCLES)


# Length -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_length():
    """Three white signals of which the first drives the second: ln(1 + 0.25) for its Granger."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal((3, 240_000))
    x[1, 4:] += 0.5 * x[0, :-4]
    true = np.zeros((8, 3, 3))
    true[:, 1, 0] = np.log(1.25)
    settings = EmgSettings(rate_hz=1000.0, order=8)
    return recovery_by_length(
        x, segments(8, 30.0), true, settings, lengths_s=(0.1, 5.0, 15.0, 30.0, 60.0)
    )


def test_longer_windows_come_closer_to_the_truth(by_length):
    for _, part in by_length.groupby("phase"):
        assert part["r"].is_monotonic_increasing
        assert part["rmse"].is_monotonic_decreasing
        assert part["rmse"].iloc[-1] < 0.01


def test_windows_do_not_overlap_and_fill_the_segments(by_length):
    rest = by_length[by_length["phase"] == "rest"].set_index("length_s")["windows"]
    assert rest.to_dict() == {5.0: 24, 15.0: 8, 30.0: 4}


def test_lengths_that_cannot_be_estimated_or_are_not_there_are_passed_over(by_length):
    assert set(by_length["length_s"]) == {5.0, 15.0, 30.0}


# Artefacts --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted():
    """Brain, an artefact along one topography, and the matrix that projects it out."""
    rng = np.random.default_rng(2)
    brain = 1e-5 * rng.standard_normal((6, 5000))
    topography = np.array([1.0, 0.9, 0.3, 0.1, 0.1, 0.0])
    artefact = 1e-4 * topography[:, None] * rng.standard_normal(5000)
    unit = topography / np.linalg.norm(topography)
    return brain, artefact, topography, np.eye(6) - 0.99 * np.outer(unit, unit)


def test_a_projection_to_one_percent_is_forty_decibels(planted):
    brain, artefact, topography, matrix = planted
    table = artefact_reduction(brain, artefact, matrix, CHANNELS).set_index("what")
    assert list(table.index) == ["Fp1, Fp2", "F7, F8", "T7, T8", "all channels"]
    assert table.loc["all channels", "reduction_db"] == pytest.approx(40, abs=1e-6)
    assert table.loc["Fp1, Fp2", "artefact_before_uv"] == pytest.approx(
        1e6 * np.sqrt(np.square(artefact[:2]).mean())
    )
    assert table.loc["all channels", "brain_uv"] == pytest.approx(10, rel=0.02)
    kinds = topography_reduction(topography[:, None], ["blink"], matrix)
    assert kinds["reduction_db"].tolist() == pytest.approx([40])


def test_damage_is_what_the_matrix_takes_from_the_brain(planted):
    brain, artefact, topography, matrix = planted
    table = artefact_reduction(brain, artefact, matrix, CHANNELS).set_index("what")
    share = 0.99**2 * topography**2 / (topography @ topography)  # of white brain, by channel
    assert table.loc["Fp1, Fp2", "brain_changed_share"] == pytest.approx(share[:2].mean(), rel=0.1)
    assert table.loc["T7, T8", "brain_changed_share"] == pytest.approx(0, abs=1e-9)


def test_doing_nothing_is_zero_decibels_and_no_damage(planted):
    brain, artefact, _, _ = planted
    table = artefact_reduction(brain, artefact, np.eye(6), CHANNELS)
    assert table["reduction_db"].to_numpy()[[0, 1, 3]] == pytest.approx(0)
    assert table["brain_changed_share"].max() == 0
    assert np.isnan(decibels(0.0, 0.0))


# Networks ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signals():
    rng = np.random.default_rng(3)
    own = rng.standard_normal((6, 20_000))
    own[1, 3:] += 0.6 * own[0, :-3]
    own[4, 2:] += 0.4 * own[2, :-2]
    mixing = np.eye(6) + 0.3 * rng.standard_normal((6, 6))
    twin = 1e-5 * mixing @ own
    artefact = 8e-5 * np.outer(rng.standard_normal(6), rng.standard_normal(20_000))
    return own, mixing, {TWIN: twin, BEFORE: twin + artefact, AFTER: twin + 0.01 * artefact}


@pytest.fixture(scope="module")
def eeg_settings():
    return EegSettings(
        measures=("correlation", "granger"), order=5, mvar_rank=6, min_samples_per_parameter=2.0
    )


def test_cleaning_brings_the_networks_back(signals, eeg_settings):
    table = connectivity_recovery(signals[2], segments(4, 20.0), eeg_settings)
    r = table.groupby(["measure", "signal"])["r"].min().unstack()
    assert (r[AFTER] > 0.99).all()
    assert (r[BEFORE] < 0.9).all()
    assert table["segments"].tolist() == [2] * 8


def test_equal_signals_agree_and_single_segments_have_no_changes(signals, eeg_settings):
    same = dict.fromkeys((TWIN, BEFORE, AFTER), signals[2][TWIN])
    table = connectivity_recovery(same, segments(2, 20.0), eeg_settings)
    assert table["r"].tolist() == pytest.approx([1] * len(table))
    assert table["r_of_changes"].isna().all()


def test_segments_too_short_to_be_estimated_give_no_rows(signals, eeg_settings):
    table = connectivity_recovery(signals[2], segments(2, 0.05), eeg_settings)
    assert table.empty
    assert "r_of_changes" in table


def test_unmixed_sources_have_the_true_causality(signals, eeg_settings):
    _, mixing, mixed = signals
    true = np.zeros((2, 6, 6))
    true[:, 1, 0], true[:, 4, 2] = np.log(1.36), np.log(1.16)
    unmixing = unmixing_matrix(mixing, np.eye(6))
    found = source_recovery(mixed, segments(2, 40.0), true, unmixing, eeg_settings)
    r = found.set_index(["signal", "phase"])["r"]
    assert (r[TWIN] > 0.98).all()
    assert r[BEFORE].max() < r[TWIN].min()
    assert set(found["measure"]) == {SOURCES}


@pytest.mark.parametrize("name", [TWIN, BEFORE, AFTER])
def test_a_segment_that_cannot_be_estimated_does_not_end_the_others(signals, eeg_settings, name):
    """Nor does it stay in the signals of which it could be: all are judged by the same segments."""
    _, mixing, mixed = signals
    flat = mixed[name].copy()
    flat[:, :5000] = 0.0
    true = np.broadcast_to(np.eye(6)[::-1], (4, 6, 6))
    found = source_recovery(
        {**mixed, name: flat}, segments(4, 20.0), true, unmixing_matrix(mixing, np.eye(6)),
        eeg_settings,
    )  # fmt: skip
    assert sorted(found["segments"]) == [1, 1, 1, 2, 2, 2]
    of_networks = connectivity_recovery({**mixed, name: flat}, segments(4, 20.0), eeg_settings)
    assert set(of_networks["segments"]) == {1, 2}


def test_without_any_segment_that_can_be_estimated_there_are_no_sources(signals, eeg_settings):
    flat = {name: np.zeros_like(x) for name, x in signals[2].items()}
    unmixing = unmixing_matrix(signals[1], np.eye(6))
    found = source_recovery(flat, segments(2, 20.0), np.zeros((2, 6, 6)), unmixing, eeg_settings)
    assert found.empty
    assert "r_of_changes" in found


def test_unmixing_is_exact_and_prefers_quiet_channels():
    gain = np.array([[1.0], [1.0]])
    weights = unmixing_matrix(gain, np.diag([1.0, 4.0]))
    np.testing.assert_allclose(weights, [[0.8, 0.2]])
    rng = np.random.default_rng(4)
    gain, noise = rng.standard_normal((8, 3)), rng.standard_normal((8, 20))
    np.testing.assert_allclose(unmixing_matrix(gain, noise @ noise.T) @ gain, np.eye(3), atol=1e-9)


# Figures and words ------------------------------------------------------------------------------


def lengths_table():
    return pd.DataFrame(
        [
            ("sub-01_run-01", length, phase, 4, 0.6 + length / 200, 1.0, 0.1 / length)
            for length in (5.0, 10.0, 30.0)
            for phase in PHASES
        ],
        columns=["recording", "length_s", "phase", "windows", "r", "slope", "rmse"],
    )


def artefacts_table(planted):
    brain, artefact, topography, matrix = planted
    return pd.concat(
        [
            artefact_reduction(brain, artefact, matrix, CHANNELS),
            topography_reduction(topography[:, None], ["blink"], matrix),
        ]
    ).assign(recording="sub-01_run-01")


def test_figures_say_that_the_data_are_simulated_and_keep_their_data(
    planted, signals, eeg_settings
):
    networks = connectivity_recovery(signals[2], segments(4, 20.0), eeg_settings)
    drawn = [
        recovery_by_length_figure(lengths_table(), phase_order=PHASES),
        artefact_reduction_figure(artefacts_table(planted)),
        eeg_recovery_figure(networks.assign(recording="sub-01_run-01")),
    ]
    for figure, data in drawn:
        assert "SIMULATED DATA" in figure.get_suptitle()
        assert len(data)
        assert all(ax.get_ylabel() or ax.get_title() for ax in figure.axes)


def test_words_and_tables_carry_the_medians(planted, signals, eeg_settings):
    assert "5 s to windows of 30 s" in length_sentence(lengths_table())
    assert "0.62 to 0.75 in rest" in length_sentence(lengths_table())
    assert "40.0 dB at all channels" in artefact_sentences(artefacts_table(planted))
    networks = connectivity_recovery(signals[2], segments(4, 20.0), eeg_settings)
    table = eeg_table(networks.assign(recording="sub-01_run-01"))
    assert [row[0] for row in table.rows] == ["Correlation", "Granger causality"]
    assert len(table.headings) == 7


def test_without_recordings_there_are_no_words():
    empty = lengths_table().iloc[:0]
    assert length_sentence(empty) == length_sentence(None) == ""
    assert artefact_sentences(None) == ""
    assert eeg_table(None) is None
