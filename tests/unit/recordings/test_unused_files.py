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
    "derivatives/sub-01/eeg/sub-01_task-arm_eeg.cnt",
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
    "sub-01/eeg/sub-01_task-arm_split-02_eeg.edf": "it continues a recording in parts",
    "sub-01/eeg/sub-01_task-arm_split-2_eeg.vhdr": "it continues a recording in parts",
    "sub-04/eeg/sub-04_task-arm_split-02_eeg.fif": "it continues a recording in parts",
    "sub-02/ses-1/eeg/sub-02_ses-1_task-arm.left_eeg.bdf": "'task-arm.left' in its name",
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_not_read_is_listed_with_the_reason(dataset, name):
    (found,) = unused_files(dataset(name))
    assert found.path == name
    assert found.reason.startswith(UNUSED[name])


def test_of_subjects_that_are_not_asked_for_nothing_is_listed(dataset):
    root = dataset(*UNUSED)
    for subjects in (["01", "sub-04"], ["sub-02"], ["03"]):
        labels = tuple(f"sub-{label[-2:]}/" for label in subjects)
        expected = sorted(name for name in UNUSED if name.startswith(labels))
        assert [found.path for found in unused_files(root, subjects=subjects)] == expected


def test_they_stand_in_the_list_of_exclusions(dataset, tmp_path):
    found = unused_files(dataset(*UNUSED))
    assert len(found) == len(UNUSED)
    write_exclusions(tmp_path / "exclusions.tsv", list_exclusions([], [], [], unused=found))
    listed = read_exclusions(tmp_path / "exclusions.tsv")
    assert {item.name for item in listed if item.level == "file"} == set(UNUSED)
