"""`init`: what is proposed for the datasets of different laboratories, and what is asked."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from eeg2emg.configuration.loading import open_questions
from eeg2emg.errors import ConfigurationError
from eeg2emg.importing.table import read_import_table
from eeg2emg.planning.event_words import phase_of_name
from eeg2emg.recordings.channel_names import TEN_TWENTY

pytestmark = pytest.mark.usefixtures("in_process")

ROOT = Path(__file__).parents[3]
MUSCLES = ["biceps", "triceps", "deltoid"]
PHASES = [{"name": "rest", "labels": ["rest"]}, {"name": "activity", "labels": ["grip"]}]


def blocks(*names, length_s=12.0):
    return tuple((length_s * k, length_s, name) for k, name in enumerate(names))


def plain(study):
    study.add("01")
    study.add("01", "02")
    study.add("02")


def edf(study):
    study.add("01", ending=".edf")
    study.add("02", ending=".edf", further=("FC5", "POz"))


def eeglab(study):
    study.add("01", ending=".set")


def own_file(study):
    study.add("01", own_emg=500.0)
    study.add("02", own_emg=500.0)


def sessions(study):
    study.add("01", session="1")
    study.add("01", session="2", run=None)


def by_value(study):
    study.add("01", column="value")


def other_names(study):
    study.add(
        "01", eeg=["EEG T3-Ref" if name == "T7" else f"EEG {name}-Ref" for name in TEN_TWENTY]
    )
    study.add("02")


def low_passed(study):
    study.add("01", lowpass=45, rate_hz=500.0)


DECIDED = {
    "BrainVision": (plain, {}),
    "EDF": (edf, {}),
    "EEGLAB": (eeglab, {}),
    "EMG in its own file": (own_file, {"connectivity.emg_rate_hz": 500}),
    "sessions": (sessions, {}),
    "names of events in `value`": (by_value, {}),
    "older names of electrodes": (other_names, {}),
    "EEG that was low-passed": (low_passed, {"connectivity.eeg_rate_hz": 100}),
}


CAPS = {
    "biosemi64": ("AB", "F3 is A5 (0.0 mm)"),
    "biosemi128": ("ABCD", "F3 is D4 (9.8 mm)"),
}


@pytest.mark.parametrize("cap", CAPS)
@pytest.mark.parametrize("table", [True, False])
def test_a_cap_of_biosemi_is_proposed_with_its_electrodes(study, person, cap, table):
    blocks_of, words = CAPS[cap]
    eeg = [f"{block}{number}" for block in blocks_of for number in range(1, 33)]
    for subject in ("01", "02"):
        study.add(subject, eeg=eeg, channels_table=table)
    text, options = person.drafts(study.root)
    assert options["channels"] == {"eeg": list(TEN_TWENTY), "emg": MUSCLES, "montage": cap}
    assert words in " ".join(text.replace("#", " ").split())
    assert person.answers(options).channels.montage == cap


@pytest.mark.parametrize("case", DECIDED)
def test_what_plainly_stands_in_a_dataset_is_decided(study, person, case):
    make, further = DECIDED[case]
    make(study)
    text, options = person.drafts(study.root)
    assert not list(open_questions(options))
    assert "QUESTION" not in text
    assert options["name"] == "study"
    assert (options["input"], options["dataset"]) == ("bids", str(study.root))
    assert options["line_hz"] == 50
    assert options["channels"] == {"eeg": list(TEN_TWENTY), "emg": MUSCLES}
    assert options["segments"] == {"length_s": 10, "phases_from": "events", "phases": PHASES}
    for option, value in ({"connectivity.eeg_rate_hz": 250} | further).items():
        section, name = option.split(".")
        assert options[section][name] == value
    found = person.answers(options)
    assert found.channels.emg == MUSCLES


LEGS = [
    f"{side}_leg_emg_{muscle}"
    for side in "LR"
    for muscle in ("tibialis_anterior", "soleus", "medial_gastrocnemius", "peroneus_longus")
]


@pytest.mark.parametrize("table", [True, False])
def test_legs_and_neck_are_proposed_with_their_muscles(study, person, table):
    study.add("01", emg=[*LEGS, "L_neck_emg", "R_neck_emg"], channels_table=table)
    text, options = person.drafts(study.root)
    assert options["channels"]["emg"] == [*LEGS, "L_neck_emg", "R_neck_emg"]
    flat = " ".join(text.replace("#", " ").split())
    assert "By their names: left tibialis anterior (L_leg_emg_tibialis_anterior)" in flat
    assert "right peroneus longus (R_leg_emg_peroneus_longus), left neck muscles" in flat


def test_it_says_where_it_saw_what_it_decided(study, person):
    for run in ("01", "02", "03"):
        study.add("01", run)
    study.add("02", eeg=TEN_TWENTY[:-1])
    text, options = person.drafts(study.root)
    assert options["channels"]["eeg"] == list(TEN_TWENTY[:-1])
    flat = " ".join(text.replace("#", " ").split())
    assert "O2 is missing in 1 of 4 recordings (sub-02_task-arm_run-01)" in flat
    assert "'grip' (8 times in 4 of 4 recordings, 12 s)" in flat
    assert "PowerLineFrequency: 50 Hz in 4 of 4 recordings" in flat


def test_one_recording_of_another_kind_does_not_spoil_the_channels(study, person):
    for run in ("01", "02", "03"):
        study.add("01", run)
    study.add("02", eeg=("X1", "X2"), emg=())
    text, options = person.drafts(study.root)
    assert options["channels"]["eeg"] == list(TEN_TWENTY)
    assert "would be left out: sub-02_task-arm_run-01" in " ".join(text.replace("#", " ").split())


def test_events_that_say_nothing_are_a_question_that_stops_the_workflow(study, person):
    study.add("01", events=blocks("T0", "T1", "T0", "T2"))
    text, options = person.drafts(study.root)
    assert options["segments"]["phases"] == [{"name": "?", "labels": ["T0", "T1", "T2"]}]
    assert "'T0' (twice" not in text
    assert "'T0' (2 times in 1 of 1 recordings, 12 s)" in " ".join(text.replace("#", " ").split())
    with pytest.raises(ConfigurationError) as refusal:
        person.answers(options)
    assert "questions that are not answered yet" in str(refusal.value)
    assert "answered.yml: segments.phases.0.name" in str(refusal.value)
    phases = [{"name": "rest", "labels": ["T0"]}, {"name": "activity", "labels": ["T1", "T2"]}]
    assert (
        person.answers(options, segments={"phases": phases}).segments.phases[1].name == "activity"
    )


def test_a_trigger_is_no_question_once_both_phases_are_known(study, person):
    triggers = tuple((float(k), 0.0, "tone") for k in (3, 15))
    study.add("01", events=(*blocks("rest", "grip", "rest", "grip"), *triggers))
    text, options = person.drafts(study.root)
    assert options["segments"]["phases"] == PHASES
    assert "Of no phase, by their names: 'tone'" in " ".join(text.replace("#", " ").split())


def test_a_long_event_that_may_be_a_phase_is_a_question_though_both_are_known(study, person):
    study.add("01", events=blocks("rest", "grip", "video", "rest"))
    _, options = person.drafts(study.root)
    assert options["segments"]["phases"] == [*PHASES, {"name": "?", "labels": ["video"]}]


def test_tasks_tell_the_phases_where_events_do_not(study, person):
    for subject in ("01", "02"):
        study.add(subject, task="eyesOpen", events=None)
        study.add(subject, task="hold", events=blocks("beep", "beep"))
    _, options = person.drafts(study.root)
    assert options["segments"]["phases_from"] == "task"
    assert [phase["labels"] for phase in options["segments"]["phases"]] == [["eyesOpen"], ["hold"]]
    person.answers(options)


def test_without_any_event_or_word_the_person_is_asked(study, person):
    study.add("01", task="experiment", events=None)
    _, options = person.drafts(study.root)
    assert options["segments"]["phases"] == [{"name": "?", "labels": ["experiment"]}]


def test_without_channels_tsv_names_tell_the_muscles(study, person):
    study.add("01", channels_table=False)
    text, options = person.drafts(study.root)
    assert options["channels"] == {"eeg": list(TEN_TWENTY), "emg": MUSCLES}
    assert "by their names" in text


@pytest.mark.parametrize("kind", ["EEG", "EMG"])
def test_a_channel_that_only_the_table_has_is_not_asked_for(study, person, kind):
    for run in ("01", "02"):
        path = study.add("01", run)
        table = path.with_name(f"{path.stem.removesuffix('_eeg')}_channels.tsv")
        with table.open("a", encoding="utf-8") as file:
            file.write(f"extra\t{kind}\tµV\tn/a\tgood\n")
    _, options = person.drafts(study.root)
    assert options["channels"] == {"eeg": list(TEN_TWENTY), "emg": MUSCLES}


def test_channels_of_unknown_kind_are_a_question(study, person):
    study.add("01", channels_table=False, emg=("AUX1", "AUX2"))
    text, options = person.drafts(study.root)
    assert options["channels"]["emg"] == ["?"]
    assert "There are: AUX1, AUX2" in " ".join(text.replace("#", " ").split())
    assert person.answers(options, channels={"emg": ["AUX1", "AUX2"]}).channels.emg


def test_eeg_alone_is_analysed_alone(study, person):
    study.add("01", emg=())
    text, options = person.drafts(study.root)
    assert options["channels"]["emg"] == []
    assert "eeg_connectivity" in text
    person.answers(options)
    _, out, _ = person.say("init", study.root, "--output", "again.yaml")
    assert "run.sh eeg_connectivity --cores 2 --configfile " in out


def test_few_electrodes_get_smaller_filters(study, person):
    study.add("01", eeg=("C3", "Cz", "C4", "P3", "P4"))
    _, options = person.drafts(study.root)
    assert options["channels"]["eeg"] == ["C3", "Cz", "C4", "P3", "P4"]
    found = person.answers(options)
    assert sum(size - 1 for size in found.training.tuned.kernel_sizes) < 5


@pytest.mark.parametrize("length_s", [4.2, 6.0, 31.0])
@pytest.mark.parametrize("rate_hz", [100.0, 160.0, 2000.0])
def test_rates_and_orders_are_what_the_recordings_carry(study, person, length_s, rate_hz):
    events = blocks("rest", "grip", "rest", length_s=length_s)
    study.add("01", events=events, seconds=np.ceil(3 * length_s), rate_hz=rate_hz)
    _, options = person.drafts(study.root)
    assert options["segments"]["length_s"] <= length_s
    assert options["connectivity"]["eeg_rate_hz"] <= rate_hz
    found = person.answers(options)  # the loader refuses models without samples
    assert found.connectivity.eeg_order >= 3


@pytest.mark.parametrize("names", [("T0", "T1", "T0", "T2"), ("rest", "grip")])
@pytest.mark.parametrize(
    "trial",
    # Length, rate, and how many are pooled.
    # 19 channels of which up to 3 components go: order 10, 16 regressors, 10 samples for each.
    [(4.2, 160.0, 3), (2.4, 250.0, 4), (8.0, 100.0, 3)],
)
def test_short_trials_are_pooled_into_segments_that_carry_a_model(study, person, names, trial):
    trial_s, rate_hz, trials = trial
    own_s, events = int(trial_s), blocks(*names * (16 // len(names)), length_s=trial_s)
    study.add("01", events=events, seconds=np.ceil(16 * trial_s), rate_hz=rate_hz)
    text, options = person.drafts(study.root)
    assert options["segments"]["length_s"] == own_s * trials
    assert options["segments"]["trials"] == trials
    assert f"{trials} trials of {own_s} s make up a segment" in " ".join(
        text.replace("#", " ").split()
    )
    phases = [{"name": name, "labels": [name]} for name in dict.fromkeys(names)]
    found = person.answers(options, segments=options["segments"] | {"phases": phases})
    model = found.connectivity
    samples = trials * (own_s * model.eeg_rate_hz - model.eeg_order)
    assert samples / (16 * model.eeg_order) >= model.min_samples_per_parameter == 10
    # One trial fewer would not do for the order that is wanted.
    assert (trials - 1) * (own_s * model.eeg_rate_hz - model.eeg_order) < 160 * model.eeg_order


@pytest.mark.parametrize(
    ("names", "length_s"),
    [
        (("T0", "T1"), 4.0),
        (("rest", "grip") * 4, 30.0),
        (("rest", "grip") * 8, 1.0),
        (("rest",) + ("grip", "rest") * 2 + ("grip",), 10.0),  # at 160 Hz one carries a model
    ],
)
def test_what_is_long_or_rare_or_too_short_is_no_trial(study, person, names, length_s):
    events = blocks(*names, length_s=length_s)
    study.add("01", events=events, seconds=len(names) * length_s, rate_hz=160.0)
    _, options = person.drafts(study.root)
    assert "trials" not in options["segments"]


def test_too_few_trials_are_all_pooled_and_that_is_told(study, person):
    study.add("01", events=blocks(*("rest", "grip") * 4, length_s=2.0), seconds=16, rate_hz=160.0)
    text, options = person.drafts(study.root)
    assert (options["segments"]["length_s"], options["segments"]["trials"]) == (8, 4)
    said = " ".join(text.replace("#", " ").split())
    assert "needs 6 trials of 2 s for its samples, but the median recording has 4" in said
    assert person.answers(options).connectivity.eeg_order < 10


def test_statements_that_contradict_each_other_are_a_question(study, person):
    study.add("01", line_hz=50.0)
    study.add("02", line_hz=60.0)
    text, options = person.drafts(study.root)
    assert options["line_hz"] == "?"
    assert "50 Hz in 1 of 2 recordings, 60 Hz in 1 of 2" in " ".join(text.replace("#", " ").split())
    assert person.answers(options, line_hz=60).line_hz == 60


@pytest.mark.parametrize("mains_hz", [50, 60])
def test_mains_are_measured_where_no_place_states_them(study, person, mains_hz):
    study.add("01", line_hz=None, mains_hz=mains_hz)
    text, options = person.drafts(study.root)
    assert options["line_hz"] == mains_hz
    assert "No place states it; the EEG plainly has mains of this frequency" in text


def test_mains_that_nobody_states_and_nothing_shows_are_a_question(study, person):
    study.add("01", line_hz=None)
    assert person.drafts(study.root)[1]["line_hz"] == "?"


def test_two_drafts_of_one_dataset_are_the_same(study, person, tmp_path):
    plain(study)
    first, _ = person.drafts(study.root)
    (person.folder / "study.yaml").unlink()
    second, _ = person.drafts(study.root)
    assert first == second


def test_a_dataset_that_cannot_be_written_is_left_as_it_is(study, person):
    plain(study)
    before = {path: path.stat().st_mtime_ns for path in study.root.rglob("*")}
    for path in (study.root, *study.root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    person.drafts(study.root)
    assert {path: path.stat().st_mtime_ns for path in study.root.rglob("*")} == before


def test_nothing_is_overwritten(study, person):
    plain(study)
    (person.folder / "study.yaml").write_text("mine: true\n")
    code, _, err = person.say("init", study.root)
    assert code == 1
    assert "study.yaml exists already" in err
    assert "--output" in err
    assert (person.folder / "study.yaml").read_text() == "mine: true\n"
    assert person.say("init", study.root, "--output", "other.yaml")[0] == 0
    assert "name: study" in (person.folder / "other.yaml").read_text()


def test_what_cannot_be_read_is_named_and_the_rest_is_drafted(study, person):
    plain(study)
    study.add("03").with_suffix(".eeg").unlink()
    study.add("04").write_bytes(b"")
    text, options = person.drafts(study.root)
    flat = " ".join(text.replace("#", " ").split())
    assert "Cannot be read, and would be left out (2)" in flat
    assert "sub-03_task-arm_run-01_eeg.eeg is missing" in flat
    assert "sub-04_task-arm_run-01: sub-04/eeg/sub-04_task-arm_run-01_eeg.vhdr: the file is" in flat
    person.answers(options)


def nothing(path):
    return path / "absent"


def empty(path):
    path.mkdir()
    return path


def recording(path):
    path.mkdir()
    (path / "a.edf").write_bytes(b"0")
    return path / "a.edf"


def notes(path):
    path.mkdir()
    (path / "notes.txt").write_text("bring cables\n")
    return path


def people(path):
    path.mkdir()
    lines = ["id,age", *(f"p{k},{20 + k}" for k in range(30))]
    (path / "people.csv").write_text("\n".join(lines))
    return path


def above(path):
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "dataset_description.json").write_text("{}")
    return path


def without_description(path):
    (path / "sub-01" / "eeg").mkdir(parents=True)
    return path


def no_recording(path):
    path.mkdir()
    (path / "dataset_description.json").write_text("{}")
    return path


def unreadable(path):
    path.mkdir()
    (path / "dataset_description.json").write_text("{}")
    (path / "sub-01" / "eeg").mkdir(parents=True)
    (path / "sub-01" / "eeg" / "sub-01_task-x_eeg.edf").write_bytes(b"")
    return path


def braces(path):
    path = path.with_name("a{b}")
    path.mkdir()
    return path


def line_break(path):
    path = path.with_name("a\nb")
    path.mkdir()
    return path


REFUSED = {
    nothing: ("there is no such folder or file", "give the folder of a BIDS dataset"),
    empty: ("no recordings found", "give the folder"),
    recording: ("neither a folder nor an import table", "give the folder in which"),
    notes: ("no recordings found", "give the folder"),
    people: ("no recordings found", "give the folder"),
    above: ("no BIDS dataset, but inner in it is one", "give that folder"),
    without_description: ("looks like a BIDS dataset", "write that file"),
    no_recording: ("no recordings found", "as BIDS names them"),
    unreadable: ("none of the 1 recording can be read", "the file is empty"),
    braces: ("the workflow cannot use a path with {b}", "Rename"),
    line_break: ("what nobody sees", "rename"),
}


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_what_is_no_dataset_gets_one_message_with_the_remedy(make, person, tmp_path):
    code, out, err = person.say("init", make(tmp_path / "data"))
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    for words in REFUSED[make]:
        assert words in err
    assert not list(person.folder.iterdir())


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("rest", "rest"), ("Resting", "rest"), ("eyes_closed", "rest"), ("eyesOpen", "rest"),
        ("RUHE", "rest"), ("rest 1", "rest"), ("grip", "activity"), ("grip-left", "activity"),
        ("Movement 12", "activity"), ("armMove", "activity"), ("grips", "activity"),
        ("T1", None), ("S  1", None), ("restaurant", None), ("move_end", None), ("forest", None),
        ("no movement", None), ("rest or grip", None), ("imagined grip", None), ("", None),
    ],
)  # fmt: skip
def test_words_tell_a_phase_only_where_they_plainly_do(name, phase):
    assert phase_of_name(name) == phase


@pytest.fixture
def lab(tmp_path):
    """A folder of plain recordings of two people, which no table describes."""
    folder = tmp_path / "lab"
    t = np.arange(2500) / 250.0
    names = [*TEN_TWENTY, "EMG biceps", "EMG triceps"]
    for subject in ("P01", "P02"):
        (folder / subject).mkdir(parents=True)
        for phase in ("rest", "grip"):
            x = 10 * np.random.default_rng(1).standard_normal((len(t), len(names)))
            np.savetxt(
                folder / subject / f"{subject}_{phase}.csv", np.column_stack([t, x]), "%.3f", ",",
                header=",".join(["time", *(f"{name} (uV)" for name in names)]), comments="",
            )  # fmt: skip
    (folder / "README.txt").write_text("made by a test\n" * 20)
    return folder


def test_a_folder_of_recordings_gets_a_table_too(lab, person):
    text, options = person.drafts(lab)
    table = person.folder / "lab-recordings.tsv"
    assert (options["input"], options["import_table"]) == ("import", str(table))
    rows = read_import_table(table)
    assert [(row.subject, row.run, row.phase) for row in rows.values()] == [
        ("01", "01", "activity"), ("01", "02", "rest"), ("02", "01", "activity"),
        ("02", "02", "rest"),
    ]  # fmt: skip
    assert "The table was drafted from the files' names and headers" in text
    assert options["channels"]["emg"] == ["EMG biceps", "EMG triceps"]
    assert options["line_hz"] == "?"
    person.answers(options, line_hz=50)


def test_what_the_files_do_not_tell_is_asked_in_the_table(lab, person):
    for path in lab.rglob("*.csv"):
        lines = path.read_text().splitlines()
        lines = [line.partition(",")[2] for line in lines]
        path.write_text("\n".join([lines[0].replace(" (uV)", ""), *lines[1:]]) + "\n")
        path.rename(lab / f"{path.stem.replace('P0', 'x')}{path.suffix}")
    text, _ = person.drafts(lab)
    rows = [line.split("\t") for line in (person.folder / "lab-recordings.tsv").open()]
    assert rows[0] == ["file", "subject", "task", "run", "phase", "rate_hz", "unit", "layout\n"]
    assert {(row[1], row[5], row[6]) for row in rows[1:]} == {("?", "?", "?")}
    assert "lab-recordings.tsv: subject (4 lines), rate_hz (4 lines), unit (4 lines)" in " ".join(
        text.replace("#", " ").split()
    )
    with pytest.raises(ConfigurationError, match="line 2: the subject is a question"):
        read_import_table(person.folder / "lab-recordings.tsv")


def test_every_question_of_a_table_stops_the_workflow(lab, person):
    for path in sorted(lab.rglob("*.csv")):
        path.rename(path.with_name(path.name.replace("rest", "a").replace("grip", "b")))
    person.drafts(lab)
    table = person.folder / "lab-recordings.tsv"
    with pytest.raises(ConfigurationError, match="line 2: the phase is a question"):
        read_import_table(table)
    table.write_text(table.read_text().replace("?", "rest"))
    assert {row.phase for row in read_import_table(table).values()} == {"rest"}


def test_an_import_table_is_read_as_the_workflow_reads_it(lab, person):
    table = lab / "mine.tsv"
    files = sorted(path.relative_to(lab) for path in lab.rglob("*.csv"))
    lines = [
        "file\tsubject\tphase",
        *(f"{file}\t07\t{('hold', 'rest')['rest' in str(file)]}" for file in files),
    ]
    table.write_text("\n".join(lines) + "\n")
    _, options = person.drafts(table)
    assert options["import_table"] == str(table)
    labels = [phase["labels"] for phase in options["segments"]["phases"]]
    assert labels == [["rest"], ["hold"]]
    assert not list(person.folder.glob("*.tsv"))


def test_a_reader_that_crashes_ends_only_its_own_recording(study, person, tmp_path):
    """In child interpreters, as people have it."""
    plain(study)
    bad = study.add("03")
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "sitecustomize.py").write_text(
        "import os, sys\n"
        "def trap(event, arguments):\n"
        f"    if event == 'open' and {bad.name!r} in str(arguments[0]):\n"
        "        os.abort()\n"
        "sys.addaudithook(trap)\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{trap}{os.pathsep}{ROOT / 'scripts'}"}
    line = [sys.executable, "-m", "eeg2emg.planning.commands", person.folder, "init", study.root]
    done = subprocess.run(
        list(map(str, line)), env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    text = (person.folder / "study.yaml").read_text()
    assert "the reader crashed on this file (signal SIGABRT)" in " ".join(
        text.replace("#", " ").split()
    )
    assert yaml.safe_load(text)["channels"]["emg"] == MUSCLES
