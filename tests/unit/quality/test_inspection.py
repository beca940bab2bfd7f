import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.errors import MachineError, RecordingError, UserError, machine_fault
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.isolated_inspection import inspect_isolated
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.child_process import call_isolated
from eeg2emg.recordings.layout import find_recordings

OPTIONS = {
    "eeg_channels": TEN_TWENTY,
    "emg_channels": ("BSH", "DEL", "TRIA"),
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 10.0,
}


@pytest.fixture(scope="module")
def sound(signals):
    return signals(artefacts=("blinks", "line"))


def test_a_sound_recording_gives_its_segments_and_verdict(sound, write, tmp_path):
    path = write(tmp_path, sound)
    quality = inspect_recording(path, **OPTIONS)
    assert quality.usable
    assert quality.recording == "sub-01_task-arm_run-01"
    assert [segment.phase for segment in quality.segments] == ["rest"] * 3 + ["activity"] * 3
    assert quality.line_freq_hz == 50.0
    quality.write(tmp_path / "quality.json")
    assert RecordingQuality.read(tmp_path / "quality.json") == quality


def test_segments_keep_clear_of_bad_spans(sound, write, tmp_path):
    events = [(0.0, 30.0, "rest"), (30.0, 30.0, "activity"), (12.0, 1.0, "BAD_cough")]
    quality = inspect_recording(write(tmp_path, sound, events=events), **OPTIONS)
    assert [s.onset_s for s in quality.segments] == [0.0, 13.0, 30.0, 40.0, 50.0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phases": {"rest": ["Ruhe"]}}, "no event of the phases 'rest'"),
        ({"emg_channels": ("BSH", "SOL")}, "channel 'SOL' not found"),
        ({"length_s": 100.0}, "0 whole segments in 60.0 s"),
        ({"phases_from": "task"}, "task 'arm' belongs to no phase"),
        ({"thresholds": {"min_rate_hz": 1000.0}}, "sampling rate 500 Hz is below 1000 Hz"),
    ],
)
def test_what_is_wrong_is_a_result_that_names_it(sound, write, tmp_path, change, reason):
    quality = inspect_recording(write(tmp_path, sound), **(OPTIONS | change))
    assert not quality.usable
    assert reason in quality.reasons[0]
    quality.write(tmp_path / "quality.json")
    assert RecordingQuality.read(tmp_path / "quality.json") == quality


def test_an_unknown_line_frequency_must_be_configured(sound, write, tmp_path):
    path = write(tmp_path, sound, line_freq_hz="n/a")
    assert "power line frequency is unknown" in inspect_recording(path, **OPTIONS).reasons[0]
    assert inspect_recording(path, **OPTIONS, line_freq_hz=50.0).usable


def test_the_child_finds_what_the_parent_would(sound, write, tmp_path):
    path = write(tmp_path, sound)
    assert inspect_isolated(path, **OPTIONS) == inspect_recording(path, **OPTIONS)


@pytest.mark.skipif(os.name == "nt", reason="signals are told by POSIX systems")
def test_a_crash_of_the_interpreter_is_the_files_fault():
    with pytest.raises(RecordingError, match=r"a\.cnt: the reader crashed.*SIGABRT.*leave it out"):
        call_isolated("os:abort", culprit="a.cnt")


def test_a_crash_of_a_reader_leaves_the_recording_out(sound, write, tmp_path, monkeypatch):
    """A reader that ends the interpreter, put in the way of the child."""
    path = write(tmp_path / "data", sound)
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
    quality = inspect_isolated(path, **OPTIONS)
    assert not quality.usable
    assert "the reader crashed on this file" in quality.reasons[0]
    assert quality.recording == "sub-01_task-arm_run-01"


READER = """
import importlib.abc, os, resource, signal, sys

class Trap(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == 'mne_bids':
            {fault}

sys.meta_path.insert(0, Trap())
"""
MACHINE_FAULTS = {
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "terminated": ("os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
    # What was started by nohup ignores this signal, and so do its children.
    "hung up": (
        "signal.signal(signal.SIGHUP, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGHUP)",
        "SIGHUP",
    ),
    "out of processor time": ("os.kill(os.getpid(), signal.SIGXCPU)", "SIGXCPU"),
    "left without a word": ("os._exit(0)", "exit code 0"),
    "left with a code": ("os._exit(3)", "exit code 3"),
    "abort for lack of memory": ("os.write(2, b'std::bad_alloc'); os.abort()", "out of memory"),
    "memory": ("raise MemoryError", "out of memory"),
    "memory, wrapped": (
        "raise RuntimeError('no') from MemoryError()",
        "out of memory",
    ),
    "memory, told by a library": ("raise RuntimeError('Cannot allocate memory')", "out of memory"),
    "too many files": ("raise OSError(24, 'Too many open files')", "too many files are open"),
    "a package that is not there": (
        "raise ModuleNotFoundError('No module named mne_bids')",
        "is missing or broken",
    ),
    "a library that does not load": ("raise ImportError('libhdf5.so')", "is missing or broken"),
    "full disk": ("raise OSError(28, 'No space left on device')", "the disk is full"),
    "failing disk": ("raise OSError(5, 'Input/output error')", "failed to read or write"),
    "stale handle": ("raise OSError(116, 'Stale file handle')", "the network disk lost the file"),
    "errno in the words of HDF5": (
        "raise OSError('Unable to open file (errno = 5, error message = Input/output error)')",
        "failed to read or write",
    ),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers of errors are those of Linux")
@pytest.mark.parametrize("name", MACHINE_FAULTS)
def test_a_fault_of_the_machine_fails_the_job_and_judges_no_recording(
    sound, write, tmp_path, monkeypatch, name
):
    fault, words = MACHINE_FAULTS[name]
    path = write(tmp_path / "data", sound)
    (tmp_path / "sitecustomize.py").write_text(READER.format(fault=fault))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MachineError, match=words) as caught:
        inspect_isolated(path, **OPTIONS)
    assert "run again" in str(caught.value)
    assert str(path) in str(caught.value)
    monkeypatch.delenv("PYTHONPATH")
    assert inspect_isolated(path, **OPTIONS).usable


def test_the_child_needs_no_folder_for_temporary_files(sound, write, tmp_path, monkeypatch):
    path = write(tmp_path / "data", sound)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "absent"))
    assert inspect_isolated(path, **OPTIONS).usable


