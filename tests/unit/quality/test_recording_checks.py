import dataclasses
import json

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.segments import Segment

MUSCLES = ("BSH", "DEL", "TRIA")
SEGMENTS = (Segment(0, 0.0, 30.0, "rest", 0), Segment(1, 30.0, 30.0, "activity", 0))


def check(found, **options):
    return check_quality(
        found.eeg_v if "eeg_v" not in options else options.pop("eeg_v"),
        found.emg_v if "emg_v" not in options else options.pop("emg_v"),
        found.rate_hz,
        eeg_channels=TEN_TWENTY,
        emg_channels=MUSCLES,
        segments=options.pop("segments", SEGMENTS),
        **options,
    )


@pytest.fixture(scope="module")
def sound(signals):
    return signals(artefacts=("blinks", "muscle left", "line"))


def broken_channel(sound, fault):
    """Put a fault into Cz."""
    eeg_v = sound.eeg_v.copy()
    cz = eeg_v[TEN_TWENTY.index("Cz")]
    rng = np.random.default_rng(1)
    if fault == "flat":
        cz[:] = 3e-6
    elif fault == "flat for a tenth":
        cz[: cz.size // 10] = 0.0
    elif fault == "clipped":
        np.clip(20 * cz, -150e-6, 150e-6, out=cz)
    elif fault == "one NaN":
        cz[100] = np.nan
    elif fault == "infinite":
        cz[5:9] = np.inf
    elif fault == "huge":
        cz *= 50
    elif fault == "loud":
        cz += 9 * eeg_v[TEN_TWENTY.index("C3")]
    elif fault == "tiny":
        cz *= 0.02
    elif fault == "noise":
        cz += 80e-6 * rng.standard_normal(cz.size)
    elif fault == "loose":
        cz[:] = np.cumsum(rng.standard_normal(cz.size))
        cz[:] = 10e-6 * (cz - np.roll(cz, 50)) / (cz - np.roll(cz, 50)).std()
    elif fault == "line":
        cz += 200e-6 * np.sin(2 * np.pi * 50.0 * np.arange(cz.size) / sound.rate_hz)
    return eeg_v


def test_a_sound_recording_is_usable(sound):
    quality = check(sound)
    assert quality.usable
    assert quality.reasons == []
    assert quality.bad_eeg_channels == []
    assert quality.eeg_rank == 19
    assert quality.bridged_pairs == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("flat", "flat for 100% of the time"),
        ("flat for a tenth", "flat for 10% of the time"),
        ("clipped", "clipped for"),
        ("one NaN", "NaN or infinite"),
        ("infinite", "NaN or infinite"),
        ("huge", "amplitude"),
        ("loud", "times the median of the channels"),
        ("tiny", "times the median of the channels"),
        ("noise", "noise above 50 Hz"),
        ("loose", "correlation with other channels"),
        ("line", "power is line noise"),
    ],
)
def test_a_planted_fault_is_found_in_its_channel_only(sound, fault, reason):
    quality = check(sound, eeg_v=broken_channel(sound, fault))
    assert quality.bad_eeg_channels == ["Cz"]
    assert any(reason in found for found in quality.channel_reasons["Cz"])
    assert quality.usable  # one channel is interpolated, not the recording lost
    assert quality.eeg_rank == 18


def test_marked_channels_are_bad_whatever_they_look_like(sound):
    quality = check(sound, marked_bad=["O1"])
    assert quality.bad_eeg_channels == ["O1"]
    assert quality.channel_reasons == {"O1": ["marked as bad in the dataset"]}


def test_too_many_bad_channels_leave_the_recording_out_and_are_all_named(sound):
    eeg_v = sound.eeg_v.copy()
    eeg_v[[0, 3, 6, 9]] = 0.0
    quality = check(sound, eeg_v=eeg_v)
    assert not quality.eeg_usable
    assert "4 EEG channels are bad, at most 3 can be interpolated: Fp1 (flat" in quality.reasons[0]
    assert "Cz (flat" in quality.reasons[0]


