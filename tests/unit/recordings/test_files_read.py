"""Every file that reading a recording opens is in the list from which rules take their inputs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.recordings.files_read import Folders, files_read, parts_of, state_of_files
from eeg2emg.recordings.reading import read_recording

SCRIPTS = Path(files_read.__code__.co_filename).parents[2]

# Reads recordings as the rules do, and tells which files were opened meanwhile.
READING = """
import json, os, sys
opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        opened.append(os.fsdecode(arguments[0]))
from eeg2emg.importing.readers import read_foreign
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.order import acquisition_time
from eeg2emg.recordings.reading import read_recording
from pathlib import Path
sys.addaudithook(watch)
for path in sys.argv[1:]:
    opened.clear()
    error = ""
    try:
        if "_eeg." in path:
            read_recording(
                path, eeg_channels=TEN_TWENTY, emg_channels=("BSH", "DEL", "TRIA"),
                units_check=False,
            )
            acquisition_time(Path(path))
        else:
            read_foreign(Path(path))
    except Exception as failure:
        error = repr(failure)
    print(json.dumps([sorted(set(opened)), error]))
"""


def beside(path, ending):
    return path.with_name(path.name.replace("_eeg.vhdr", f"_{ending}"))


def plain(path, _signals, _as_format):
    return path, []


def inherited(path, _signals, _as_format):
    """Every sidecar lies at the root or with the subject."""
    root, subject = path.parents[2], path.parents[1]
    beside(path, "channels.tsv").rename(root / "task-arm_channels.tsv")
    beside(path, "events.tsv").rename(subject / "sub-01_task-arm_events.tsv")
    beside(path, "eeg.json").rename(root / "task-arm_eeg.json")
    (root / "events.json").write_text("{}")
    (root / "sub-01").mkdir(exist_ok=True)
    rows = "".join(f"{name}\t0.0{k}\t0.01\t0.02\n" for k, name in enumerate(["Cz", "Fz"]))
    (subject / "sub-01_electrodes.tsv").write_text(f"name\tx\ty\tz\n{rows}")
    (subject / "sub-01_coordsystem.json").write_text(
        '{"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "m"}'
    )
    return path, [
        *("task-arm_channels.tsv", "sub-01/sub-01_task-arm_events.tsv", "task-arm_eeg.json"),
        *("events.json", "sub-01/sub-01_electrodes.tsv", "sub-01/sub-01_coordsystem.json"),
    ]


def with_tables_of_all(path, _signals, _as_format):
    root = path.parents[2]
    (root / "participants.tsv").write_text("participant_id\tage\nsub-01\t30\n")
    (path.parents[1] / "sub-01_scans.tsv").write_text(f"filename\tacq_time\neeg/{path.name}\tn/a\n")
    return path, ["participants.tsv", "sub-01/sub-01_scans.tsv"]


def in_a_session(path, signals, as_format):
    """A session whose sidecars lie with the session, and one with the subject's own folder eeg."""
    subject = path.parents[1]
    folder = subject / "ses-a" / "eeg"
    folder.mkdir(parents=True)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        if file.suffix in (".vhdr", ".vmrk"):
            content = content.replace(b"sub-01_", b"sub-01_ses-a_")
        (folder / file.name.replace("sub-01_", "sub-01_ses-a_")).write_bytes(content)
    shutil.rmtree(path.parent)
    path = folder / path.name.replace("sub-01_", "sub-01_ses-a_")
    beside(path, "events.tsv").rename(subject / "ses-a" / "sub-01_ses-a_events.tsv")
    (subject / "eeg").mkdir()
    beside(path, "channels.tsv").rename(subject / "eeg" / "sub-01_channels.tsv")
    (subject / "ses-a" / "sub-01_ses-a_scans.tsv").write_text("filename\tacq_time\n")
    return path, [
        *("sub-01/ses-a/sub-01_ses-a_events.tsv", "sub-01/eeg/sub-01_channels.tsv"),
        "sub-01/ses-a/sub-01_ses-a_scans.tsv",
    ]


