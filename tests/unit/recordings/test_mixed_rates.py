"""An EDF of a dataset whose channels have different rates."""

import json

import numpy as np
import pytest
from eeg2emg.recordings.reading import read_recording
from making.foreign_files import write_edf

NAMES, EMG = ("Fp1", "Cz", "O2"), ("BSH",)
SLOW_HZ, FAST_HZ = 250, 500


def sines(rate_hz, n):
    t = np.arange(24 * rate_hz) / rate_hz
    hz = np.random.default_rng(0).uniform(3.0, 30.0, (n, 3))
    return 20.0 * np.sin(2 * np.pi * hz[:, :, None] * t).sum(axis=1)


def eeg_uv():
    return sines(SLOW_HZ, 3) + np.linspace(0.0, 2000.0, 24 * SLOW_HZ)


def written(folder, eeg, **changes):
    """Write EEG at half the rate of the EMG."""
    (folder / "sub-01" / "eeg").mkdir(parents=True)
    (folder / "dataset_description.json").write_text(
        json.dumps({"Name": "x", "BIDSVersion": "1.9.0", "DatasetType": "raw"})
    )
    return write_edf(
        folder / "sub-01" / "eeg" / "sub-01_task-arm_eeg.edf", [*eeg, *sines(FAST_HZ, 1)],
        rates=[SLOW_HZ] * 3 + [FAST_HZ], names=[*NAMES, *EMG], limits=[("-3000", "3000")] * 4,
        **changes,
    )  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """EEG that drifts by 2 mV."""
    return written(tmp_path, eeg_uv())


def read(path, spans=None):
    options = {"eeg_channels": NAMES, "emg_channels": EMG, "units_check": False}
    return 1e6 * read_recording(path, spans=spans, **options).eeg_v


def test_the_samples_do_not_depend_on_the_piece_that_is_read(path):
    pieces = read(path, spans=[(3.0 * k, 3.0) for k in range(8)])
    np.testing.assert_allclose(pieces, read(path), atol=1.0)


def test_nothing_rings_at_the_ends_of_a_drift(path):
    expected = sines(FAST_HZ, 3) + np.linspace(0.0, 2000.0, 24 * FAST_HZ)
    np.testing.assert_allclose(read(path)[:, -50:], expected[:, -50:], atol=10.0)


@pytest.mark.parametrize("pause_s", [1, 7, 23])
def test_what_follows_upon_a_pause_says_nothing_of_what_was_before(tmp_path, pause_s):
    starts_s = [second + 60 * (second >= pause_s) for second in range(24)]
    eeg, join = eeg_uv(), pause_s * FAST_HZ
    whole = read(written(tmp_path / "a", eeg, kind="EDF+D", starts_s=starts_s))
    for name, own in (("b", slice(0, join)), ("c", slice(join, None))):
        other = np.full_like(eeg, -1500.0)
        slow = slice(own.start // 2, own.stop and own.stop // 2)
        other[:, slow] = eeg[:, slow]
        found = read(written(tmp_path / name, other, kind="EDF+D", starts_s=starts_s))
        np.testing.assert_allclose(found[:, own], whole[:, own], atol=1e-6)
    expected = sines(FAST_HZ, 3) + np.linspace(0.0, 2000.0, 24 * FAST_HZ)
    near = slice(join - 50, join - 2)
    np.testing.assert_allclose(whole[:, near], expected[:, near], atol=15.0)