def test_copies_of_a_channel_are_bridged_and_cost_a_rank(sound):
    eeg_v = sound.eeg_v.copy()
    eeg_v[4] = 1.001 * eeg_v[3]
    quality = check(sound, eeg_v=eeg_v)
    assert quality.bridged_pairs == [["F3", "Fz"]]
    assert quality.eeg_rank == 18


def test_an_average_reference_costs_a_rank(sound):
    referenced = sound.eeg_v - sound.eeg_v.mean(axis=0)
    assert check(sound, eeg_v=referenced).eeg_rank == 18
    rounded = np.round(referenced / 0.1e-6) * 0.1e-6
    assert check(sound, eeg_v=rounded).eeg_rank == 18  # rounding does not hide it


def test_quiet_but_living_emg_is_used(sound):
    quality = check(sound, emg_v=0.03 * sound.emg_v)  # 0.3 uV at rest
    assert quality.usable


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda x: 0.0 * x, "bad EMG channels: DEL (flat"),
        (lambda x: np.where(np.arange(x.size) == 7, np.nan, x), "bad EMG channels: DEL (0.00%"),
        (lambda x: np.clip(30 * x, -5e-4, 5e-4), "bad EMG channels: DEL (clipped"),
        (lambda x: 1e3 * x, "bad EMG channels: DEL (amplitude"),
    ],
)
def test_a_bad_emg_channel_leaves_the_recording_out(sound, fault, reason):
    emg_v = sound.emg_v.copy()
    emg_v[1] = fault(emg_v[1])
    quality = check(sound, emg_v=emg_v)
    assert quality.eeg_usable
    assert not quality.usable
    assert quality.reasons[0].startswith(reason)


def test_swamped_emg_leaves_the_recording_out(sound):
    noise = 500e-6 * np.random.default_rng(2).standard_normal(sound.emg_v.shape)
    quality = check(sound, emg_v=sound.emg_v + noise)
    assert quality.eeg_usable
    assert "dB above" in quality.reasons[0]


def test_the_signal_to_noise_of_emg_is_measured_in_decibels(sound):
    snr = [values["snr_db"] for values in check(sound).emg.values()]
    np.testing.assert_allclose(snr, 20 * np.log10(60 / 8), atol=1.0)


def test_emg_of_one_phase_has_no_signal_to_noise_and_is_not_judged_by_it(sound):
    quality = check(sound, segments=SEGMENTS[:1])
    assert all(values["snr_db"] is None for values in quality.emg.values())
    assert quality.usable


def test_nothing_about_the_eeg_depends_on_the_emg(sound):
    noise = 1e-3 * np.random.default_rng(3).standard_normal(sound.emg_v.shape)
    eeg_v = broken_channel(sound, "noise")
    one, other = check(sound, eeg_v=eeg_v), check(sound, eeg_v=eeg_v, emg_v=noise)
    assert one.usable
    assert not other.usable
    for name in (
        "eeg",
        "eeg_reasons",
        "bad_eeg_channels",
        "eeg_rank",
        "bridged_pairs",
        "dropped_share",
    ):
        assert getattr(one, name) == getattr(other, name)


def test_no_segment_or_a_low_rate_leaves_the_recording_out(sound):
    quality = check(sound, segments=())
    (reason,) = quality.reasons
    assert reason == (
        "0 whole segments in 60.0 s of recording; at least 1 needed: "
        "shorten segments.length_s, or correct the recording's events"
    )
    limits = QualityThresholds(min_rate_hz=600.0)
    (reason,) = check(sound, thresholds=limits).reasons
    assert reason.startswith("sampling rate 500 Hz is below 600 Hz: too low")
    (reason,) = check(sound, analysis_rate_hz=512.0).reasons
    assert "below the 512 Hz at which EEG is analysed; set connectivity.eeg_rate_hz" in reason
    assert check(sound, analysis_rate_hz=500.0).usable


def test_dropped_samples_are_those_in_which_all_channels_stand_still(sound):
    assert check(sound).dropped_share == 0.0
    held = sound.eeg_v.copy()
    held[:, 2000:2600] = held[:, 2000:2001]
    quality = check(sound, eeg_v=held)
    assert quality.dropped_share == pytest.approx(599 / held.shape[1], rel=1e-4)
    assert quality.reasons[0].startswith("2.00% of the samples are dropped")
    one_moves = held.copy()
    one_moves[4] = sound.eeg_v[4]
    assert check(sound, eeg_v=one_moves).dropped_share == 0.0