def with_a_table_in_a_session(path, _signals, _as_format):
    """A reader takes the sidecar of a session for a recording that is of none."""
    folder = path.parents[1] / "ses-b" / "eeg"
    folder.mkdir(parents=True)
    beside(path, "channels.tsv").rename(folder / "sub-01_ses-b_channels.tsv")
    return path, ["sub-01/ses-b/eeg/sub-01_ses-b_channels.tsv"]


def with_emg_of_its_own(path, signals, as_format):
    """The muscles are an EDF in ``emg/`` whose sidecars are inherited."""
    emg = path.parents[1] / "emg"
    emg.mkdir()
    shutil.copytree(path.parent, emg, dirs_exist_ok=True)
    for file in list(emg.iterdir()):
        if file.suffix in (".vhdr", ".eeg", ".vmrk", ".tsv"):
            file.unlink()
    as_format_path = path.parents[1] / "emg" / path.name.replace("_eeg.vhdr", "_emg.edf")
    whole = as_format(as_format_path, ".edf", signals)
    (emg / path.name.replace("_eeg.vhdr", "_eeg.json")).rename(
        path.parents[2] / "task-arm_emg.json"
    )
    channels = beside(path, "channels.tsv")
    (path.parents[2] / "task-arm_channels.tsv").write_bytes(channels.read_bytes())
    return path, [str(whole.relative_to(path.parents[2])), "task-arm_emg.json"]


def with_other_names_in_the_header(path, _signals, _as_format):
    """The header names files as they were called before the recording was renamed."""
    for ending in ("eeg", "vmrk"):
        path.with_suffix(f".{ending}").rename(path.with_name(f"old name.{ending}"))
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(File=).*_eeg\.", r"\1old name.", text), encoding="utf-8")
    return path, ["sub-01/eeg/old name.eeg", "sub-01/eeg/old name.vmrk"]


def with_markers_that_were_renamed(path, _signals, _as_format):
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(MarkerFile=).*", r"\1lost.vmrk", text), encoding="utf-8")
    return path, ["sub-01/eeg/sub-01_task-arm_run-01_eeg.vmrk"]


def eeglab_in_two_files(path, signals, as_format, name="sub-01_task-arm_run-01_eeg.fdt"):
    from scipy.io import loadmat, savemat

    path = as_format(path, ".set", signals)
    content = loadmat(path, appendmat=False)
    eeg = content["EEG"]
    eeg["data"][0, 0].astype("<f4").T.tofile(path.with_name(name))
    eeg["data"][0, 0] = np.array([name])
    savemat(path, {"EEG": eeg}, appendmat=False)
    return path, [f"sub-01/eeg/{name}"]


def eeglab_of_another_name(path, signals, as_format):
    return eeglab_in_two_files(path, signals, as_format, name="before.fdt")


def fif_in_parts(path, signals, as_format, naming="neuromag"):
    import mne

    path = as_format(path, ".fif", signals)
    raw = mne.io.read_raw(path, preload=True, verbose="error")
    path.unlink()
    if naming == "bids":
        stem = path.name.replace("_eeg.fif", "_split-01")
        for ending in ("channels.tsv", "events.tsv"):
            old = path.with_name(path.name.replace("eeg.fif", ending))
            old.rename(path.with_name(f"{stem}_{ending}"))
        first = path.with_name(f"{stem}_eeg.fif")
    else:
        first = path
    raw.save(path, split_size="2MB", split_naming=naming, verbose="error")
    later = sorted(set(first.parent.glob("*.fif")) - {first})
    assert later
    return first, [str(file.relative_to(path.parents[2])) for file in later]


def fif_in_parts_of_bids(path, signals, as_format):
    return fif_in_parts(path, signals, as_format, naming="bids")


def edf(path, signals, as_format):
    return as_format(path, ".edf", signals), []


FAMILY = {
    case.__name__: case
    for case in (
        *(plain, inherited, with_tables_of_all, in_a_session, with_a_table_in_a_session),
        *(with_emg_of_its_own, with_other_names_in_the_header, with_markers_that_were_renamed),
        *(eeglab_in_two_files, eeglab_of_another_name, fif_in_parts, fif_in_parts_of_bids, edf),
    )
}