def test_a_module_in_the_working_folder_is_not_the_library(sound, write, tmp_path, monkeypatch):
    path = write(tmp_path / "data", sound)
    for name in ("mne", "numpy", "mne_bids", "eeg2emg"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')\n")
    monkeypatch.chdir(tmp_path)
    assert inspect_isolated(path, **OPTIONS).usable


def test_what_a_reader_prints_is_no_answer(capfd):
    assert call_isolated("os:system", culprit="x", command="echo printed") == 0
    assert "printed" in capfd.readouterr().err


@pytest.mark.parametrize(
    "error",
    [ValueError("bad header"), OSError(22, "Invalid argument"), KeyError("Fp1"), EOFError()],
)
def test_errors_of_content_are_no_faults_of_the_machine(error):
    assert machine_fault(error, "a.edf") is None


def test_a_header_that_asks_for_more_memory_than_any_machine_has_is_damaged():
    for shape in ((2**50,), (2**25, 2**25)):
        with pytest.raises(MemoryError) as caught:
            np.zeros(shape)
        assert machine_fault(caught.value) is None


def test_faults_and_errors_survive_the_way_between_processes():
    import pickle

    fault = machine_fault(MemoryError(), "a.edf")
    again = pickle.loads(pickle.dumps(fault))
    assert isinstance(again, UserError)
    assert str(again) == str(fault)


@pytest.mark.skipif(os.name == "nt", reason="signals are told by POSIX systems")
def test_a_reader_that_hangs_is_stopped():
    with pytest.raises(MachineError, match=r"a\.edf: reading did not end within 0\.5 s"):
        call_isolated("signal:pause", culprit="a.edf", timeout_s=0.5)


def test_users_errors_pass_through_and_others_show_their_traceback(tmp_path):
    missing = tmp_path / "sub-01_task-arm_eeg.edf"
    with pytest.raises(RecordingError, match="no such file") as caught:
        call_isolated(
            "eeg2emg.recordings.reading:read_recording", culprit=missing,
            path=str(missing), eeg_channels=("Cz",),
        )  # fmt: skip
    assert caught.value.remedy
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        call_isolated("fractions:Fraction", culprit="x", numerator=1, denominator=0)


def test_the_parent_imports_nothing_heavy():
    scripts = Path(call_isolated.__code__.co_filename).parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(scripts)!r});"
        "import eeg2emg.quality.isolated_inspection, eeg2emg.recordings.segments;"
        "print(sorted({'numpy', 'scipy', 'mne', 'pandas'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_real_recordings_are_usable_and_their_marked_channels_bad(real_data):
    options = OPTIONS | {"emg_channels": [f"emg{number}" for number in range(1, 9)]}
    by_name = {
        file.name: inspect_recording(file.path, **options)
        for file in find_recordings(real_data / "cmgraph")
    }
    assert len(by_name) == 9
    assert all(quality.usable for quality in by_name.values())  # also EMG under 3 uV
    bad = {name: q.bad_eeg_channels for name, q in by_name.items() if q.bad_eeg_channels}
    assert bad == {"sub-02_task-rest_run-01": ["C3", "T8"], "sub-15_task-rest_run-01": ["T8"]}
    verdict = judge_subject("02", [by_name["sub-02_task-rest_run-01"]])
    assert verdict.kept_recordings == ["sub-02_task-rest_run-01"]


def test_real_recordings_before_ica_lack_a_rank(real_data):
    (file,) = find_recordings(real_data / "cmgraph-before-ica")
    import csv

    with file.path.with_name(f"{file.name}_channels.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    every = [row["name"] for row in rows if row["type"] == "EEG"]
    options = OPTIONS | {"eeg_channels": every, "emg_channels": ("emg1",)}
    assert inspect_recording(file.path, **options).eeg_rank == 31  # FC6 is interpolated


def test_real_eeg_without_emg_can_be_inspected(real_data):
    file = find_recordings(real_data / "eegmmidb")[0]
    phases = {"rest": ["T0"], "activity": ["T1", "T2"]}
    options = OPTIONS | {"emg_channels": (), "phases": phases, "length_s": 4.0}
    quality = inspect_recording(file.path, **options)
    assert quality.usable
    assert len(quality.segments) == 30
    assert np.isclose(quality.line_freq_hz, 60.0)
