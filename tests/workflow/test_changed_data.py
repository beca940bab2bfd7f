"""A file of the dataset that changes reruns what was made of it, and nothing else does."""

import os
import shutil

import numpy as np
import pytest
import yaml

pytestmark = pytest.mark.ci

RATE_HZ, SECONDS = 500.0, 24
EEG = (
    *("Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz", "C4", "T8"),
    *("P7", "P3", "Pz", "P4", "P8", "O1", "O2"),
)
EMG = ("BSH", "DEL", "TRIA")
OPTIONS = {
    "name": "mine",
    "input": "bids",
    "dataset": "dataset",
    "channels": {"eeg": list(EEG), "emg": list(EMG)},
    "segments": {"length_s": 6},
    "connectivity": {"emg_rate_hz": 500, "emg_order": 10, "min_samples_per_parameter": 5},
}
RULES = ("check_quality", "judge_subject", "fit_ica", "clean_recording")
ONE, BOTH = dict.fromkeys(RULES, 1), dict.fromkeys(RULES, 2)
WANTED = [f"results/mine/derivatives/previews/sub-{s}_task-arm.nc" for s in ("01", "02")]


def write_noise(root, subject):
    import pybv

    rng = np.random.default_rng(int(subject))
    names = (*EEG, *EMG)
    folder, stem = root / f"sub-{subject}" / "eeg", f"sub-{subject}_task-arm"
    folder.mkdir(parents=True)
    steps = rng.standard_normal((len(names), round(RATE_HZ * SECONDS)))
    pybv.write_brainvision(
        data=20e-6 * steps, sfreq=RATE_HZ, ch_names=list(names), fname_base=f"{stem}_eeg",
        folder_out=folder, fmt="binary_float32", unit="µV",
    )  # fmt: skip
    kinds = ["EEG"] * len(EEG) + ["EMG"] * len(EMG)
    rows = [f"{name}\t{kind}\tµV\n" for name, kind in zip(names, kinds, strict=True)]
    (folder / f"{stem}_channels.tsv").write_text("name\ttype\tunits\n" + "".join(rows), "utf-8")
    rows = ["onset\tduration\ttrial_type\n", "0\t12\trest\n", "12\t12\tactivity\n"]
    (folder / f"{stem}_events.tsv").write_text("".join(rows))
    (folder / f"{stem}_eeg.json").write_text('{"PowerLineFrequency": 50}')


def from_the_past(file, change):
    """Change what a file holds, and give it the time of an old copy (``cp -p``, ``rsync -a``)."""
    file.write_bytes(change(file.read_bytes()))
    os.utime(file, (1.5e9, 1.5e9))


def a_corrected_table(root):
    file = root / "sub-01" / "eeg" / "sub-01_task-arm_channels.tsv"
    from_the_past(file, lambda text: text.replace(b"Cz\tEEG", b"Cz\tEOG"))


def corrected_samples(root):
    file = root / "sub-02" / "eeg" / "sub-02_task-arm_eeg.eeg"
    from_the_past(file, lambda samples: samples[:4] + b"\0\0\0\0" + samples[8:])


def the_same_bytes_from_the_past(root):
    from_the_past(root / "sub-01" / "eeg" / "sub-01_task-arm_eeg.json", lambda text: text)


def the_same_bytes_of_now(root):
    (root / "sub-01" / "eeg" / "sub-01_task-arm_events.tsv").touch()


def a_new_table_for_all(root):
    (root / "task-arm_electrodes.tsv").write_text("name\tx\ty\tz\n")
    os.utime(root / "task-arm_electrodes.tsv", (1.5e9, 1.5e9))


def a_new_table_for_one(root):
    (root / "sub-02" / "sub-02_scans.tsv").write_text("filename\tacq_time\n")


def another_task(root):
    (root / "task-leg_channels.tsv").write_text("name\ttype\n")
    (root / "sub-01" / "eeg" / "sub-01_task-leg_events.tsv").write_text("onset\tduration\n")