@pytest.fixture(scope="module")
def family(tmp_path_factory, signals, write, as_format):
    """Read all datasets in one child process: for each its path, the marked files, those opened."""
    made = {}
    short = signals(seconds=48.0)
    for name, case in FAMILY.items():
        root = tmp_path_factory.mktemp(name)
        made[name] = (root, *case(write(root, short), short, as_format))
    said = subprocess.run(
        [sys.executable, "-c", READING, *(str(path) for _, path, _ in made.values())],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    results = map(json.loads, said.stdout.splitlines())
    return {name: (*made[name], *result) for name, result in zip(made, results, strict=True)}


@pytest.mark.parametrize("name", FAMILY)
def test_every_file_that_is_opened_is_listed(family, name):
    root, path, marked, opened, error = family[name]
    assert not error
    inside = {Path(file).resolve() for file in opened if Path(file).is_relative_to(root)}
    listed = files_read(path)
    assert path.resolve() in inside
    assert {file for file in inside if file.is_file()} <= {file.resolve() for file in listed}
    # The case is what it says: these files were opened, and far from all files are listed.
    assert {(root / file).resolve() for file in marked} <= inside
    assert listed == sorted(set(listed))


@pytest.mark.parametrize("name", ["with_other_names_in_the_header", "eeglab_of_another_name"])
def test_an_imported_file_lists_what_it_is_read_with(family, name):
    root, path, marked, _, _ = family[name]
    assert set(parts_of(path)) == {path, *(root / file for file in marked)}


@pytest.mark.parametrize("ending", [".edf", ".vhdr", ".fif"])
def test_a_part_that_is_not_read_is_told(tmp_path, signals, write, as_format, ending):
    short = signals(seconds=4.0)
    path = as_format(write(tmp_path, short), ending, short)
    for file in list(path.parent.iterdir()):
        file.rename(file.with_name(re.sub(r"(?=_[a-z]+\.[a-z]+$)", "_split-01", file.name)))
        if file.name == path.name:
            path = file.with_name(file.name.replace("_eeg", "_split-01_eeg"))
    if ending == ".vhdr":
        path.write_text(path.read_text("utf-8").replace("_eeg.", "_split-01_eeg."), "utf-8")
    options = {"eeg_channels": ("Cz", "Fz"), "emg_channels": ("DEL",)}
    assert not any("continues" in note for note in read_recording(path, **options).notes)
    # A FIF is read on where the first part says so; this one does not.
    later = path.with_name(path.name.replace("split-01", "split-02"))
    shutil.copy(path, later)
    assert (
        f"{later.name} continues the recording and is not read: join the parts into one file"
        in (read_recording(path, **options).notes)
    )


@pytest.fixture
def dataset(tmp_path):
    """Give a function that makes an (empty) dataset of the named files."""

    def make(*names):
        for name in ("dataset_description.json", *names):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path

    return make


OWN = (
    *("sub-01/eeg/sub-01_task-arm_run-1_eeg.edf", "sub-01/eeg/sub-01_task-arm_run-1_channels.tsv"),
    *("task-arm_channels.tsv", "sub-01/sub-01_scans.tsv", "participants.tsv"),
    *("sub-01/emg/sub-01_task-arm_run-1_emg.bdf", "sub-01/emg/sub-01_task-arm_channels.tsv"),
)
OTHER = (
    *("sub-01/eeg/sub-01_task-arm_run-2_eeg.edf", "sub-01/eeg/sub-01_task-arm_run-2_events.tsv"),
    *("sub-02/eeg/sub-02_task-arm_run-1_eeg.edf", "sub-02/sub-02_scans.tsv", "task-leg_eeg.json"),
    *("sub-01/emg/sub-01_task-arm_run-2_emg.bdf", "sub-01/eeg/._sub-01_channels.tsv"),
    *("sub-01/eeg/sub-01_task-arm_run-1_physio.tsv.gz", "README", "sub-01/eeg/notes.txt"),
    *("derivatives/task-arm_channels.tsv", "sub-01/eeg/sub-01_task-arm_run-11_eeg.edf"),
)


def test_files_of_other_recordings_are_not_listed(dataset):
    root = dataset(*OWN, *OTHER)
    found = files_read(root / OWN[0])
    assert found == sorted(root / name for name in (*OWN, "dataset_description.json"))


@pytest.mark.parametrize(
    "added",
    [
        *("channels.tsv", "task-arm_events.json", "sub-01/sub-01_electrodes.tsv"),
        *("sub-01/sub-01_task-arm_coordsystem.json", "sub-01/eeg/sub-01_run-1_events.tsv"),
        *("emg.json", "sub-01/emg/sub-01_task-arm_run-1_events.tsv"),
    ],
)
def test_a_sidecar_that_is_added_is_listed(dataset, added):
    root = dataset(*OWN)
    before = files_read(root / OWN[0])
    dataset(added)
    assert set(files_read(root / OWN[0])) - set(before) == {root / added}


def test_a_link_that_was_not_fetched_is_not_listed_and_is_once_it_is(dataset):
    root = dataset(*OWN)
    link = root / "sub-01/eeg/sub-01_task-arm_run-1_events.tsv"
    link.symlink_to("../../.git/annex/objects/x")
    assert link not in files_read(root / OWN[0])
    dataset(".git/annex/objects/x")
    assert link in files_read(root / OWN[0])


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("sub-01_task-x_eeg.fif", "sub-01_task-x_eeg-1.fif"),
        ("sub-01_task-x_split-01_eeg.fif", "sub-01_task-x_split-02_eeg.fif"),
        ("sub-01_task-x_split-1_eeg.edf", "sub-01_task-x_split-2_eeg.edf"),
    ],
)
def test_the_parts_of_a_recording_are_listed(dataset, first, later):
    root = dataset(
        f"sub-01/eeg/{first}", f"sub-01/eeg/{later}", "sub-01/eeg/sub-01_task-xy_eeg.fif"
    )
    assert parts_of(root / "sub-01/eeg" / first) == [
        root / "sub-01/eeg" / name for name in (first, later)
    ]


