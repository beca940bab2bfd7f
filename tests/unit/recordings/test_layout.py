import subprocess
import sys
from pathlib import Path

import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.recordings.layout import emg_file_beside, find_recordings, parse_recording


@pytest.fixture
def dataset(tmp_path):
    """Give a function that makes an (empty) dataset of the named files."""

    def make(*names, description=True):
        root = tmp_path / "study ä"
        root.mkdir()
        if description:
            (root / "dataset_description.json").write_text("{}")
        for name in names:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return root

    return make


def test_recordings_are_found_in_the_order_of_their_names(dataset):
    root = dataset(
        "sub-10/eeg/sub-10_task-rest_run-01_eeg.vhdr",
        "sub-10/eeg/sub-10_task-rest_run-01_eeg.eeg",
        "sub-10/eeg/sub-10_task-rest_run-01_eeg.json",
        "sub-02/ses-b/eeg/sub-02_ses-b_task-arm_run-02_eeg.edf",
        "sub-02/ses-b/eeg/sub-02_ses-b_task-arm_run-01_eeg.EDF",
        "sub-03/eeg/sub-03_task-arm_eeg.set",
        "sub-03/eeg/sub-03_task-arm_channels.tsv",
        "sub-04/emg/sub-04_task-arm_emg.edf",
        "derivatives/sub-09/eeg/sub-09_task-arm_eeg.edf",
    )
    found = find_recordings(root)
    assert [recording.name for recording in found] == [
        "sub-02_ses-b_task-arm_run-01",
        "sub-02_ses-b_task-arm_run-02",
        "sub-03_task-arm",
        "sub-10_task-rest_run-01",
    ]
    first = found[0]
    assert (first.subject, first.session, first.task, first.run) == ("02", "b", "arm", "01")
    assert first.path == root / "sub-02/ses-b/eeg/sub-02_ses-b_task-arm_run-01_eeg.EDF"


def test_subjects_and_tasks_restrict_with_or_without_their_prefix(dataset):
    root = dataset(
        *(f"sub-{s}/eeg/sub-{s}_task-{t}_eeg.bdf" for s in ("01", "02") for t in ("rest", "arm"))
    )
    names = [r.name for r in find_recordings(root, subjects=["sub-02"], tasks=["rest"])]
    assert names == ["sub-02_task-rest"]
    assert len(find_recordings(root, subjects=["01", "02"])) == 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"subjects": ["2"]}, r"no recording of subject '2'.*are of '01', '02'"),
        ({"tasks": ["walk"]}, r"no recording of task 'walk'.*are of 'arm'"),
    ],
)
def test_what_is_asked_for_must_exist(dataset, asked, message):
    root = dataset(*(f"sub-{s}/eeg/sub-{s}_task-arm_eeg.fif" for s in ("01", "02")))
    with pytest.raises(ConfigurationError, match=message):
        find_recordings(root, **asked)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere: the dataset folder does not exist"):
        find_recordings(tmp_path / "nowhere")


def test_a_folder_without_description_is_no_dataset(dataset):
    root = dataset("sub-01/eeg/sub-01_task-arm_eeg.edf", description=False)
    with pytest.raises(ConfigurationError, match=r"not a BIDS dataset.*dataset_description.json"):
        find_recordings(root)
    inner = root / "inner"
    inner.mkdir()
    (inner / "dataset_description.json").write_text("{}")
    with pytest.raises(ConfigurationError, match=r"not a BIDS dataset.*inner has one"):
        find_recordings(root)


def test_an_empty_dataset_is_refused(dataset):
    with pytest.raises(ConfigurationError, match=r"no recordings found"):
        find_recordings(dataset("sub-01/eeg/sub-01_task-arm_events.tsv"))


def test_one_recording_in_two_formats_is_refused(dataset):
    root = dataset("sub-01/eeg/sub-01_task-arm_eeg.edf", "sub-01/eeg/sub-01_task-arm_eeg.vhdr")
    with pytest.raises(
        ConfigurationError, match=r"sub-01_task-arm exists twice, as .*edf and .*vh"
    ):
        find_recordings(root)


