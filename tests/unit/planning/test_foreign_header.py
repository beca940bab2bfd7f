"""The header of a file to import tells what reading the whole of it tells."""

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing.readers import read_foreign
from eeg2emg.planning.foreign_header import read_foreign_header
from scipy.io import savemat

NAMES = ["Fp1", "Cz", "biceps"]
RATE_HZ = 200.0


def of_edf(folder, writers):
    writers[".edf"](folder / "a.edf", X_V, RATE_HZ, NAMES)
    return folder / "a.edf"


def of_brainvision(folder, writers):
    writers[".vhdr"](folder / "a.vhdr", X_V, RATE_HZ, NAMES)
    with (folder / "a.vmrk").open("a") as file:
        file.write("Mk2=Stimulus,S  1,401,1,0\nMk3=New Segment,,801,1,0\n")
    return folder / "a.vhdr"


def of_brainvision_with_repeated_names(folder, writers):
    path = of_brainvision(folder, writers)
    path.write_text(path.read_text(encoding="utf-8").replace("=Cz,", "=Fp1,"), encoding="utf-8")
    return path


def of_eeglab(folder, writers):
    writers[".set"](folder / "a.set", X_V, RATE_HZ, NAMES)
    return folder / "a.set"


def of_eeglab_with_numbered_names(folder, writers):
    writers[".set"](folder / "a.set", X_V, RATE_HZ, ["Fp1", "EMG-1", "EMG-2"])
    return folder / "a.set"


def of_matlab(folder, _):
    content = {"data": 1e6 * X_V, "names": np.array(NAMES, dtype=object), "rate_hz": RATE_HZ}
    savemat(folder / "a.mat", content | {"units": "uV"})
    return folder / "a.mat"


def of_text(folder, _):
    t = np.arange(X_V.shape[1])[:, None] / RATE_HZ
    header = ",".join(["time", *(f"{name} (uV)" for name in NAMES)])
    table = np.hstack([t, 1e6 * X_V.T])
    np.savetxt(folder / "a.csv", table, "%.4f", ",", header=header, comments="")
    return folder / "a.csv"


X_V = 1e-5 * np.random.default_rng(0).standard_normal((3, 2000))
WRITERS_OF_FILES = (
    *(of_edf, of_brainvision, of_brainvision_with_repeated_names, of_eeglab),
    *(of_eeglab_with_numbered_names, of_matlab, of_text),
)


def assert_same(path):
    header, recording = read_foreign_header(path), read_foreign(path)
    assert [one.name for one in header.channels] == [one.name for one in recording.channels]
    assert [one.unit for one in header.channels] == [one.unit for one in recording.channels]
    assert [one.rate_hz for one in header.channels] == pytest.approx(
        [one.rate_hz for one in recording.channels]
    )
    assert header.events == recording.events
    longest_s = max(one.samples.size / one.rate_hz for one in recording.channels)
    assert header.duration_s == pytest.approx(longest_s)


@pytest.mark.parametrize("make", WRITERS_OF_FILES, ids=lambda make: make.__name__)
def test_it_is_that_of_the_whole_file(tmp_path, writers, make):
    assert_same(make(tmp_path, writers))


@pytest.mark.parametrize("ending", [".edf", ".vhdr", ".set", ".mat", ".csv", ".acq"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"nothing of the kind\n" * 50)
    with pytest.raises(RecordingError, match=r"a\.\w+[:,]"):
        read_foreign_header(path)


def test_biopac_files_of_others(real_data):
    for path in sorted((real_data / "acq").glob("*.acq")):
        assert_same(path)
