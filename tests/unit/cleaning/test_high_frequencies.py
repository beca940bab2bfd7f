"""How loud the EEG is above a limit: as recorded, or left out with the reason."""

import json
from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_file import open_cleaned, read_cleaned, write_cleaned
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.high_frequencies import high_frequencies
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.connectivity.file import HIGH, read_connectivity
from eeg2emg.connectivity.segment_result import estimate_segment, write_results
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import open_recording

MUSCLES = ("BSH", "DEL", "TRIA")
CHANNELS = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES}
PHASES = {"rest": ["rest"], "activity": ["activity"]}
LEVEL_V = 3e-6


def noisy(signals, *, levels=(1.0, 1.0, 1.0, 3.0, 1.0, 1.0), rate_hz=500.0, artefacts=()):
    """Sixty seconds of EEG, low-passed at 45 Hz, and white noise of one level per ten seconds."""
    found = signals(rate_hz=rate_hz, artefacts=artefacts)
    spectrum = np.fft.rfft(found.brain_v)
    spectrum[:, np.fft.rfftfreq(found.brain_v.shape[1], 1 / rate_hz) > 45.0] = 0.0
    white = np.random.default_rng(3).standard_normal(found.brain_v.shape)
    course = LEVEL_V * np.repeat(levels, found.brain_v.shape[1] // len(levels))
    quiet_v = np.fft.irfft(spectrum, found.brain_v.shape[1])
    return replace(found, brain_v=quiet_v + white * course)


def prepared(path):
    quality = inspect_recording(path, **CHANNELS, phases=PHASES, length_s=10.0, line_freq_hz=50.0)
    opened = open_recording(path, **CHANNELS, time_limits=None)
    return opened, quality


def measure(path, *, limit_hz=60.0, **options):
    return high_frequencies(*prepared(path), limit_hz=limit_hz, line_freq_hz=50.0, **options)


def of_white_noise(rate_hz, limit_hz=60.0, upper_hz=None):
    """Root mean square of white noise of level 1, without 2 Hz to each side of harmonics."""
    upper_hz = upper_hz or 0.45 * rate_hz
    cut_hz = 4.0 * sum(limit_hz < hz < upper_hz for hz in range(50, 1000, 50))
    return np.sqrt((upper_hz - limit_hz - cut_hz) / (rate_hz / 2))


@pytest.mark.parametrize("rate_hz", [250.0, 500.0, 1000.0])
def test_noise_of_a_known_level_is_measured_segment_by_segment(signals, write, tmp_path, rate_hz):
    levels = (1.0, 2.0, 1.0, 3.0, 0.5, 1.0)
    path = write(tmp_path, noisy(signals, levels=levels, rate_hz=rate_hz, artefacts=("line",)))
    found = measure(path)
    assert found.left_out == ""
    expected = LEVEL_V * of_white_noise(rate_hz) * np.outer(levels, np.ones(19))
    assert found.amplitude_v == pytest.approx(expected, rel=0.1)
    assert found.amplitude_v.mean(axis=1) == pytest.approx(expected[:, 0], rel=0.02)


def test_another_limit_is_another_band(signals, write, tmp_path):
    path = write(tmp_path, noisy(signals, levels=(1.0,)))
    found = measure(path, limit_hz=120.0)
    assert found.amplitude_v.mean() == pytest.approx(
        LEVEL_V * of_white_noise(500.0, 120.0), rel=0.02
    )


def test_a_bad_channel_says_nothing_of_its_own(signals, write, tmp_path):
    given = noisy(signals)
    loud = replace(given, brain_v=given.brain_v.copy())
    loud.brain_v[4] += 50e-6 * np.random.default_rng(1).standard_normal(loud.brain_v.shape[1])
    bad = {"bad_channels": [TEN_TWENTY[4]]}
    one = measure(write(tmp_path / "a", given), **bad).amplitude_v
    other = measure(write(tmp_path / "b", loud), **bad).amplitude_v
    assert other == pytest.approx(one, rel=1e-3)
    good = np.delete(one, 4, axis=1)
    assert one[:, 4] == pytest.approx(np.sqrt(np.mean(good**2, axis=1)))


def state(path, **columns):
    """Add columns to channels.tsv, the same in every line of the EEG."""
    table = path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))
    lines = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    for name, value in columns.items():
        lines[0].append(name)
        for line in lines[1:]:
            line.append(value if line[1] == "EEG" else "n/a")
    table.write_text("\n".join("\t".join(line) for line in lines) + "\n", encoding="utf-8")


def add_to_sidecar(path, **values):
    sidecar = path.with_suffix(".json")
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | values))


