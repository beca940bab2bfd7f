"""Scratch files give back what was written, in the other order, and leave nothing behind."""

import numpy as np
import pytest
from eeg2emg.files import scratch
from eeg2emg.files.scratch import ScratchChannels, ScratchRows, scratch_files_in


@pytest.mark.parametrize("at_once", [1, 7, 2**22])
@pytest.mark.parametrize(("n", "t"), [(1, 1), (3, 50), (5, 7), (2, 0)])
def test_channels_come_back_as_stretches_of_time(n, t, at_once, tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "_NUMBERS_AT_ONCE", at_once)
    x = np.random.default_rng(n + t).standard_normal((n, t))
    with scratch_files_in(tmp_path), ScratchChannels(n, t) as file:
        for row in reversed(range(n)):
            file.write_channel(row, x[row])
        assert not list(tmp_path.iterdir())  # it has no name that could stay behind
        assert np.array_equal(np.concatenate(list(file.stretches()), axis=1), x)


@pytest.mark.parametrize("at_once", [1, 7, 2**22])
@pytest.mark.parametrize("sizes", [(1,), (20, 20, 3), ()])
def test_rows_come_back_as_columns(sizes, at_once, monkeypatch):
    monkeypatch.setattr(scratch, "_NUMBERS_AT_ONCE", at_once)
    values = np.random.default_rng(0).standard_normal((sum(sizes), 4))
    with ScratchRows(4) as file:
        for rows in np.split(values, np.cumsum(sizes)[:-1].astype(int)):
            file.append(rows)
        assert file.n_rows == len(values)
        for chosen in ([2], [3, 0], [0, 1, 2, 3]):
            assert np.array_equal(file.columns(chosen), values[:, chosen].T)


def test_samples_of_another_length_are_refused():
    with ScratchChannels(2, 10) as file, pytest.raises(ValueError, match="row 0"):
        file.write_channel(0, np.zeros(9))


def test_what_was_not_written_is_not_made_up():
    with ScratchChannels(2, 10) as file:
        file.write_channel(0, np.zeros(10))
        with pytest.raises(OSError, match="shorter"):
            list(file.stretches())
