"""Nothing of a dataset vanishes: what is not read is listed with the reason."""

import pytest
from eeg2emg.cohort.exclusions import list_exclusions, read_exclusions, write_exclusions
from eeg2emg.recordings.unused_files import unused_files

SOUND = (
    "sub-01/eeg/sub-01_task-arm_eeg.vhdr",
    "sub-01/eeg/sub-01_task-arm_eeg.eeg",
    "sub-01/eeg/sub-01_task-arm_eeg.vmrk",
    "sub-01/eeg/sub-01_task-arm_eeg.json",
    "sub-01/eeg/sub-01_task-arm_events.tsv",
    "sub-01/eeg/sub-01_task-arm_physio.tsv.gz",
    "sub-01/sub-01_scans.tsv",
    "sub-01/emg/sub-01_task-arm_emg.EDF",
    "sub-02/ses-1/eeg/sub-02_ses-1_task-arm_eeg.set",
    "sub-02/ses-1/eeg/sub-02_ses-1_task-arm_eeg.fdt",
    "sub-03/eeg/sub-03_task-arm_split-01_eeg.fif",
    "sub-03/eeg/sub-03_task-arm_split-02_eeg.fif",
    "sub-03/anat/sub-03_T1w.nii.gz",
    "sub-03/eeg/sub-03_task-leg_eeg.fif",
    "sub-03/eeg/sub-03_task-leg_eeg-1.fif",
    "derivatives/sub-01/eeg/sub-01_task-arm_eeg.cnt",
    "sourcedata/sub-01/eeg/recording.cnt",
    "code/example.edf",
    "stimuli/tone.set",
    ".git/annex/objects/x.edf",
    "sub-01/eeg/._sub-01_task-arm_eeg.vhdr",
    "sub-01/eeg/.sub-01_task-walk_eeg.edf",
    "sub-01/func/sub-01_task-arm_bold.nii.gz",
    "sub-01/eeg/notes.txt",
)


@pytest.fixture
def dataset(tmp_path):
    """Give a function that makes an (empty) dataset of the named files."""

    def make(*names):
        (tmp_path / "dataset_description.json").write_text("{}")
        for name in (*SOUND, *names):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path

    return make


def test_what_is_read_or_is_no_data_is_not_listed(dataset):
    assert unused_files(dataset()) == []


UNUSED = {
    "sub-01/eeg/sub-01_task-arm-left_eeg.vhdr": "'task-arm-left' in its name is no part",
    "sub-01/eeg/sub-01_task-arm_left_eeg.edf": "'left' in its name is no part",
    "sub-01/eeg/sub-01_task-arm_eeg.cnt": "files that end in .cnt are not read, only .vhdr",
    "sub-01/eeg/sub-01_task-walk_eeg.EDF.gz": "files that end in .EDF.gz are not read",
    "sub-01/eeg/sub-01_task-walk_eeg.mff": "files that end in .mff are not read",
    "sub-01/eeg/sub-01_task-walk_eeg.gdf": "files that end in .gdf are not read",
    "sub-01/eeg/sub-01_task-walk_eeg.eeg": "sub-01_task-walk_eeg.vhdr, by which it is read, is mis",
    "sub-01/eeg/sub-01_task-walk_eeg.fdt": "sub-01_task-walk_eeg.set, by which it is read, is miss",
    "sub-01/eeg/sub-01_task-walk.edf": "its name does not end in _eeg or _emg",
    "sub-01/eeg/recording.edf": "its name does not end in _eeg or _emg",
    "sub-01/sub-01_task-walk_eeg.edf": "it does not lie in a folder eeg",
    "sub-01/emg/sub-01_task-walk_eeg.edf": "it does not lie in a folder eeg",
    "sub-01/emg/sub-01_task-walk_emg.edf": "no EEG of the same name is read",
    "sub-01/eeg/sub-01_task-arm_split-02_eeg.edf": "it continues a recording whose first part",
    "sub-01/eeg/sub-01_task-arm_split-2_eeg.vhdr": "it continues a recording whose first part",
    "sub-05/eeg/sub-05_task-arm_split-02_eeg.edf": "it continues a recording in parts, of which",
    "sub-04/eeg/sub-04_task-arm_split-02_eeg.fif": "it continues a recording whose first part",
    "sub-02/ses-1/eeg/sub-02_ses-1_task-arm.left_eeg.bdf": "'task-arm.left' in its name",
    "sub-01/eeg/sub-01_task-walk_eeg.CNT": "files that end in .CNT are not read",
    "sub-01/eeg/extra/sub-01_task-walk_eeg.edf": "it does not lie in a folder eeg",
    "sub-01/raw/monday.edf": "its name does not end in _eeg or _emg",
    "sub-01/raw/monday.vhdr": "its name does not end in _eeg or _emg",
    "monday.bdf": "its name does not end in _eeg or _emg",
    "lab/sub-01/eeg/sub-01_task-walk_eeg.edf": "by its name it belongs into the folder sub-01/eeg",
    "ses-1/eeg/ses-1_task-arm_eeg.edf": "its name does not say whose it is",
    "eeg/sub-01_task-walk_eeg.edf": "by its name it belongs into the folder sub-01/eeg",
    "sub-01/eeg/sub-02_task-walk_eeg.edf": "by its name it belongs into the folder sub-02/eeg",
    "sub-02/ses-1/eeg/sub-02_task-walk_eeg.set": "by its name it belongs into the folder sub-02/e",
    "sub-02/eeg/sub-02_ses-1_task-walk_eeg.bdf": "by its name it belongs into the folder sub-02/s",
    "sub-01/ieeg/sub-01_task-arm_ieeg.edf": "it is of the kind ieeg: only EEG and EMG are read",
    "sub-01/meg/sub-01_task-arm_meg.fif": "it is of the kind meg: only EEG and EMG are read",
    "sub-01/meg/sub-01_task-arm_meg.ds": "it is of the kind meg: only EEG and EMG are read",
    "sub-01/eeg/sub-01_task-walk_emg.edf": "it does not lie in a folder emg",
    "sub-01/eeg/sub-01_task-walk_eeg.mat": "files that end in .mat are not read",
}