def test_a_recording_that_exists_twice_but_is_not_asked_for_refuses_nothing(dataset):
    root = dataset(
        *("sub-01/eeg/sub-01_task-arm_eeg.edf", "sub-01/eeg/sub-01_task-arm_eeg.vhdr"),
        *("sub-02/eeg/sub-02_task-arm_eeg.edf", "sub-02/eeg/sub-02_task-leg_eeg.edf"),
    )
    (found,) = find_recordings(root, subjects=["02"], tasks=["arm"])
    assert found.name == "sub-02_task-arm"


MISPLACED = (
    *("sub-01/eeg/sub-02_task-arm_eeg.edf", "sub-02/ses-1/eeg/sub-02_task-arm_eeg.edf"),
    *("sub-02/eeg/sub-02_ses-1_task-arm_eeg.edf", "sub-02/ses-1/eeg/sub-02_ses-2_task-arm_eeg.edf"),
)


@pytest.mark.parametrize("name", MISPLACED)
def test_a_recording_in_the_folder_of_another_is_not_taken_for_either(dataset, name):
    root = dataset("sub-03/eeg/sub-03_task-arm_eeg.edf", name)
    assert [found.name for found in find_recordings(root)] == ["sub-03_task-arm"]


def test_where_all_lie_in_folders_of_others_that_is_said(dataset):
    with pytest.raises(ConfigurationError, match=r"sub-02_task-arm_eeg.edf lies in a folder that"):
        find_recordings(dataset(MISPLACED[0]))


@pytest.mark.parametrize(
    "name",
    [
        "sub-01_task-arm_eeg.txt",
        "sub-01_task-arm_channels.tsv",
        "task-arm_eeg.edf",
        "notes_eeg.edf",
    ],
)
def test_other_files_are_no_recordings(name):
    assert parse_recording(Path(name)) is None


def test_only_the_first_part_of_a_split_file_counts():
    assert parse_recording(Path("sub-01_task-arm_split-01_eeg.fif")) is not None
    assert parse_recording(Path("sub-01_task-arm_split-02_eeg.fif")) is None


def test_the_module_needs_the_standard_library_only():
    scripts = Path(find_recordings.__code__.co_filename).parents[2]
    code = (
        "import sys; before = set(sys.modules); import eeg2emg.recordings.layout;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'eeg2emg'}))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(scripts)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("ending", [".edf", ".EDF", ".bdf", ".BDF", ".vhdr", ".set", ".fif"])
def test_the_emg_beside_is_found_whatever_the_case_of_its_ending(dataset, ending):
    root = dataset(
        "sub-01/eeg/sub-01_task-arm_eeg.edf",
        f"sub-01/emg/sub-01_task-arm_emg{ending}",
        "sub-01/emg/sub-01_task-arm_emg.json",
        "sub-01/emg/sub-01_task-arms_emg.edf",
    )
    found = emg_file_beside(root / "sub-01/eeg/sub-01_task-arm_eeg.edf")
    assert found == root / f"sub-01/emg/sub-01_task-arm_emg{ending}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sub-A1/eeg/sub-A1_task-arm_eeg.edf", "sub-a1/eeg/sub-a1_task-arm_eeg.edf"),
        ("sub-A1/eeg/sub-A1_task-arm_eeg.edf", "sub-a1/eeg/sub-a1_task-rest_eeg.edf"),
        ("sub-01/eeg/sub-01_task-arm_eeg.edf", "sub-01/eeg/sub-01_task-Arm_eeg.edf"),
        ("sub-01/ses-a/eeg/sub-01_ses-a_eeg.edf", "sub-01/ses-A/eeg/sub-01_ses-A_eeg.edf"),
        ("sub-01/eeg/sub-01_task-x_acq-b_eeg.edf", "sub-01/eeg/sub-01_task-x_acq-B_eeg.edf"),
    ],
)
def test_names_that_differ_in_case_alone_are_refused(dataset, one, other):
    root = dataset(one, other)
    with pytest.raises(ConfigurationError, match="differ in the case of letters alone"):
        find_recordings(root)


def test_of_two_people_that_differ_in_case_alone_one_may_be_chosen(dataset):
    root = dataset("sub-A1/eeg/sub-A1_task-x_eeg.edf", "sub-a1/eeg/sub-a1_task-x_eeg.edf")
    assert [one.name for one in find_recordings(root, subjects=["a1"])] == ["sub-a1_task-x"]
