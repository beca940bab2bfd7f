"""A fault is blamed on the file that has it, not on the samples beside it."""

import json

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


def read(path):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)


def table_of(path):
    return path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))


FAULTY = {
    "participants.tsv": b"participant_id\tage\nsub-01\t30\t1.8\n",
    "sub-01/sub-01_scans.tsv": b"filename\tacq_time\neeg/a.edf\n",
    "sub-01/eeg/sub-01_task-arm_run-01_eeg.json": BOM + b'{"PowerLineFrequency": 50}',
    "task-arm_eeg.json": BOM + b'{"PowerLineFrequency": 50}',
    "sub-01/eeg/sub-01_electrodes.tsv": b"name\tx\ty\tz\nFp1\t1\n",
    "sub-01/eeg/sub-01_coordsystem.json": b"{broken",
    "sub-01/eeg/sub-01_task-arm_run-01_channels.tsv": b"name\ttype\nFp1\tEEG\tx\n",
    "sub-01/eeg/sub-01_task-arm_run-01_events.tsv": b"onset\tduration\n1\n",
}


@pytest.mark.parametrize("name", FAULTY)
def test_the_file_at_fault_is_named(short, write, tmp_path, name):
    path = write(tmp_path, short)
    if name == "task-arm_eeg.json":
        path.with_suffix(".json").unlink()
    if name.endswith("coordsystem.json"):
        place = path.parent / "sub-01_electrodes.tsv"
        place.write_text("name\tx\ty\tz\nFp1\t1\t2\t3\n")
    elif name.endswith("electrodes.tsv"):
        (path.parent / "sub-01_coordsystem.json").write_text(
            json.dumps({"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "m"})
        )
    (tmp_path / name).write_bytes(FAULTY[name])
    with pytest.raises(RecordingError) as caught:
        read(path)
    assert caught.value.what.startswith(str(tmp_path / name))
    assert ".vhdr" not in str(caught.value)
    assert caught.value.remedy


def test_a_file_that_is_itself_at_fault_is_still_named(short, write, tmp_path):
    path = write(tmp_path, short)
    path.write_bytes(path.read_bytes().replace(b"SamplingInterval", b"Nonsense"))
    with pytest.raises(RecordingError, match=r"_eeg.vhdr: cannot be read"):
        read(path)


@pytest.mark.parametrize("seed", range(4))
def test_the_table_of_channels_may_have_another_order(short, write, tmp_path, seed):
    path = write(tmp_path, short, bad=["T7", "BSH"])
    before = read(path)
    header, *rows = table_of(path).read_text().splitlines()
    rows = [rows[k] for k in np.random.default_rng(seed).permutation(len(rows))]
    table_of(path).write_text("\n".join([header, *rows]) + "\n")
    after = read(path)
    np.testing.assert_array_equal(after.eeg_v, before.eeg_v)
    np.testing.assert_array_equal(after.emg_v, before.emg_v)
    assert set(after.bad_channels) == set(before.bad_channels) == {"T7", "BSH"}
    assert after.notes == ()


@pytest.mark.parametrize("value", ['"50"', "[50, 60]", '{"Hz": 50}'])
def test_a_number_that_is_none_is_named_with_its_field(short, write, tmp_path, value):
    path = write(tmp_path, short)
    path.with_suffix(".json").write_text('{"PowerLineFrequency": ' + value + "}")
    with pytest.raises(RecordingError, match=r"_eeg\.json: PowerLineFrequency is .* no number"):
        read(path)


def test_quotation_marks_are_named_with_the_way_out(short, write, tmp_path):
    path = write(tmp_path, short)
    table = path.with_name(path.name.replace("_eeg.vhdr", "_events.tsv"))
    table.write_text('"onset"\t"duration"\t"trial_type"\n0\t6\t"rest"\n')
    with pytest.raises(
        RecordingError, match=r"_events\.tsv: its cells stand in quotation"
    ) as caught:
        read(path)
    assert "quote = FALSE" in caught.value.remedy
