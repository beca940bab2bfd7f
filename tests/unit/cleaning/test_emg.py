import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.cleaning import emg as emg_cleaning
from eeg2emg.cleaning.emg import clean_emg

MUSCLES = ("BSH", "DEL", "TRIA", "TRIO", "PMJ", "BRA")
RATE_HZ = 1000.0
SETUP = {"channels": MUSCLES, "line_freq_hz": 50.0}


def muscles(rng, *, seconds=60.0):
    """Independent interference signals, six times louder in the second half."""
    t = round(seconds * RATE_HZ)
    x = np.diff(rng.standard_normal((6, t + 1)), axis=1) + 0.5 * rng.standard_normal((6, t))
    return 1e-5 * x * np.where(np.arange(t) < t // 2, 1.0, 6.0)


def heartbeat(rng, t, *, bpm=72.0):
    """QRS-like pulses at a rate that varies by 3 %, through a 20 Hz high-pass."""
    time = np.arange(t) / RATE_HZ
    gaps = 60.0 / bpm * (1 + 0.03 * rng.standard_normal(round(t / RATE_HZ * 2)))
    beats = np.cumsum(gaps)
    beats = beats[beats < time[-1]]
    course = np.zeros(t)
    for beat in beats:
        near = slice(max(0, round((beat - 0.1) * RATE_HZ)), round((beat + 0.1) * RATE_HZ))
        phase = (time[near] - beat) / 0.012
        course[near] += (1 - phase**2) * np.exp(-(phase**2) / 2)
    return course


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_heartbeat_in_all_muscles_goes_and_the_muscles_stay(rng):
    clean = muscles(rng)
    beat = heartbeat(rng, clean.shape[1])
    weights = np.linspace(0.6, 1.4, 6)
    heart = 1.5e-4 * np.outer(weights, beat)
    cleaning = clean_emg(clean + heart, RATE_HZ, **SETUP)
    assert (cleaning.removed, cleaning.label) == (True, "ecg")
    assert "beats like a heart" in cleaning.reason
    alignment = np.corrcoef(np.abs(cleaning.mixing), weights)[0, 1]
    assert alignment > 0.9
    before = [np.corrcoef(row, beat)[0, 1] for row in clean + heart]
    after = [abs(np.corrcoef(row, beat)[0, 1]) for row in cleaning.emg_v]
    assert min(before) > 0.15
    assert max(after) < 0.05
    for row, muscle in zip(cleaning.emg_v, clean, strict=True):
        assert np.corrcoef(row, muscle)[0, 1] > 0.75


@pytest.mark.parametrize("recorded", [False, True])
def test_a_recording_of_many_hours_is_judged_in_spans(rng, monkeypatch, recorded):
    """Spans of 20 s instead of hours: the component and its course stay, and nearly the score."""
    clean = muscles(rng)
    beat = heartbeat(rng, clean.shape[1])
    dirty = clean + 1.5e-4 * np.outer(np.linspace(0.6, 1.4, 6), beat)
    ecg_v = beat if recorded else None
    whole = clean_emg(dirty, RATE_HZ, **SETUP, ecg_v=ecg_v)
    monkeypatch.setattr(emg_cleaning, "_LONGEST_SPAN", 20_000)
    spans = clean_emg(dirty, RATE_HZ, **SETUP, ecg_v=ecg_v)
    assert (spans.removed, spans.label) == (whole.removed, whole.label) == (True, "ecg")
    assert spans.score == pytest.approx(whole.score, abs=0.02)
    np.testing.assert_allclose(spans.emg_v, whole.emg_v, rtol=0, atol=1e-12)


def test_an_ecg_channel_decides_where_there_is_one(rng):
    clean = muscles(rng)
    beat = heartbeat(rng, clean.shape[1], bpm=30.0)  # too slow to be found without it
    dirty = clean + 2e-4 * np.outer(np.linspace(0.6, 1.4, 6), beat)
    assert not clean_emg(dirty, RATE_HZ, **SETUP).removed
    assert clean_emg(dirty, RATE_HZ, **SETUP, ecg_v=beat).label == "ecg"


def test_line_noise_left_by_the_notch_goes(rng):
    clean = muscles(rng)
    time = np.arange(clean.shape[1]) / RATE_HZ
    hum = np.sin(2 * np.pi * 50.0 * time + 3.0 * np.sin(2 * np.pi * 0.3 * time))
    dirty = clean + 4e-5 * np.outer(np.linspace(1.4, 0.8, 6), hum)
    cleaning = clean_emg(dirty, RATE_HZ, **SETUP)
    assert (cleaning.removed, cleaning.label) == (True, "line")
    assert max(abs(np.corrcoef(row, hum)[0, 1]) for row in cleaning.emg_v) < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_clean_emg_stays_byte_for_byte(seed):
    clean = muscles(np.random.default_rng(seed))
    cleaning = clean_emg(clean, RATE_HZ, **SETUP)
    assert not cleaning.removed
    assert cleaning.label == "none"
    assert cleaning.emg_v.tobytes() == clean.tobytes()
    assert "no component is heartbeat or line noise" in cleaning.reason


def test_a_change_between_rest_and_activity_is_no_heart(rng):
    clean = muscles(rng, seconds=20.0)
    t = np.arange(clean.shape[1]) / RATE_HZ
    bursts = clean * np.where(np.sin(2 * np.pi * t / 5.0) > 0, 5.0, 1.0)
    assert not clean_emg(bursts, RATE_HZ, **SETUP).removed


def test_a_component_that_is_most_of_one_muscle_is_kept(rng):
    clean = muscles(rng)
    dirty = clean.copy()
    dirty[2] += 4e-4 * heartbeat(rng, clean.shape[1])
    cleaning = clean_emg(dirty, RATE_HZ, **SETUP)
    assert not cleaning.removed
    assert "of the power of TRIA: kept" in cleaning.reason
    assert cleaning.emg_v.tobytes() == dirty.tobytes()


def test_at_most_one_dimension_goes(rng):
    clean = muscles(rng)
    beat, other = heartbeat(rng, clean.shape[1]), heartbeat(rng, clean.shape[1], bpm=95.0)
    dirty = clean + 2e-4 * np.outer(np.linspace(0.6, 1.4, 6), beat)
    dirty += 2e-4 * np.outer([1, -1, 1, -1, 1, -1], other)
    cleaning = clean_emg(dirty, RATE_HZ, **SETUP)
    assert cleaning.removed
    assert np.linalg.matrix_rank(cleaning.emg_v - dirty, tol=1e-12) == 1
    assert np.linalg.matrix_rank(cleaning.emg_v) == 5


def test_it_repeats_to_the_byte(rng):
    dirty = muscles(rng)
    dirty += 1.5e-4 * np.outer(np.ones(6), heartbeat(rng, dirty.shape[1]))
    one, other = (clean_emg(dirty, RATE_HZ, **SETUP, seed=7) for _ in range(2))
    assert one.removed
    assert one.emg_v.tobytes() == other.emg_v.tobytes()


def test_switched_off_nothing_happens(rng):
    dirty = muscles(rng)
    dirty += 1.5e-4 * np.outer(np.ones(6), heartbeat(rng, dirty.shape[1]))
    cleaning = clean_emg(dirty, RATE_HZ, **SETUP, enabled=False)
    assert not cleaning.removed
    assert cleaning.reason == "ICA of the EMG is switched off"
    assert cleaning.emg_v.tobytes() == dirty.tobytes()


def test_one_muscle_is_left_alone(rng):
    cleaning = clean_emg(muscles(rng)[:1], RATE_HZ, channels=("BSH",), line_freq_hz=50.0)
    assert not cleaning.removed
    assert "too few channels" in cleaning.reason


def test_names_must_fit_the_rows(rng):
    with pytest.raises(ValueError, match="6 rows of EMG and 2 names"):
        clean_emg(muscles(rng), RATE_HZ, channels=("BSH", "DEL"), line_freq_hz=50.0)


def test_the_decomposition_imports_no_scikit_learn_which_would_take_longer():
    code = (
        "import sys\nimport numpy as np\n"
        "from eeg2emg.cleaning.emg import clean_emg\n"
        "x = np.random.default_rng(0).laplace(size=(2, 4000))\n"
        "clean_emg(x, 1000.0, channels=('a', 'b'), line_freq_hz=50.0)\n"
        "assert 'picard' in sys.modules\n"
        "assert not {'sklearn', 'pandas', 'picard.dropin_sklearn'} & set(sys.modules)\n"
        "import picard.dropin_sklearn\n"
        "assert picard.dropin_sklearn.Picard is not None\n"
    )
    library = str(Path(emg_cleaning.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": library},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
