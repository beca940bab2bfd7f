"""Rates that differ by parts in a million are one rate, for every step."""

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_recording import left_out_recording, require_eeg_rate
from eeg2emg.cohort.exclusions import list_exclusions
from eeg2emg.connectivity.emg import envelope
from eeg2emg.connectivity.file import ConnectivityContents
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.errors import EstimationError
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.rates import is_below, same_rate
from eeg2emg.recordings.segments import Segment
from eeg2emg.signals.filters import prepare_eeg, prepare_emg, prepare_for_ica
from hypothesis import given
from hypothesis import strategies as st

NOMINAL = [250.0, 500.0, 1000.0, 2000.0]
CLOCKS = [-50e-6, -8e-6, -1e-6, 1e-6, 3.2e-6, 13e-6, 50e-6]


@given(st.floats(100.0, 1e4), st.floats(-0.9e-4, 0.9e-4))
def test_clocks_that_are_a_little_off_have_the_same_rate(rate_hz, error):
    other_hz = rate_hz * (1 + error)
    assert same_rate(rate_hz, other_hz)
    assert same_rate(other_hz, rate_hz)
    assert not is_below(rate_hz, other_hz)
    assert not is_below(other_hz, rate_hz)


@given(st.floats(100.0, 1e4), st.floats(2e-4, 2.0))
def test_rates_that_are_meant_to_differ_do(rate_hz, difference):
    other_hz = rate_hz * (1 + difference)
    assert not same_rate(rate_hz, other_hz)
    assert is_below(rate_hz, other_hz)
    assert not is_below(other_hz, rate_hz)


@pytest.mark.parametrize("nominal_hz", NOMINAL)
@pytest.mark.parametrize("error", CLOCKS)
@pytest.mark.parametrize("prepare", [prepare_eeg, prepare_emg, prepare_for_ica])
def test_preparing_gives_the_samples_of_the_nominal_rate_and_tells_the_true_one(
    nominal_hz, error, prepare
):
    x_v = 1e-5 * np.random.default_rng(0).standard_normal((2, round(20 * nominal_hz)))
    rate_hz = nominal_hz * (1 + error)
    expected, nominal_out_hz = prepare(x_v, nominal_hz, line_freq_hz=50.0)
    found, out_hz = prepare(x_v, rate_hz, line_freq_hz=50.0)
    assert found.shape == expected.shape
    assert out_hz == pytest.approx(nominal_out_hz * (1 + error), rel=1e-9)
    assert np.abs(found - expected).max() < 0.02 * np.abs(expected).max()


@pytest.mark.parametrize("error", CLOCKS)
def test_an_eeg_whose_clock_is_a_little_off_can_be_analysed(error):
    def recording(rate_hz):
        return left_out_recording(
            "a", "01", "", eeg_channels=("Cz",), emg_channels=(), eeg_rate_hz=rate_hz,
            emg_rate_hz=1000.0,
        )  # fmt: skip

    require_eeg_rate(recording(250.0 * (1 + error)), 250.0)
    with pytest.raises(EstimationError, match=r"Its EEG has 249\.9 Hz"):
        require_eeg_rate(recording(249.9), 250.0)


@pytest.mark.parametrize("error", CLOCKS)
def test_no_least_rate_refuses_a_clock_that_is_a_little_slow(signals, error):
    sound = signals(seconds=20.0, rate_hz=250.0)
    segments = [Segment(k, 5.0 * k, 5.0, ("rest", "activity")[k // 2], 0) for k in range(4)]

    def reasons(rate_hz):
        return check_quality(
            sound.eeg_v, sound.emg_v, rate_hz, segments=segments, analysis_rate_hz=250.0,
            envelope_rate_hz=250.0, eeg_channels=[f"E{k}" for k in range(19)],
            emg_channels=["a", "b", "c"],
        ).reasons  # fmt: skip

    assert reasons(250.0 * (1 + error)) == reasons(250.0) == []
    assert any("249.9 Hz is below" in reason for reason in reasons(249.9))


@pytest.mark.parametrize("error", CLOCKS)
def test_the_envelope_may_have_the_rate_of_a_clock_that_is_a_little_slow(error):
    settings = EmgSettings(rate_hz=250.0 * (1 + error), envelope_rate_hz=250.0)
    x = np.random.default_rng(0).standard_normal((2, 2500))
    slow = envelope(x, settings.rate_hz, settings.envelope_rate_hz)
    np.testing.assert_allclose(slow, envelope(x, 250.0, 250.0), atol=1e-9)


@pytest.mark.parametrize("true_hz", [999.95, 999.99, 1000.013, 1000.05])
def test_a_cohort_holds_recordings_of_clocks_that_are_a_little_off(true_hz):
    def file(name, rate_hz):
        return ConnectivityContents(
            groups={},
            segments={"segment": [f"{name}_0"]},
            attributes={
                "recording": name, "left_out": "", "refused_segments": "{}",
                "emg_rate_hz": rate_hz,
            },
        )  # fmt: skip

    files = [file("a", 1000.0), file("b", true_hz), file("c", 500.0), file("d", 500.02)]
    assert [item.name for item in list_exclusions([], [], [*files, file("e", 1000.0)])] == [
        "c", "d"
    ]  # fmt: skip