def test_shared_listings_give_the_same(dataset):
    root = dataset(*OWN, *OTHER)
    folders = Folders()
    for name in (OWN[0], OTHER[0], OTHER[2]):
        assert files_read(root / name, folders) == files_read(root / name)


# What a file holds, whatever its time of change.


def test_the_same_bytes_are_the_same_state_whatever_their_time(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("name\ttype\n")
    before = state_of_files([path])
    os.utime(path, (1e9, 1e9))
    assert state_of_files([path]) == before


@pytest.mark.parametrize("size", [10, 2_000_000])
def test_other_bytes_with_an_older_time_are_another_state(tmp_path, size):
    path = tmp_path / "a.eeg"
    path.write_bytes(b"a" * size)
    before = state_of_files([path])
    path.write_bytes(b"b" * size)
    os.utime(path, (1e9, 1e9))
    assert state_of_files([path]) != before


def test_a_large_file_is_not_read(tmp_path):
    path = tmp_path / "a.eeg"
    path.write_bytes(b"a" * 2_000_000)
    before = state_of_files([path])
    about = path.stat()
    path.write_bytes(b"b" * 2_000_000)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert state_of_files([path]) == before


def test_of_the_table_of_people_the_lines_of_one_person_count(tmp_path):
    path = tmp_path / "participants.tsv"

    def state(text):
        path.write_text(text)
        return state_of_files([path], "sub-01")

    before = state("participant_id\tage\nsub-01\t30\nsub-010\t40\n")
    assert state("participant_id\tage\nsub-01\t30\nsub-010\t41\nsub-02\t9\n") == before
    assert state("participant_id\tage\nsub-01\t31\nsub-010\t40\n") != before
    assert state("participant_id\tsex\nsub-01\t30\nsub-010\t40\n") != before