class TestLeftOut:
    @pytest.mark.parametrize("rate_hz", [100.0, 128.0, 150.0])
    def test_a_low_rate(self, signals, write, tmp_path, rate_hz):
        found = measure(write(tmp_path, noisy(signals, rate_hz=rate_hz)))
        assert found.left_out == (
            f"its EEG holds too little above 60 Hz: it was recorded at {rate_hz:g} Hz"
        )
        assert found.amplitude_v.shape == (6, 19)
        assert np.isnan(found.amplitude_v).all()

    @pytest.mark.parametrize("rate_hz", [160.0, 200.0, 256.0])
    def test_not_a_rate_that_holds_ten_hertz_of_it(self, signals, write, tmp_path, rate_hz):
        found = measure(write(tmp_path, noisy(signals, rate_hz=rate_hz)))
        assert found.left_out == ""
        assert (found.amplitude_v > 0).all()

    @pytest.mark.parametrize(("slow", "left_out"), [(TEN_TWENTY, True), (MUSCLES, False)])
    def test_a_low_rate_of_its_own_in_a_file_of_two_rates(
        self, signals, write, tmp_path, slow, left_out
    ):
        opened, quality = prepared(write(tmp_path, noisy(signals)))
        said = replace(opened.statements[0], own_rates_hz={opened.matched[slow[0]]: 128.0})
        opened = replace(opened, statements=(said,))
        found = high_frequencies(opened, quality, limit_hz=60.0, line_freq_hz=50.0)
        assert ("recorded at 128 Hz" in found.left_out) == left_out

    @pytest.mark.parametrize("cutoff_hz", [30, 45, 69])
    def test_a_stated_low_pass(self, signals, write, tmp_path, cutoff_hz):
        path = write(tmp_path, noisy(signals))
        state(path, high_cutoff=str(cutoff_hz))
        found = measure(path)
        assert found.left_out == (
            f"its EEG holds too little above 60 Hz: channels.tsv says that it was low-passed at "
            f"{cutoff_hz} Hz"
        )
        assert np.isnan(found.amplitude_v).all()

    def test_a_low_pass_that_the_sidecar_states(self, signals, write, tmp_path):
        path = write(tmp_path, noisy(signals))
        add_to_sidecar(path, HardwareFilters={"Low-pass": {"cutoff": "45 Hz"}})
        assert "low-passed at 45 Hz" in measure(path).left_out

    def test_a_higher_low_pass_is_the_upper_edge(self, signals, write, tmp_path):
        path = write(tmp_path, noisy(signals, levels=(1.0,)))
        state(path, high_cutoff="120")
        found = measure(path)
        assert found.left_out == ""
        expected = LEVEL_V * of_white_noise(500.0, upper_hz=120.0)
        assert found.amplitude_v.mean() == pytest.approx(expected, rel=0.02)

    def test_not_a_low_pass_of_the_emg(self, signals, write, tmp_path):
        path = write(tmp_path, noisy(signals))
        add_to_sidecar(path, SoftwareFilters={"EMG low-pass": {"cutoff": 45}})
        assert measure(path).left_out == ""

    def test_a_low_pass_that_nobody_states(self, signals, write, tmp_path):
        found = measure(write(tmp_path, noisy(signals, levels=(0.0,))))
        assert found.left_out.startswith(
            "its EEG holds too little above 60 Hz: it has next to no power above 4"
        )
        assert np.isnan(found.amplitude_v).all()


def cleaned(path, settings=None, **options):
    quality = prepared(path)[1]
    subject = judge_subject("01", [quality])
    solution = fit_subject_ica(
        subject, {quality.recording: quality}, eeg_channels=TEN_TWENTY, settings=settings, seed=3
    )
    made = clean_recording(quality, subject, solution, CleaningSettings(**CHANNELS, **options))
    return made, solution


def test_it_is_measured_before_anything_is_removed_at_any_rate_of_the_analysis(
    signals, write, tmp_path
):
    path = write(tmp_path, signals(artefacts=("blinks", "muscle left")))
    settings = IcaSettings(muscle_threshold=0.6)
    made, solution = cleaned(path, settings, high_frequencies_hz=60.0, eeg_rate_hz=100.0)
    assert solution.removed
    assert made.eeg_rate_hz == 100.0
    expected = measure(path, bad_channels=solution.bad_channels)
    assert np.array_equal(made.high.amplitude_v, expected.amplitude_v)


def test_the_cleaned_signals_do_not_depend_on_it(signals, write, tmp_path):
    path = write(tmp_path, noisy(signals))
    without, with_it = cleaned(path)[0], cleaned(path, high_frequencies_hz=60.0)[0]
    assert without.high is None
    assert without.high_of(without.segments[0]) is None
    for name in ("eeg_v", "emg_v"):
        assert getattr(without, name).tobytes() == getattr(with_it, name).tobytes()


EEG = EegSettings(measures=("correlation",), rate_hz=250.0)
EMG = EmgSettings(rate_hz=500.0, order=2, envelope_order=2, min_samples_per_parameter=2.0)


@pytest.mark.parametrize("rate_hz", [500.0, 250.0])
@pytest.mark.parametrize("stated", [None, "45"])
def test_it_goes_through_the_files_to_the_matrices(signals, write, tmp_path, rate_hz, stated):
    path = write(tmp_path, noisy(signals, rate_hz=rate_hz))
    if stated:
        state(path, high_cutoff=stated)
    made = cleaned(path, high_frequencies_hz=60.0)[0]
    write_cleaned(tmp_path / "cleaned.nc", made)
    again = read_cleaned(tmp_path / "cleaned.nc").high
    assert np.array_equal(again.amplitude_v, made.high.amplitude_v, equal_nan=True)
    assert again.left_out == made.high.left_out
    emg = replace(EMG, rate_hz=rate_hz)
    with open_cleaned(tmp_path / "cleaned.nc") as opened:
        results, refused = estimate_segments(
            opened, EEG, lambda source: estimate_segment(source, EEG, emg, {})
        )
    assert not refused
    write_results(
        tmp_path / "matrices.nc", results, refused, eeg=EEG, subsets={},
        channels=(TEN_TWENTY, MUSCLES), attributes={"recording": made.name, "simulated": True},
    )  # fmt: skip
    contents = read_connectivity(tmp_path / "matrices.nc")
    found = contents.amplitudes[HIGH]
    assert found.channels == TEN_TWENTY
    assert np.array_equal(found.values, made.high.amplitude_v, equal_nan=True)
    assert np.isnan(found.values).all() == bool(stated)
    assert set(contents.segments["high_frequencies_left_out"]) == {made.high.left_out}
    assert bool(made.high.left_out) == bool(stated)