FIRST_PARTS = {
    "sub-05/eeg/sub-05_task-arm_split-02_eeg.edf": ["sub-05/eeg/sub-05_task-arm_split-01_eeg.edf"]
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_not_read_is_listed_with_the_reason(dataset, name):
    (found,) = unused_files(dataset(name, *FIRST_PARTS.get(name, ())))
    assert found.path == name
    assert found.reason.startswith(UNUSED[name])


def of_subject(name):
    """Say whose a file is, by its folders and its name; empty where they do not tell."""
    return {part[4:6] for part in name.replace("/", "_").split("_") if part.startswith("sub-")}


@pytest.mark.parametrize("subjects", [["01", "sub-04"], ["sub-02"], ["03"]])
def test_of_subjects_that_are_not_asked_for_nothing_is_listed(dataset, subjects):
    asked = {label[-2:] for label in subjects}
    expected = sorted(name for name in UNUSED if not of_subject(name) or of_subject(name) & asked)
    found = unused_files(dataset(*UNUSED), subjects=subjects)
    assert [item.path for item in found] == expected


def test_of_tasks_that_are_not_asked_for_nothing_is_listed(dataset):
    root = dataset("sub-01/eeg/sub-01_task-walk_eeg.cnt", "sub-01/eeg/sub-01_task-arm-l_eeg.edf",
                   "monday.edf")  # fmt: skip
    found = unused_files(root, tasks=["task-arm"])
    assert [item.path for item in found] == ["monday.edf", "sub-01/eeg/sub-01_task-arm-l_eeg.edf"]
    assert len(unused_files(root, tasks=["arm", "walk"])) == 3


@pytest.mark.parametrize("ending", [".mff", ".ds", ".mefd"])
def test_a_recording_that_is_a_folder_is_one_line(dataset, ending):
    name = f"sub-01/eeg/sub-01_task-walk_eeg{ending}"
    root = dataset(f"{name}/signal1.bin", f"{name}/parts/one.edf")
    (found,) = unused_files(root)
    assert found.path == name
    assert "are not read" in found.reason


def test_what_a_header_names_is_read_whatever_its_name(dataset):
    root = dataset("sub-01/eeg/before.eeg", "sub-01/eeg/before.vmrk", "sub-01/eeg/lost.eeg")
    header = root / "sub-01/eeg/sub-01_task-arm_eeg.vhdr"
    header.write_text("[Common Infos]\nDataFile=before.eeg\nMarkerFile=before.vmrk\n")
    assert [item.path for item in unused_files(root)] == ["sub-01/eeg/lost.eeg"]


def test_linked_folders_are_followed_and_may_lead_back(dataset, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "eeg").mkdir()
    (elsewhere / "eeg" / "sub-09_task-arm_eeg.cnt").touch()
    root = dataset()
    (root / "sub-09").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(root)
    (root / "sub-01" / "eeg" / "itself").symlink_to(root / "sub-01" / "eeg")
    assert [item.path for item in unused_files(root)] == ["sub-09/eeg/sub-09_task-arm_eeg.cnt"]


def test_what_a_validator_is_told_to_ignore_is_listed(dataset):
    root = dataset("sub-01/eeg/sub-01_task-walk_eeg.cnt")
    (root / ".bidsignore").write_text("*_eeg.cnt\n")
    assert len(unused_files(root)) == 1


def test_they_stand_in_the_list_of_exclusions(dataset, tmp_path):
    found = unused_files(dataset(*UNUSED))
    assert len(found) == len(UNUSED)
    write_exclusions(tmp_path / "exclusions.tsv", list_exclusions([], [], [], unused=found))
    listed = read_exclusions(tmp_path / "exclusions.tsv")
    assert {item.name for item in listed if item.level == "file"} == set(UNUSED)
