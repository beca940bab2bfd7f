"""What a laboratory may hand in by mistake, and the one message that each mistake is answered by.

The messages are compared word for word: a person has to understand them.
"""

import json
import os
import shutil

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.quality.duplicate_recordings import duplicate_recordings
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.isolated_inspection import inspect_isolated
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.layout import find_recordings, refuse_without_emg

OPTIONS = {
    "eeg_channels": TEN_TWENTY,
    "emg_channels": ("BSH", "DEL", "TRIA"),
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 3.0,
}
STEM = "sub-01_task-arm_run-01"
THE_FILE = f"<data>/sub-01/eeg/{STEM}"
THE_CHANNELS = ", ".join(map(repr, TEN_TWENTY))


@pytest.fixture(scope="module")
def sound(signals):
    return signals(seconds=12.0)


def reason(path, root, **options):
    """Give the reason why the recording is left out, the folder of the test taken out of it."""
    quality = inspect_recording(path, **(OPTIONS | options))
    assert not quality.usable
    assert quality.recording == STEM
    stored = json.dumps(quality.to_dict(), allow_nan=False)
    assert RecordingQuality.from_dict(json.loads(stored)) == quality
    return "; ".join(quality.reasons).replace(str(root), "<data>")


def beside(path, ending):
    return path.with_name(path.name.replace("_eeg.vhdr", ending))


def replaced(file, old, new):
    content = file.read_bytes()
    assert old.encode() in content
    file.write_bytes(content.replace(old.encode(), new.encode()))


def cut(file, part):
    file.write_bytes(file.read_bytes()[: round(part * file.stat().st_size)])


def table_line(file, number, line):
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = line
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def infinite(file):
    x = np.fromfile(file, dtype="<f4").reshape(-1, 22)
    x[10:20, 20] = np.inf
    x.tofile(file)


