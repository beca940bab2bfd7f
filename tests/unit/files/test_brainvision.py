"""A BrainVision recording is there as a whole or not at all."""

import numpy as np
import pytest
from eeg2emg.files.brainvision import RESOLUTION_UV, write_brainvision

CHANNELS = ("Cz", "Größe")


@pytest.mark.parametrize(
    ("number_format", "atol_v"),
    [("binary_float32", 1e-12), ("binary_int16", 1e-6 * RESOLUTION_UV)],
)
def test_signals_names_and_events_come_back(tmp_path, number_format, atol_v):
    import mne

    signals_v = 1e-5 * np.random.default_rng(0).standard_normal((2, 1000))
    events = [{"onset": 500, "duration": 100, "description": 7, "type": "Stimulus"}]
    write_brainvision(
        tmp_path / "new", "a_eeg", signals_v, 250.0, CHANNELS,
        number_format=number_format, events=events,
    )  # fmt: skip
    raw = mne.io.read_raw_brainvision(tmp_path / "new" / "a_eeg.vhdr", verbose="error")
    assert (raw.ch_names, raw.info["sfreq"]) == (list(CHANNELS), 250.0)
    np.testing.assert_allclose(raw.get_data(), signals_v, atol=atol_v)
    assert 2.0 in raw.annotations.onset
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        *("a_eeg.vhdr", "a_eeg.eeg", "a_eeg.vmrk"),
    }


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    (tmp_path / "a_eeg.vhdr").write_text("before")
    with pytest.raises(ValueError, match="channel"):
        write_brainvision(
            tmp_path, "a_eeg", np.zeros((2, 10)), 250.0, ("Cz",), number_format="binary_float32"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a_eeg.vhdr"]
    assert (tmp_path / "a_eeg.vhdr").read_text() == "before"
