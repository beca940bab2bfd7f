"""Samples read from an open file in pieces are those of the whole."""

import mne
import numpy as np
import pytest
from eeg2emg.recordings import raw_signals
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.raw_signals import RawSignals
from eeg2emg.recordings.reading import open_recording, read_recording, span_of

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture
def path(signals, write, tmp_path):
    return write(tmp_path, signals(seconds=12.3))


@pytest.mark.parametrize("size", [2_000, 10**8])
def test_any_piece_is_that_of_the_whole(path, monkeypatch, size):
    monkeypatch.setattr(raw_signals, "WORK_BYTES", size)
    channels = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES}
    whole, opened = read_recording(path, **channels), open_recording(path, **channels)
    assert opened.eeg.shape == whole.eeg_v.shape
    np.testing.assert_array_equal(opened.eeg.read([7, 2], 100, 140), whole.eeg_v[[7, 2], 100:140])
    np.testing.assert_array_equal(opened.emg.read(None, 6100), whole.emg_v[:, 6100:])
    span = span_of(opened.eeg, 500.0, 10.0, 5.0)
    np.testing.assert_array_equal(span.read(), whole.eeg_v[:, 3650:])


def test_channels_of_a_lower_rate_are_not_resampled_piece_by_piece(tmp_path):
    """An EDF may hold EEG at 250 Hz beside EMG at 1 kHz; the reader resamples what is asked for."""
    rng = np.random.default_rng(0)
    seconds, rates = 20, {"Cz": 250, "BSH": 1000}
    x = [
        np.cumsum(rng.standard_normal((seconds, hz)).astype(int)).reshape(seconds, hz)
        for hz in rates.values()
    ]
    fields = [
        *("0", "", "", "01.01.20", "00.00.00", str(256 * 3), "", str(seconds), "1", "2"),
    ]
    widths = [8, 80, 80, 8, 8, 8, 44, 8, 8, 4]
    per_channel = [
        (16, list(rates)), (80, ["", ""]), (8, ["uV"] * 2), (8, ["-3276"] * 2), (8, ["3276"] * 2),
        (8, ["-32760"] * 2), (8, ["32760"] * 2), (80, ["", ""]), (8, map(str, rates.values())),
        (32, ["", ""]),
    ]  # fmt: skip
    header = "".join(text.ljust(width) for text, width in zip(fields, widths, strict=True))
    header += "".join(text.ljust(width) for width, texts in per_channel for text in texts)
    records = np.concatenate(x, axis=1).astype("<i2")
    (tmp_path / "a.edf").write_bytes(header.encode() + records.tobytes())
    raw = mne.io.read_raw_edf(tmp_path / "a.edf", verbose="error")
    signals = RawSignals(raw, (0, 1), lambda error: error)
    whole = signals.read()
    own_v = 1e-7 * x[0].ravel()
    np.testing.assert_allclose(whole[0, ::4], own_v, atol=0.02 * own_v.std())
    np.testing.assert_array_equal(whole[1], raw.get_data(picks=[1])[0])
    blocks = [signals.read(None, start, start + 777) for start in range(0, raw.n_times, 777)]
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), whole)


def test_a_file_that_fails_while_it_is_read_is_named(path):
    opened = open_recording(path, eeg_channels=TEN_TWENTY)
    path.with_suffix(".eeg").write_bytes(b"")
    with pytest.raises(Exception, match=path.name):
        opened.eeg.read()