DAMAGES = {
    "missing data file": (
        lambda path: path.with_suffix(".eeg").unlink(),
        (
            f"{THE_FILE}_eeg.vhdr: "
            f"{STEM}_eeg.eeg is missing; the recording is not complete "
            "without it; restore it beside the header, or correct the name that the header "
            "gives."
        ),
    ),
    "missing header": (
        lambda path: path.unlink(),
        (
            f"{THE_FILE}_eeg.vhdr: no such file; correct the "
            "path or restore the file from its source."
        ),
    ),
    "empty header": (
        lambda path: cut(path, 0),
        (f"{THE_FILE}_eeg.vhdr: the file is empty; copy the file again from its source."),
    ),
    "damaged header": (
        lambda path: replaced(path, "SamplingInterval", "Nonsense"),
        (
            f"{THE_FILE}_eeg.vhdr: cannot be read. "
            "RuntimeError: Could not parse SamplingInterval from "
            f"{THE_FILE}_eeg.vhdr: No option "
            "'samplinginterval' in section: 'Common Infos'; check the file in the recording"
            " software and export it again, or leave it out."
        ),
    ),
    "binary header": (
        lambda path: path.write_bytes(bytes(range(256)) * 2),
        (
            f"{THE_FILE}_eeg.vhdr: not a file of the format "
            "VHDR; it begins with "
            "b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b\\x0c\\r\\x0e\\x0f\\x10\\x11\\x12\\x13';"
            " export the recording again; renaming a file does not convert it."
        ),
    ),
    "truncated": (
        lambda path: cut(path.with_suffix(".eeg"), 0.5),
        (
            f"{THE_FILE}_eeg.vhdr: the file holds 6.0 s, but "
            f"{STEM}_eeg.json says 12.0 s; the file was cut off, or its "
            "header gives a wrong rate; copy the file again from its source, or correct "
            "RecordingDuration."
        ),
    ),
    "too short": (
        lambda path: cut(path.with_suffix(".eeg"), 1 / 30),
        (
            f"{THE_FILE}_eeg.vhdr: the recording lasts 0.4 s; "
            "that is too short for any estimate; copy the file again from its source, or "
            "leave it out."
        ),
    ),
    "volts for microvolts": (
        lambda path: replaced(path, "µV", "V"),
        (
            f"{THE_FILE}_eeg.vhdr: the EEG changes by 5.75e+06"
            " uV within 10 ms; plausible is 0.02 to 1000 uV: the unit in the file is wrong "
            "(it would be plausible if volts were microvolts); correct the unit in the "
            "file's header (volts, millivolts or microvolts) and try again."
        ),
    ),
    "nanovolts for microvolts": (
        lambda path: replaced(path, "µV", "nV"),
        (
            f"{THE_FILE}_eeg.vhdr: the EEG changes by 0.00575 "
            "uV within 10 ms; plausible is 0.02 to 1000 uV: the unit in the file is wrong "
            "(it would be plausible if the numbers were a thousand times that); correct the"
            " unit in the file's header (volts, millivolts or microvolts) and try again."
        ),
    ),
    "channels of another file": (
        lambda path: replaced(beside(path, "_channels.tsv"), "Cz", "Qz"),
        (
            f"{THE_FILE}_eeg.vhdr: "
            f"{STEM}_channels.tsv lists other channels than the recording "
            "has; the type and the state of a channel are told by its name; make "
            f"{STEM}_channels.tsv list the channels of the file, in the same"
            " spelling."
        ),
    ),
    "line of channels.tsv cut off": (
        lambda path: table_line(beside(path, "_channels.tsv"), 5, "F3\tEEG"),
        (
            f"{THE_FILE}_channels.tsv, line 5: 2 cells where "
            "the header has 4; the line is 'F3\\tEEG'; give every line the same number of "
            "cells, divided by tabs."
        ),
    ),
    "channel listed twice": (
        lambda path: table_line(beside(path, "_channels.tsv"), 5, "Fp1\tEEG\tµV\tgood"),
        (
            f"{THE_FILE}_channels.tsv, line 5: channel 'Fp1' "
            "is that of line 2 again; a channel must be told from the others by its name; "
            "give each channel of the recording one line and a name of its own."
        ),
    ),
    "onset with a decimal comma": (
        lambda path: table_line(beside(path, "_events.tsv"), 3, "6,0\t6.0\tactivity"),
        (
            f"{THE_FILE}_events.tsv, line 3: the onset '6,0' "
            "is not a number; write the onset in seconds, with a point for decimals, or n/a if it "
            "is unknown."
        ),
    ),
    "negative duration": (
        lambda path: table_line(beside(path, "_events.tsv"), 3, "6.0\t-6.0\tactivity"),
        (
            f"{THE_FILE}_events.tsv, line 3: the duration -6.0"
            " is negative; an event cannot end before it begins; correct the duration (in "
            "seconds)."
        ),
    ),
    "events.tsv without onsets": (
        lambda path: table_line(beside(path, "_events.tsv"), 1, "begin\tduration\ttrial_type"),
        (
            f"{THE_FILE}_events.tsv: no column 'onset'; the "
            "columns are 'begin', 'duration', 'trial_type'; give the table a first line "
            "with the names of its columns, divided by tabs."
        ),
    ),
    "infinite samples": (
        lambda path: infinite(path.with_suffix(".eeg")),
        (
            "bad EMG channels: DEL (0.17% of the samples are NaN or infinite); EMG is not "
            "interpolated: mend the recording, or take the muscle out of channels.emg"
        ),
    ),
    "damaged sidecar": (
        lambda path: path.with_suffix(".json").write_text("{broken"),
        (
            f"{THE_FILE}_eeg.json, line 1: not valid JSON. "
            "Expecting property name enclosed in double quotes; correct the file, or write "
            "it anew."
        ),
    ),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_file(sound, write, tmp_path, case):
    damage, message = DAMAGES[case]
    path = write(tmp_path, sound)
    damage(path)
    assert reason(path, tmp_path) == message


WRITTEN_WRONG = {
    "missing EEG channel": (
        {"eeg_names": [*TEN_TWENTY[:-1], "Oz"]},
        (
            f"{THE_FILE}_eeg.vhdr: channel 'O2' not found; the"
            " nearest names are 'Oz', 'O1'; the file has 'Fp1', 'Fp2', 'F7', 'F3', 'Fz', "
            "'F4', 'F8', 'T7', 'C3', 'Cz', 'C4', 'T8', 'P7', 'P3', 'Pz', 'P4', 'P8', 'O1', "
            "'Oz', 'BSH', 'DEL', 'TRIA'; correct the channel names in the configuration or "
            "in channels.tsv, or leave the channel out of the configured montage."
        ),
    ),
    "missing EMG channel": (
        {"emg_names": ("BSH", "DEL", "TRIO")},
        (
            f"{THE_FILE}_eeg.vhdr: channel 'TRIA' not found; "
            "the nearest names are 'TRIO'; the file has 'Fp1', 'Fp2', 'F7', 'F3', 'Fz', "
            "'F4', 'F8', 'T7', 'C3', 'Cz', 'C4', 'T8', 'P7', 'P3', 'Pz', 'P4', 'P8', 'O1', "
            "'O2', 'BSH', 'DEL', 'TRIO'; correct the channel names in the configuration or "
            "in channels.tsv, or leave the channel out of the configured montage."
        ),
    ),
    "no EMG at all": (
        {"emg_names": ()},
        (
            f"{THE_FILE}_eeg.vhdr: no EMG channel, neither by "
            "its type nor by a configured name; there is no EMG to learn from; looked for "
            "'BSH', 'DEL', 'TRIA'; give the rows of the EMG the type EMG in channels.tsv; "
            "for EEG connectivity alone set channels.emg to []."
        ),
    ),
    "no events of the phases": (
        {"events": [(0.0, 6.0, "Ruhe"), (6.0, 6.0, "Halten")]},
        (
            f"{THE_FILE}_events.tsv: no event of the phases "
            "'rest', 'activity'; looked for 'rest', 'activity'; the recording has 'Halten',"
            " 'Ruhe'; name the recording's events in the configuration's phases, or take "
            "the phases from the task."
        ),
    ),
    "events after the end": (
        {"events": [(0.0, 5.0, "rest"), (500.0, 5.0, "activity")]},
        (
            f"{THE_FILE}_events.tsv, line 3: the onset 500.0 s"
            " lies outside the recording, which lasts 12.0 s; no signal belongs to the "
            "event; correct the onsets: seconds from the beginning of the recording."
        ),
    ),
    "events that overlap": (
        {"events": [(0.0, 8.0, "rest"), (6.0, 6.0, "activity")]},
        (
            f"{THE_FILE}_events.tsv: events of 'rest' and "
            "'activity' overlap at 6 s; a segment must belong to one phase; correct onset "
            "or duration in events.tsv."
        ),
    ),
}


@pytest.mark.parametrize("case", WRITTEN_WRONG)
def test_a_file_that_is_not_as_configured(sound, write, tmp_path, case):
    how, message = WRITTEN_WRONG[case]
    assert reason(write(tmp_path, sound, **how), tmp_path) == message


def changed(sound, change):
    eeg_v, emg_v = sound.eeg_v.copy(), sound.emg_v.copy()
    change(eeg_v, emg_v)
    return type(sound)(sound.rate_hz, eeg_v, emg_v)


def put(array, where, value):
    array[where] = value


SIGNALS = {
    "NaN in the EMG": (
        lambda eeg, emg: put(emg, (1, slice(100, 160)), np.nan),
        (
            "bad EMG channels: DEL (1.00% of the samples are NaN or infinite); EMG is not "
            "interpolated: mend the recording, or take the muscle out of channels.emg"
        ),
    ),
    "NaN in the EEG": (
        lambda eeg, emg: put(eeg, (slice(0, 4), slice(0, 60)), np.nan),
        (
            "4 EEG channels are bad, at most 3 can be interpolated: Fp1 (1.00% of the "
            "samples are NaN or infinite), Fp2 (1.00% of the samples are NaN or infinite), "
            "F7 (1.00% of the samples are NaN or infinite), F3 (1.00% of the samples are "
            "NaN or infinite)"
        ),
    ),
    "flat EMG": (
        lambda eeg, emg: put(emg, 0, 0.0),
        (
            "bad EMG channels: BSH (flat for 100% of the time); EMG is not interpolated: "
            "mend the recording, or take the muscle out of channels.emg"
        ),
    ),
    "flat EEG": (
        lambda eeg, emg: put(eeg, slice(0, 4), 1e-6),
        (
            "4 EEG channels are bad, at most 3 can be interpolated: Fp1 (flat for 100% of "
            "the time), Fp2 (flat for 100% of the time), F7 (flat for 100% of the time), F3"
            " (flat for 100% of the time)"
        ),
    ),
    "clipped EMG": (
        lambda eeg, emg: np.clip(emg[2], -2e-5, 2e-5, out=emg[2]),
        (
            "bad EMG channels: TRIA (clipped for 1.5% of the samples); EMG is not "
            "interpolated: mend the recording, or take the muscle out of channels.emg"
        ),
    ),
    "dropped samples": (
        lambda eeg, emg: put(eeg, (slice(None), slice(500, 800)), 0.0),
        (
            "4.98% of the samples are dropped (all EEG channels stand still); export the "
            "recording again, or mark the gaps as BAD in events.tsv and raise "
            "quality.max_dropped_share"
        ),
    ),
    "EMG that does not work": (
        lambda eeg, emg: np.multiply(emg, 0.1, out=emg, where=np.arange(6000) >= 3000),
        (
            "EMG in activity is only 2.4 dB above rest (median over the muscles; at least 3"
            " dB needed): check electrodes and events, or lower quality.min_emg_snr_db"
        ),
    ),
}


@pytest.mark.parametrize("case", SIGNALS)
def test_a_signal_that_cannot_be_used(sound, write, tmp_path, case):
    change, message = SIGNALS[case]
    assert reason(write(tmp_path, changed(sound, change)), tmp_path) == message


ASKED_TOO_MUCH = {
    "segments longer than the phases": (
        {"length_s": 100.0},
        (
            "0 whole segments in 12.0 s of recording; at least 1 needed: shorten "
            "segments.length_s, or correct the recording's events"
        ),
    ),
    "rate below that of the analysis": (
        {"analysis_rate_hz": 512.0},
        (
            "sampling rate 500 Hz is below the 512 Hz at which EEG is analysed; set "
            "connectivity.eeg_rate_hz to 500 or less for all recordings"
        ),
    ),
    "EMG rate below that of the envelope": (
        {"envelope_rate_hz": 1000.0},
        (
            "EMG sampling rate 500 Hz is below the 1000 Hz at which its envelope is "
            "analysed; set connectivity.emg_envelope_rate_hz to 500 or less for all "
            "recordings"
        ),
    ),
    "rate too low for the bands": (
        {"thresholds": {"min_rate_hz": 1000.0}},
        (
            "sampling rate 500 Hz is below 1000 Hz: too low for the bands of EEG; record "
            "faster, or lower quality.min_rate_hz and the bands"
        ),
    ),
    "task of no phase": (
        {"phases_from": "task"},
        (
            f"{THE_FILE}_eeg.vhdr: task 'arm' belongs to no "
            "phase; the phases' tasks are 'rest', 'activity'; name the task in the "
            "configuration's phases, or restrict the tasks that are read."
        ),
    ),
    "wrong names": (
        {"eeg_channels": ("Fp1", "Fpz-Oz")},
        (
            f"{THE_FILE}_eeg.vhdr: channel 'Fpz-Oz' not found;"
            " the nearest names are 'Pz', 'Fz'; the file has 'Fp1', 'Fp2', 'F7', 'F3', "
            "'Fz', 'F4', 'F8', 'T7', 'C3', 'Cz', 'C4', 'T8', 'P7', 'P3', 'Pz', 'P4', 'P8', "
            "'O1', 'O2', 'BSH', 'DEL', 'TRIA'; correct the channel names in the "
            "configuration or in channels.tsv, or leave the channel out of the configured "
            "montage."
        ),
    ),
    "one channel twice": (
        {"eeg_channels": ("T3", "T7")},
        (
            f"{THE_FILE}_eeg.vhdr: channels 'T3' and 'T7' of "
            "the configuration are the same channel 'T7' of the file; two copies of one "
            "channel have no connectivity of their own; remove one of the two names from "
            "the configuration."
        ),
    ),
}


@pytest.mark.parametrize("case", ASKED_TOO_MUCH)
def test_a_recording_that_does_not_carry_what_is_asked(sound, write, tmp_path, case):
    options, message = ASKED_TOO_MUCH[case]
    assert reason(write(tmp_path, sound), tmp_path, **options) == message


# Files of other formats, folders, and persons without the right to read.


def edf_folder(root):
    (root / "dataset_description.json").write_text("{}")
    folder = root / "sub-01" / "eeg"
    folder.mkdir(parents=True)
    return folder


def test_a_text_file_that_is_named_edf(tmp_path):
    path = edf_folder(tmp_path) / f"{STEM}_eeg.edf"
    path.write_bytes(b"time,Fp1,Fp2\n0,1,2\n")
    assert reason(path, tmp_path) == (
        f"{THE_FILE}_eeg.edf: not a file of the format EDF; it begins with "
        "b'time,Fp1,Fp2\\n0,1,2\\n'; export the recording again; renaming a file does not "
        "convert it."
    )


def write_edf(path, *, seconds=12, rate_hz=200, channels=("Fp1", "Fp2")):
    """Write a plain EDF file of noise, byte by byte."""
    n = len(channels)
    rng = np.random.default_rng(3)

    def fields(width, values):
        return b"".join(str(value).ljust(width)[:width].encode() for value in values)

    header = fields(8, ["0"]) + fields(80, ["X", "X"]) + b"01.01.2500.00.00"
    header += fields(8, [256 * (n + 1)]) + b" " * 44 + fields(8, [seconds]) + fields(8, ["1"])
    header += fields(4, [n])
    for width, values in (
        (16, channels), (80, [""] * n), (8, ["uV"] * n), (8, ["-3276.8"] * n), (8, ["3276.7"] * n),
        (8, [-32768] * n), (8, [32767] * n), (80, [""] * n), (8, [rate_hz] * n), (32, [""] * n),
    ):  # fmt: skip
        header += fields(width, values)
    samples = np.rint(rng.standard_normal((seconds, n, rate_hz)) * 200).astype("<i2")
    path.write_bytes(header + samples.tobytes())


def test_an_edf_file_that_was_cut_off(tmp_path):
    path = edf_folder(tmp_path) / f"{STEM}_eeg.edf"
    write_edf(path)
    cut(path, 0.5)
    assert reason(path, tmp_path, eeg_channels=("Fp1", "Fp2")).startswith(
        f"{THE_FILE}_eeg.edf: the file is shorter or longer than its header says. "
    )


@pytest.mark.parametrize(
    ("place", "length", "what"),
    [
        (252, 4, "number of signals"),
        (184, 8, "length of the header"),
        (236, 8, "number of records"),
        (244, 8, "duration of a record"),
    ],
)
def test_the_header_of_an_edf_file_is_damaged(tmp_path, place, length, what):
    path = edf_folder(tmp_path) / f"{STEM}_eeg.edf"
    write_edf(path)
    content = bytearray(path.read_bytes())
    content[place : place + length] = b"many".ljust(length)
    path.write_bytes(content)
    said = reason(path, tmp_path)
    assert said.startswith(f"{THE_FILE}_eeg.edf: cannot be read; the header has 'many' ")
    assert f"where the {what} stands; each number has its place" in said


@pytest.mark.parametrize("lost", [1, 3, 7])
def test_bytes_that_a_header_lacks_move_all_that_follow(tmp_path, lost):
    path = edf_folder(tmp_path) / f"{STEM}_eeg.edf"
    write_edf(path, channels=("Fp1", "Fp2", "EMG1"))
    content = path.read_bytes()
    path.write_bytes(content[:100] + content[100 + lost :])
    said = reason(path, tmp_path)
    assert "ValueError" not in said
    assert "the header has" in said


def test_a_file_that_this_user_may_not_read(sound, write, tmp_path, monkeypatch):
    """Tried as another user where the tests run as root, who may read everything."""
    path = write(tmp_path, sound)
    data = path.with_suffix(".eeg")
    data.chmod(0)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root:
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_mode & 0o005 != 0o005 and folder.owner() == "root":
                monkeypatch.setattr(os, "getcwd", os.getcwd)
                folder.chmod(folder.stat().st_mode | 0o055)
        os.seteuid(65534)
    try:
        found = reason(path, tmp_path)
    finally:
        if as_root:
            os.seteuid(0)
    assert found == f"{THE_FILE}_eeg.eeg: no permission to read it; make it readable (chmod a+r)."


def test_spaces_and_letters_of_any_language_in_paths_are_no_fault(sound, write, tmp_path):
    path = write(tmp_path / "Größe 測定 (neu)" / "my data", sound)
    assert inspect_recording(path, **OPTIONS).usable
    assert inspect_isolated(path, **OPTIONS).usable


@pytest.mark.skipif(os.name == "nt", reason="signals are told by POSIX systems")
def test_a_reader_that_crashes_the_interpreter(sound, write, tmp_path, monkeypatch):
    path = write(tmp_path, sound)
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "sitecustomize.py").write_text(
        "import sys, importlib.abc, os\n"
        "class Trap(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'mne_bids': os.abort()\n"
        "sys.meta_path.insert(0, Trap())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(trap))
    (found,) = inspect_isolated(path, **OPTIONS).reasons
    beginning, _, end = found.replace(str(tmp_path), "<data>").partition(". Fatal Python error")
    assert beginning == f"{THE_FILE}_eeg.vhdr: the reader crashed on this file (signal SIGABRT)"
    assert end.endswith(
        "; export the recording again, in another format if need be, or leave it out."
    )


# Mistakes that concern the whole dataset stop before any work.


def complaint(function, root, **arguments):
    with pytest.raises(ConfigurationError) as caught:
        function(root, **arguments)
    return str(caught.value).replace(str(root), "<data>")


def test_an_empty_dataset(sound, write, tmp_path):
    shutil.rmtree(write(tmp_path, sound).parent)
    assert complaint(find_recordings, tmp_path) == (
        "<data>: no recordings found; no sub-*/eeg/*_eeg file ends in .vhdr, .edf, .bdf, .set, "
        ".fif; put the recordings into the dataset as BIDS names them, or correct the path."
    )


def test_a_recording_in_two_formats(sound, write, tmp_path):
    path = write(tmp_path, sound)
    write_edf(path.with_suffix(".edf"))
    assert complaint(find_recordings, tmp_path) == (
        f"<data>: the recording {STEM} exists twice, as {STEM}_eeg.edf and {STEM}_eeg.vhdr; a "
        "recording that counts twice would sit on both sides of a split; remove one of the two "
        "files."
    )


def test_a_folder_that_is_no_dataset(sound, write, tmp_path):
    write(tmp_path / "study", sound)
    assert complaint(find_recordings, tmp_path) == (
        "<data>: not a BIDS dataset; it has no dataset_description.json; <data>/study has one; "
        "give the folder that holds dataset_description.json."
    )


def test_a_dataset_without_emg(sound, write, tmp_path):
    write(tmp_path, sound, emg_names=())
    found = find_recordings(tmp_path)
    refuse_without_emg(tmp_path, found, ())  # EEG alone is asked for
    said = complaint(refuse_without_emg, tmp_path, recordings=found, emg_channels=("BSH",))
    assert said == (
        f"<data>: no recording has an EMG channel (the first is {STEM}); there is no EMG to learn "
        "from; for quality and EEG connectivity alone, set `channels: {emg: []}` and ask for the "
        "target eeg_connectivity; if there is EMG, give its rows the type EMG in channels.tsv."
    )


def test_a_dataset_in_which_one_recording_has_emg_is_read(sound, write, tmp_path):
    write(tmp_path, sound, emg_names=())
    write(tmp_path, sound, run="02")
    refuse_without_emg(tmp_path, find_recordings(tmp_path), ("BSH",))


def test_one_recording_under_two_names(sound, write, tmp_path):
    other = type(sound)(sound.rate_hz, sound.brain_v[:, ::-1], sound.emg_v)
    paths = [
        write(tmp_path, sound),
        write(tmp_path, other, run="02"),
        write(tmp_path, sound, run="03"),
    ]
    paths.append(write(tmp_path, sound, subject="02"))
    qualities = [inspect_recording(path, **OPTIONS) for path in paths]
    reasons = duplicate_recordings(qualities)
    assert sorted(reasons) == ["sub-01_task-arm_run-03", "sub-02_task-arm_run-01"]
    assert reasons["sub-02_task-arm_run-01"] == (
        f"its EEG is that of {STEM}, sample by sample: a recording that counts twice would sit on "
        "both sides of a split. Remove one of the two, or replace it by the recording that was "
        "meant"
    )