def one_person_more(root):
    with (root / "participants.tsv").open("a") as file:
        file.write("sub-03\t50\n")


def another_age_of_a_person(root):
    from_the_past(root / "participants.tsv", lambda text: text.replace(b"\t40", b"\t41"))


def samples_of_another_name(root):
    """The header names another file, which comes with it."""
    folder = root / "sub-01" / "eeg"
    header = folder / "sub-01_task-arm_eeg.vhdr"
    shutil.copy2(folder / "sub-01_task-arm_eeg.eeg", folder / "corrected.dat")
    from_the_past(header, lambda text: text.replace(b"=sub-01_task-arm_eeg.eeg", b"=corrected.dat"))


CHANGES = [
    (a_corrected_table, ONE),
    (corrected_samples, ONE),
    (the_same_bytes_from_the_past, {}),
    (the_same_bytes_of_now, {}),
    (a_new_table_for_all, BOTH),
    (a_new_table_for_one, ONE),
    (another_task, {}),
    (one_person_more, {}),
    (another_age_of_a_person, ONE),
    (samples_of_another_name, ONE),
]


@pytest.fixture(scope="module")
def done(make_checkout):
    """A dataset of two recordings, and a run that cleaned them."""
    checkout = make_checkout("changed data")
    root = checkout.folder / "dataset"
    for subject in ("01", "02"):
        write_noise(root, subject)
    (root / "dataset_description.json").write_text('{"Name": "x", "BIDSVersion": "1.9.0"}')
    (root / "participants.tsv").write_text("participant_id\tage\nsub-01\t30\nsub-02\t40\n")
    (checkout.folder / "mine.yaml").write_text(yaml.safe_dump(OPTIONS))
    checkout.snakemake("--cores", 2, "--configfile", "mine.yaml", "--", *WANTED)
    shutil.copytree(root, checkout.folder / "as it was")
    return checkout


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[c.__name__ for c, _ in CHANGES])
def test_what_a_change_reruns(done, change, expected):
    root = done.folder / "dataset"
    try:
        change(root)
        assert done.planned_rules("--configfile", "mine.yaml", "--", *WANTED) == expected
    finally:
        shutil.rmtree(root)
        shutil.copytree(done.folder / "as it was", root)
    # The copy of the dataset has the bytes and the times of the first: nothing is to be done.


def test_a_copy_of_the_dataset_with_its_times_reruns_nothing(done):
    assert done.planned_rules("--configfile", "mine.yaml", "--", *WANTED) == {}


@pytest.fixture(scope="module")
def imported(make_checkout):
    """The same recording as BrainVision in a folder of a laboratory, imported."""
    checkout = make_checkout("changed import")
    write_noise(checkout.folder / "lab", "01")
    folder = checkout.folder / "lab" / "sub-01" / "eeg"
    (checkout.folder / "table.tsv").write_text(
        "file\tsubject\tphase\nlab/sub-01/eeg/sub-01_task-arm_eeg.vhdr\t01\trest\n"
    )
    options = {key: value for key, value in OPTIONS.items() if key != "dataset"}
    options |= {"input": "import", "import_table": "table.tsv"}
    (checkout.folder / "mine.yaml").write_text(yaml.safe_dump(options))
    target = "results/mine/bids/sub-01/eeg/sub-01_task-arm_run-01_eeg.vhdr"
    arguments = ("--configfile", "mine.yaml", "--", target)
    checkout.snakemake("--cores", 2, *arguments)
    return checkout, folder, arguments


@pytest.mark.parametrize("ending", [".vhdr", ".eeg", ".vmrk"])
def test_every_file_of_an_imported_recording_reruns_its_import(imported, ending):
    checkout, folder, arguments = imported
    assert checkout.planned_rules(*arguments) == {}
    file = folder / f"sub-01_task-arm_eeg{ending}"
    old = file.read_bytes()
    about = file.stat()
    from_the_past(file, lambda content: content[:-1] + b"\1")
    assert checkout.planned_rules(*arguments) == {"import_recording": 1}
    file.write_bytes(old)
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
