"""`plan`: what is said of a run before it starts, and that the workflow would say the same."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from eeg2emg.cohort.cycles import MIN_PEOPLE
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, sign_flip_test
from eeg2emg.importing.bids_files import write_dataset
from eeg2emg.importing.conversion import convert_recording
from eeg2emg.planning.merged_options import merged_configuration
from eeg2emg.planning.outlook import outlook_of_bids, outlook_of_file
from eeg2emg.planning.plan import SchemePlan, plan_run
from eeg2emg.planning.plan_text import plan_text
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.tables import quality_table
from eeg2emg.recordings.channel_names import TEN_TWENTY

pytestmark = pytest.mark.usefixtures("in_process")

OWN = Path(__file__).parents[3] / "config" / "config.yaml"
MUSCLES = ["biceps", "triceps", "deltoid"]
OPTIONS = {
    "name": "study",
    "input": "bids",
    "line_hz": 50,
    "channels": {"eeg": list(TEN_TWENTY), "emg": MUSCLES},
    "segments": {
        "length_s": 12,
        "phases": [{"name": "rest", "labels": ["rest"]}, {"name": "activity", "labels": ["grip"]}],
    },
    "connectivity": {"emg_rate_hz": 250, "emg_order": 10, "min_samples_per_parameter": 5},
}


@pytest.fixture
def configured(tmp_path):
    """Give a function that merges options as a run does."""

    def merge(dataset=None, **changes):
        file = tmp_path / "options.yml"
        given = OPTIONS | {"dataset": str(dataset)} | changes
        file.write_text(yaml.safe_dump(given))
        return merged_configuration([str(file)], [], own=OWN)

    return merge


def cohort(study, people=3, runs=4, **options):
    for person in range(people):
        for run in range(runs):
            study.add(f"{person + 1:02d}", f"{run + 1:02d}", **options)


def text_of(plan):
    return " ".join(" ".join(plan_text(plan)).split())


def test_a_drafted_configuration_is_planned(study, person):
    cohort(study, 2)
    person.drafts(study.root)
    code, out, err = person.say("plan", "--configfile", "study.yaml")
    assert (code, err) == (0, "")
    assert "READY: as far as can be known now" in out
    assert "8 recordings of 2 people" in out
    assert re.search(r"^  sub-02 +4 +8 +8 +8$", out, re.MULTILINE)


def sound(study):
    return study.add()


def marked_spans(study):
    return study.add(events=((0.0, 48.0, "rest"), (20.0, 5.0, "BAD_moved")))


def points(study):
    return study.add(events=((0.0, 0.0, "rest"), (15.0, 0.0, "grip"), (31.0, 0.0, "n/a")))


def renamed(study):
    return study.add(eeg=[f"EEG {name}-Ref" for name in TEN_TWENTY])


def two_files(study):
    return study.add(own_emg=500.0)


def without_a_channel(study):
    return study.add(eeg=TEN_TWENTY[1:])


def without_a_muscle(study):
    return study.add(emg=MUSCLES[1:])


def slow(study):
    return study.add(rate_hz=128.0)


def without_events(study):
    return study.add(events=None)


def of_other_events(study):
    return study.add(events=((0.0, 24.0, "Ruhe"), (24.0, 24.0, "Griff")))


def short(study):
    return study.add(events=((0.0, 4.0, "rest"), (4.0, 4.0, "grip")))


def outside(study):
    return study.add(events=((0.0, 12.0, "rest"), (99.0, 12.0, "grip")))


def bad_muscle(study):
    return study.add(bad=MUSCLES[:1])


def many_bad(study):
    return study.add(bad=TEN_TWENTY[:4])


def truncated(study):
    path = study.add(ending=".edf")
    path.write_bytes(path.read_bytes()[:-1000])
    return path


def empty(study):
    path = study.add()
    path.write_bytes(b"")
    return path


GOOD = (sound, marked_spans, points, renamed, two_files)
FAULTY = (
    *(without_a_channel, without_a_muscle, slow, without_events, of_other_events, short, outside),
    *(bad_muscle, many_bad, truncated, empty),
)


@pytest.mark.parametrize("make", GOOD + FAULTY, ids=lambda make: make.__name__)
def test_a_recording_is_judged_by_its_header_as_the_workflow_judges_it(study, configured, make):
    path = make(study)
    settings = configured(study.root).inspection_settings()
    outlook = outlook_of_bids(str(path), settings=settings)
    inspected = inspect_recording(path, **settings)
    assert outlook.segments == inspected.segments
    assert outlook.matched == inspected.matched
    assert (outlook.rate_hz, outlook.emg_rate_hz) == (inspected.rate_hz, inspected.emg_rate_hz)
    assert outlook.marked_bad == inspected.marked_bad
    if make in FAULTY:
        assert outlook.reasons
        # The samples may tell more of a channel that is marked.
        assert set(outlook.reasons) <= set(inspected.reasons) or outlook.marked_bad
    else:
        assert not outlook.reasons


def test_what_would_be_left_out_is_told_with_the_reason(study, configured):
    cohort(study)
    study.add("01", "09", eeg=TEN_TWENTY[1:])
    plan = plan_run(configured(study.root))
    assert list(plan.left_out) == ["sub-01_task-arm_run-09"]
    assert "channel 'Fp1' not found" in text_of(plan)
    assert not plan.obstacles


def test_a_person_of_whom_too_little_is_left_is_left_out(study, configured):
    cohort(study)
    study.add("04", events=None)
    plan = plan_run(configured(study.root))
    assert "sub-04 left out: 0 of 1 recordings are usable" in text_of(plan)


def test_files_of_which_nothing_is_read_are_told(study, configured):
    cohort(study)
    (study.root / "sub-01" / "eeg" / "sub-01_task-arm_run-77_eeg.cnt").write_bytes(b"x")
    assert "run-77_eeg.cnt not read: files that end in .cnt" in text_of(
        plan_run(configured(study.root))
    )


def test_other_names_and_marked_channels_are_told(study, configured):
    cohort(study, eeg=["EEG T3" if name == "T7" else name for name in TEN_TWENTY], bad=["O1"])
    text = text_of(plan_run(configured(study.root)))
    assert "T7 = 'EEG T3'" in text
    assert "O1 is marked as bad: in 12 recordings" in text


CAP_128 = tuple(f"{block}{number}" for block in "ABCD" for number in range(1, 33))


def test_the_electrodes_that_stand_for_sites_are_told(study, configured):
    cohort(study, people=2, runs=2, eeg=CAP_128)
    channels = OPTIONS["channels"] | {"montage": "biosemi128"}
    options = configured(study.root, channels=channels)
    plan = plan_run(options)
    assert not plan.left_out
    assert "F3 is D4 (9.8 mm), Fz is C21 (0.0 mm), F4 is C4 (9.8 mm)" in text_of(plan)
    inspected = inspect_recording(plan.recordings[0].path, **options.inspection_settings())
    assert inspected.matched == plan.recordings[0].matched
    assert inspected.matched["F3"] == "D4"
    assert inspected.notes[0].startswith("channels.montage biosemi128: Fp1 is C29 (0.0 mm)")
    assert (inspected.distances_mm["F3"], inspected.distances_mm["Cz"]) == (9.8, 0.0)
    (renamed,) = quality_table([inspected], {})["renamed_channels"]
    assert "F3=D4 (9.8 mm), Fz=C21 (0.0 mm)" in renamed


def test_without_the_option_a_cap_is_left_out_with_the_remedy(study, configured):
    cohort(study, people=1, runs=1, eeg=CAP_128)
    plan = plan_run(configured(study.root))
    assert "set channels.montage to biosemi128" in plan.left_out["sub-01_task-arm_run-01"]


def test_a_file_of_a_cap_is_imported_as_it_was_planned(tmp_path, configured):
    lab, root = tmp_path / "lab", tmp_path / "bids"
    lab.mkdir()
    time_s = np.arange(24 * 250) / 250.0
    names = ["time", *CAP_128, *MUSCLES]
    x = np.random.default_rng(1).standard_normal((len(time_s), len(names) - 1))
    np.savetxt(
        lab / "0.csv", np.column_stack([time_s, 10 * x]), "%.3f", ",", header=",".join(names),
        comments="",
    )  # fmt: skip
    table = tmp_path / "table.tsv"
    table.write_text(f"file\tsubject\tphase\tunit\n{lab / '0.csv'}\t01\trest\tuV\n")
    sites = ["Cz", "Pz", "O1", "O2", "P3", "P4", "P8", "T8", "C4", "Oz", "POz", "CPz", "Iz"]
    channels = {"eeg": sites, "emg": MUSCLES, "montage": "biosemi128"}
    options = configured(None, channels=channels, input="import", import_table=str(table))
    (planned,) = plan_run(options).recordings
    assert planned.matched["P3"] == "A7", planned.reasons
    write_dataset(root, ["sub-01"])
    outcome = convert_recording(
        str(lab / "0.csv"), name=planned.recording, folder=str(root / "sub-01" / "eeg"),
        task="arm", phase="rest", line_hz=50.0, unit="uV", eeg_channels=channels["eeg"],
        emg_channels=MUSCLES, montage="biosemi128",
    )  # fmt: skip
    assert outcome.matched == planned.matched
    assert any("P3 is A7 (9.8 mm)" in note for note in outcome.notes)
    # What is left of the cap looks like one of 64 electrodes: what the import found is used.
    path = root / "sub-01" / "eeg" / f"{planned.recording}_eeg.vhdr"
    inspected = inspect_recording(path, matched=outcome.matched, **options.inspection_settings())
    assert inspected.matched == planned.matched
    assert not [reason for reason in inspected.reasons if "montage" in reason]


def test_an_emg_of_another_rate_than_most_is_left_out(study, configured):
    cohort(study, own_emg=500.0)
    study.add("02", "09", own_emg=250.0)
    connectivity = OPTIONS["connectivity"] | {"emg_rate_hz": 500}
    plan = plan_run(configured(study.root, connectivity=connectivity))
    assert "its EMG is analysed at 250 Hz" in plan.left_out["sub-02_task-arm_run-09"]


def test_slow_emg_without_samples_for_its_model_is_left_out(study, configured):
    cohort(study, rate_hz=250.0)
    connectivity = OPTIONS["connectivity"] | {"emg_rate_hz": 1000, "emg_order": 300}
    plan = plan_run(configured(study.root, connectivity=connectivity))
    assert set(plan.left_out) == {one.recording for one in plan.recordings}
    assert "A model of order 300" in text_of(plan)
    assert plan.obstacles == ["no recording would be used"]


@pytest.mark.parametrize(("rate_hz", "order"), [(256.0, 5), (1000.0, 20), (4000.0, 80)])
def test_an_order_in_milliseconds_follows_the_rate_of_the_recording(
    study, configured, rate_hz, order
):
    study.add("01", own_emg=rate_hz)
    connectivity = {"emg_rate_hz": 4000, "emg_order_ms": 20, "min_samples_per_parameter": 10}
    plan = plan_run(configured(study.root, connectivity=connectivity))
    (found,) = [one for one in plan.models if one.title == "EMG"]
    assert (found.order, found.rate_hz) == (order, rate_hz)
    # The samples and the order grow alike: the segment carries the model at any rate.
    assert found.samples_per_parameter == pytest.approx(12 / 0.02 / 2, rel=0.03)
    assert not plan.left_out


def test_an_order_in_milliseconds_that_no_segment_carries_is_told(study, configured):
    # At 1 kHz it would just be carried; at 254 Hz the span is rounded up to 102 samples.
    study.add("01", own_emg=254.0)
    connectivity = OPTIONS["connectivity"] | {"emg_order_ms": 400, "emg_rate_hz": 1000}
    plan = plan_run(
        configured(study.root, connectivity=connectivity | {"min_samples_per_parameter": 14.5})
    )
    assert "A model of order 102" in plan.left_out["sub-01_task-arm_run-01"]


@pytest.mark.parametrize(
    ("people", "runs", "impossible"),
    [
        (1, 4, {"leave-one-subject-out", "leave-one-subject-out-adapted", "few-shot"}),
        (3, 2, {"blocked"}),
        (3, 1, {"blocked", "leave-one-subject-out", "leave-one-subject-out-adapted", "few-shot"}),
        (3, 4, set()),
    ],
)
def test_schemes_are_those_that_the_cohort_can_carry(study, configured, people, runs, impossible):
    cohort(study, people, runs)
    evaluation = {"few_shot_segments": 2}
    plan = plan_run(configured(study.root, evaluation=evaluation))
    assert {one.name for one in plan.schemes if one.reason} == impossible
    assert bool(plan.obstacles) == ("blocked" in impossible)
    text = text_of(plan)
    for name in impossible:
        assert f"{name} not possible: " in text
    assert ("NOT READY: the primary analysis (scheme blocked) is not possible" in text) == (
        "blocked" in impossible
    )


@pytest.mark.parametrize("people", [1, MIN_SUBJECTS - 1, MIN_SUBJECTS, 9, 12, 13])
def test_the_smallest_p_is_that_of_the_test_over_people(people):
    """With the same gain in everybody the test gives what it can at least give."""
    scheme = SchemePlan("blocked", "", tested=tuple(f"sub-{k}" for k in range(people)))
    if people < MIN_SUBJECTS:
        assert scheme.smallest_p is None
    else:
        assert scheme.smallest_p == pytest.approx(
            sign_flip_test(np.ones(people), seed=0), rel=3 if people > 12 else 1e-9
        )


def test_the_null_needs_people(study, configured):
    events = ((0.0, 24.0, "rest"), (24.0, 24.0, "grip"))
    cohort(study, 3, 3, events=events)
    few = plan_run(configured(study.root)).null
    assert few.cycles == {"sub-01": 3, "sub-02": 3, "sub-03": 3}
    assert f"there are 3 people, and exchanging them takes {MIN_PEOPLE}" in few.reason
    for run in ("01", "02", "03"):
        study.add("04", run, events=events)
    enough = plan_run(configured(study.root))
    assert (enough.null.reason, enough.null.different) == ("", 4 * 3 * 2 - 1)
    assert "only 23 other ways: a p below 0.042 rests" in text_of(enough)


def test_one_phase_alone_is_an_obstacle(study, person):
    cohort(study, events=((0.0, 48.0, "rest"),))
    person.drafts(study.root)
    code, out, _ = person.say("plan", "--configfile", "study.yaml")
    assert code == 1
    assert "NOT READY" in out
    assert "all segments are rest" in out


def test_without_emg_the_networks_of_the_brain_are_planned(study, configured):
    cohort(study, emg=())
    plan = plan_run(configured(study.root, channels={"eeg": list(TEN_TWENTY), "emg": []}))
    assert not plan.obstacles
    assert "READY for the target eeg_connectivity" in text_of(plan)
    assert "train_network" not in plan.cost.jobs


def test_samples_per_coefficient_are_those_of_the_models(study, configured):
    cohort(study)
    eeg, emg, envelope = plan_run(configured(study.root)).models
    assert (eeg.regressors, eeg.order, eeg.rate_hz) == (16, 12, 250.0)
    assert eeg.samples_per_parameter == pytest.approx((12 * 250 - 12) / (16 * 12))
    assert emg.samples_per_parameter == pytest.approx((12 * 250 - 10) / (2 * 10))
    assert envelope.order == 12


def test_a_simulated_cohort_is_planned_too():
    plan = plan_run(merged_configuration([], [], own=OWN))
    assert len(plan.segments) == 8 * 5 * 8
    assert not plan.left_out
    assert not plan.obstacles
    assert plan.cost.n_jobs == 224
    assert set(plan.cost.seconds_by_rule) == set(plan.cost.jobs)
    # As measured on two quiet cores: the sum of the processor time that all jobs of this run took.
    assert 539 / 1.5 < plan.cost.seconds < 539 * 1.5


def test_what_only_the_samples_tell_is_said_to_be_unknown(study, configured):
    cohort(study)
    text = text_of(plan_run(configured(study.root)))
    unknown = text.partition("UNKNOWN before computing")[2]
    for what in ("which channels are bad", "the rank", "copies of each other"):
        assert what in unknown.casefold()


def test_the_text_is_plain_and_fits_a_terminal(study, configured):
    cohort(study)
    study.add("04", events=((0.0, 24.0, "\x1b[31mrest"), (24.0, 24.0, "grip")))
    lines = plan_text(plan_run(configured(study.root)))
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) <= 120
    assert not any(line.endswith(" ") for line in lines)


def write_files(folder):
    """Write three recordings of one person, and the table that lists them."""
    folder.mkdir()
    rate_hz, names = 250.0, [*TEN_TWENTY, *MUSCLES]
    t = np.arange(round(24 * rate_hz)) / rate_hz
    x = 10 * np.random.default_rng(0).standard_normal((len(t), len(names)))
    header = ",".join(["time", *(f"{name} (uV)" for name in names)])
    lines = ["file\tsubject\tphase"]
    for number, phase in enumerate(("rest", "grip", "rest")):
        file = folder / f"{number}.csv"
        np.savetxt(file, np.column_stack([t, x]), "%.4f", ",", header=header, comments="")
        lines.append(f"{file.name}\t01\t{phase}")
    (folder / "table.tsv").write_text("\n".join(lines) + "\n")
    return folder / "table.tsv"


def test_files_to_import_are_judged_as_once_they_are_imported(tmp_path, configured):
    table = write_files(tmp_path / "lab")
    options = configured(input="import", import_table=str(table), dataset=None)
    plan = plan_run(options)
    assert [len(one.segments) for one in plan.recordings] == [2, 2, 2]
    first = plan.recordings[0]
    root = tmp_path / "bids"
    write_dataset(root, ["sub-01"])
    convert_recording(
        str(tmp_path / "lab" / "0.csv"), name=first.recording,
        folder=str(root / "sub-01" / "eeg"), task="arm", phase="rest", line_hz=50.0,
        eeg_channels=TEN_TWENTY, emg_channels=MUSCLES,
    )  # fmt: skip
    path = root / "sub-01" / "eeg" / f"{first.recording}_eeg.vhdr"
    inspected = inspect_recording(path, **options.inspection_settings())
    assert first.segments == inspected.segments
    assert (first.rate_hz, first.duration_s) == (inspected.rate_hz, inspected.duration_s)
    assert "import_recording" in plan.cost.jobs


def test_a_file_that_cannot_be_imported_is_left_out_with_the_reason(tmp_path, configured):
    table = write_files(tmp_path / "lab")
    (tmp_path / "lab" / "1.csv").write_text("nothing of the kind\n")
    plan = plan_run(configured(input="import", import_table=str(table), dataset=None))
    (left_out,) = [one for one in plan.recordings if one.reasons]
    assert "1.csv" in left_out.reasons[0]
    without_unit = outlook_of_file(
        str(tmp_path / "lab" / "0.csv"),
        settings=plan.options.inspection_settings() | {"emg_channels": ["biceps", "tibialis"]},
        row={"name": "sub-01_task-arm_run-01", "subject": "01", "task": "arm", "phase": None,
             "rate_hz": None, "unit": None, "layout": None},
    )  # fmt: skip
    assert "channel 'tibialis' not found" in without_unit.reasons[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--configfile", "absent.yaml"], "there is no such configuration file"),
        (["--config", "nme=x"], "unknown option `nme`; did you mean `name`?"),
        (["--config", "input=bids", "dataset=/nowhere"], "the dataset folder does not exist"),
        (["--config", "input=import", "import_table=/nowhere"], "the import table does not exist"),
    ],
)
def test_a_mistake_is_said_as_the_workflow_says_it(person, arguments, words):
    code, out, err = person.say("plan", *arguments)
    assert (code, out) == (1, "")
    assert words in err
    assert "Traceback" not in err
