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


@pytest.fixture
def path(tmp_path):
    """EEG that drifts by 2 mV, at half the rate of the EMG."""
    folder = tmp_path / "sub-01" / "eeg"
    folder.mkdir(parents=True)
    (tmp_path / "dataset_description.json").write_text(
        json.dumps({"Name": "x", "BIDSVersion": "1.9.0", "DatasetType": "raw"})
    )
    eeg = sines(SLOW_HZ, 3) + np.linspace(0.0, 2000.0, 24 * SLOW_HZ)
    return write_edf(
        folder / "sub-01_task-arm_eeg.edf", [*eeg, *sines(FAST_HZ, 1)],
        rates=[SLOW_HZ] * 3 + [FAST_HZ], names=[*NAMES, *EMG], limits=[("-3000", "3000")] * 4,
    )  # fmt: skip


def read(path, spans=None):
    options = {"eeg_channels": NAMES, "emg_channels": EMG, "units_check": False}
    return 1e6 * read_recording(path, spans=spans, **options).eeg_v


def test_the_samples_do_not_depend_on_the_piece_that_is_read(path):
    pieces = read(path, spans=[(3.0 * k, 3.0) for k in range(8)])
    np.testing.assert_allclose(pieces, read(path), atol=1.0)


def test_nothing_rings_at_the_ends_of_a_drift(path):
    expected = sines(FAST_HZ, 3) + np.linspace(0.0, 2000.0, 24 * FAST_HZ)
    np.testing.assert_allclose(read(path)[:, -50:], expected[:, -50:], atol=10.0)
