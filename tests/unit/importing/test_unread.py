"""A file too large for the memory is imported in pieces, to the same bytes."""

import numpy as np
import pytest
from eeg2emg.files import scratch
from eeg2emg.importing import text_table, unread
from eeg2emg.importing.foreign import ForeignChannel
from eeg2emg.importing.readers import read_foreign
from eeg2emg.importing.unread import Unread, samples_of
from eeg2emg.recordings import edf_records

from .test_importing import WRITERS, convert, make_uv

WHOLE_ONLY = (".mat", ".acq")  # their libraries read them whole


@pytest.mark.parametrize("bytes_at_once", [1, 30_000])
@pytest.mark.parametrize("file", WRITERS)
def test_pieces_give_the_same_files(tmp_path, monkeypatch, file, bytes_at_once):
    path = WRITERS[file](tmp_path / file, make_uv())
    emg = ("BSH", "Groesse") if path.suffix in (".edf", ".bdf") else ("BSH", "Größe")
    # Another order than that of the file: what is read together comes in its own order.
    options = {"eeg_channels": ("O2", "Fp1", "Cz"), "emg_channels": emg, "phase": "rest"}
    whole = convert(path, tmp_path / "whole", **options)
    monkeypatch.setattr(unread, "BYTES_AT_ONCE", bytes_at_once)
    monkeypatch.setattr(scratch, "_NUMBERS_AT_ONCE", 100)
    monkeypatch.setattr(text_table, "_LINES_AT_ONCE", 64)
    monkeypatch.setattr(edf_records, "_BYTES_AT_ONCE", 5000)
    channels = read_foreign(path, rate_hz=200.0).channels
    assert all(isinstance(item.samples, Unread) for item in channels) == (
        path.suffix not in WHOLE_ONLY
    )
    assert convert(path, tmp_path / "pieces", **options) == whole
    written = sorted(item for item in (tmp_path / "whole").rglob("*") if item.is_file())
    assert len(written) > 3
    for item in written:
        other = tmp_path / "pieces" / item.relative_to(tmp_path / "whole")
        assert other.read_bytes() == item.read_bytes(), item.name


def test_few_channels_are_in_the_memory_at_a_time(monkeypatch):
    monkeypatch.setattr(unread, "BYTES_AT_ONCE", 8 * 250)
    asked = []

    def read(rows):
        asked.append(list(rows))
        return [np.full(100, row) for row in rows]

    order = (4, 0, 2, 1, 3)
    channels = [ForeignChannel(str(k), "V", 1.0, Unread(read, k, 100)) for k in order]
    channels.append(ForeignChannel("known", "V", 1.0, np.full(100, 9)))
    found = {place: samples[0] for place, samples in samples_of(channels)}
    assert found == {5: 9, **dict(enumerate(order))}
    assert asked == [[0, 1], [2, 3], [4]]
    assert np.array_equal(channels[0].samples, np.full(100, 4))