def test_recordings_without_emg_can_be_checked(sound):
    quality = check_quality(
        sound.eeg_v, np.zeros((0, sound.eeg_v.shape[1])), sound.rate_hz,
        eeg_channels=TEN_TWENTY, emg_channels=(), segments=SEGMENTS,
    )  # fmt: skip
    assert quality.usable
    assert quality.emg == {}


def test_verdicts_do_not_depend_on_the_order_of_channels(sound):
    eeg_v = broken_channel(sound, "noise")
    order = np.random.default_rng(4).permutation(19)
    shuffled = check_quality(
        eeg_v[order], sound.emg_v, sound.rate_hz,
        eeg_channels=[TEN_TWENTY[row] for row in order], emg_channels=MUSCLES, segments=SEGMENTS,
    )  # fmt: skip
    straight = check(sound, eeg_v=eeg_v)
    assert shuffled.channel_reasons == straight.channel_reasons
    assert shuffled.eeg["O1"] == pytest.approx(straight.eeg["O1"], rel=1e-4)


def test_the_result_is_json(sound):
    eeg_v = broken_channel(sound, "one NaN")
    values = vars(check(sound, eeg_v=eeg_v))
    assert json.loads(json.dumps(values, allow_nan=False)) == values


# Of recordings in two files, judged where they are read (test_two_devices.py).
OF_TWO_DEVICES = {"max_start_offset_ms", "max_drift_ms_per_min"}


@pytest.mark.parametrize(
    "field",
    [f for f in dataclasses.fields(QualityThresholds) if f.name not in OF_TWO_DEVICES],
    ids=lambda f: f.name,
)
def test_every_threshold_decides_something(sound, field):
    """Each limit, drawn tight, must turn a sound recording into one with reasons."""
    tight = {
        "flat_eeg_uv": 1e3, "flat_emg_uv": 1e3, "max_eeg_uv": 1.0, "max_emg_uv": 1.0,
        "max_line_share": 1e-6, "max_noise_ratio": 1e-6, "min_correlation": 1.0,
        "min_emg_snr_db": 60.0, "min_rate_hz": 1e4, "min_segments": 99,
        "max_local_outlier_factor": 0.5,
    }  # fmt: skip
    if field.name in tight:
        limits = QualityThresholds(**{field.name: tight[field.name]})
        assert check(sound, thresholds=limits).reasons
        return
    eeg_v, emg_v = sound.eeg_v.copy(), sound.emg_v.copy()
    loose = {field.name: {"max_bad_eeg": 19, "max_bad_emg": 3}.get(field.name, 1.0)}
    if field.name == "max_flat_share":
        eeg_v[9, :30_000] = emg_v[0, :30_000] = 0.0
    elif field.name == "max_clipped_share":
        eeg_v[9] = np.clip(3 * eeg_v[9], -20e-6, 20e-6)
        emg_v[0] = np.clip(emg_v[0], -20e-6, 20e-6)
    elif field.name in ("max_deviation", "min_deviation_factor"):
        eeg_v[9] *= 8
        loose = {field.name: 1e3}
    elif field.name == "max_dropped_share":
        eeg_v[:, 1000:1500] = eeg_v[:, 1000:1001]
    else:
        eeg_v[:5] = emg_v[0] = 0.0
    strict = check(sound, eeg_v=eeg_v, emg_v=emg_v)
    relaxed = check(sound, eeg_v=eeg_v, emg_v=emg_v, thresholds=QualityThresholds(**loose))
    assert (strict.channel_reasons, strict.reasons) != (relaxed.channel_reasons, relaxed.reasons)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_flat_share": 1.5}, "quality.max_flat_share is 1.5. a share is at most 1"),
        ({"max_bad_eeg": -1}, "quality.max_bad_eeg is -1. .*not negative"),
    ],
)
def test_impossible_thresholds_are_refused(limits, message):
    with pytest.raises(ConfigurationError, match=message):
        QualityThresholds(**limits)
