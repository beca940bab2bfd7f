"""The public sets that are known, and their recipes."""

import re
from pathlib import Path

import pytest
from eeg2emg.configuration.inherited import inherited_options
from eeg2emg.configuration.sources import read_source
from eeg2emg.datasets.catalogue import SETS
from eeg2emg.datasets.import_table import write_import_table
from eeg2emg.datasets.record import FetchedFile, FetchRecord, chosen_people
from eeg2emg.errors import ConfigurationError
from eeg2emg.importing.layouts import LAYOUTS, groups_of_name
from eeg2emg.importing.table import read_import_table
from eeg2emg.planning.merged_options import merged_configuration
from eeg2emg.planning.plan import plan_run
from eeg2emg.planning.plan_text import plan_text
from eeg2emg.planning.public_outlook import power_words
from eeg2emg.recordings.channel_names import canonical_name

ROOT = Path(__file__).parents[3]
OWN = ROOT / "config" / "config.yaml"
RECIPES = sorted(path.stem for path in (ROOT / "config" / "datasets").glob("*.yaml"))
PAGE = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")


def recipe(name, *given):
    files = [ROOT / "config" / "datasets" / f"{name.partition('-')[0]}.yaml"]
    if "-" in name:
        files.append(ROOT / "config" / "datasets" / f"{name}.yaml")
    return merged_configuration([str(file) for file in files], given, own=OWN)


@pytest.fixture(autouse=True)
def _nothing_is_fetched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_every_set_has_a_recipe_and_every_recipe_its_set():
    assert {name.partition("-")[0] for name in RECIPES} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_a_recipe_leaves_nothing_to_the_simulated_default(name):
    options = recipe(name)
    sources = [read_source(str(OWN)), read_source(str(ROOT / "config/datasets" / f"{name}.yaml"))]
    assert inherited_options(options, sources) == []
    assert (options.name, options.public.name, options.input) == (name, name, SETS[name].input)


@pytest.mark.parametrize("name", RECIPES)
def test_muscles_and_phases_of_a_recipe_are_those_that_are_described(name):
    options = recipe(name)
    about = SETS[options.public.name]
    muscles = {canonical_name(muscle) for muscle in about.muscles}
    assert {canonical_name(muscle) for muscle in options.channels.emg} <= muscles
    assert {phase.name for phase in options.segments.phases} <= set(about.phases)


@pytest.mark.parametrize("about", SETS.values(), ids=SETS)
def test_the_page_has_a_section_with_citation_and_what_was_not_seen(about):
    section = re.search(rf"^## {about.name}: .*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)[0]
    assert about.doi in section
    assert "Not seen in the original:" in section


@pytest.mark.parametrize("about", SETS.values(), ids=SETS)
def test_each_person_has_files_of_their_own(about):
    places = [file.at or file.path for label in about.labels for file in about.files_of(label)]
    assert len(set(places)) == len(places)
    assert not any("{" in place for place in places)
    assert len(about.at) in (0, about.people)


@pytest.mark.parametrize("about", SETS.values(), ids=SETS)
def test_recordings_of_an_import_are_among_the_files(about):
    if about.input == "bids":
        assert not any(one.file for one in about.recordings)
        return
    for one in about.recordings:
        path = Path(one.file.format(n=3))
        archives = [file for file in about.files_of(about.labels[2]) if file.members]
        if archives:
            assert any(re.fullmatch(file.members, path.name) for file in archives)
            assert path.parent.name in {Path(file.path).stem for file in archives}
        else:
            assert str(path) in {file.path for file in about.files_of(about.labels[2])}
        if one.layout:
            assert groups_of_name(LAYOUTS[one.layout], path)


@pytest.mark.parametrize("name", ["jeong2020", "way_eeg_gal", "openbmi", "ds003739-perturbed"])
def test_before_any_download_the_plan_of_a_recipe_is_ready(name):
    plan = plan_run(recipe(name))
    assert plan.obstacles == []
    assert plan.null.reason == ""
    text = " ".join(" ".join(plan_text(plan)).split())
    assert "To fetch:" in text
    assert "not seen in the original" in text
    assert "POWER" in text


def test_the_plan_counts_segments_of_each_person_and_phase():
    plan = plan_run(recipe("ds003739", 'subjects=["001", "030"]'))
    counts = plan.segments.groupby(["subject", "phase"]).size().to_dict()
    assert counts == {
        (person, phase): 20
        for person in ("sub-001", "sub-030")
        for phase in ("standing", "walking")
    }
    text = " ".join(" ".join(plan_text(plan)).split())
    assert "2 people of 30, about 727 MB" in text
    assert "left tibialis anterior" in text
    assert "Task and session are confounded" in text


def test_phases_of_whole_recordings_cannot_carry_the_primary_analysis():
    plan = plan_run(recipe("ds003739"))
    assert "No block of whole recordings holds every phase" in plan.obstacles[0]
    carried = {one.name for one in plan.schemes if not one.reason}
    assert {"leave-one-subject-out", "leave-one-subject-out-adapted", "few-shot"} <= carried


def test_the_negative_control_says_what_it_expects():
    text = " ".join(" ".join(plan_text(plan_run(recipe("openbmi")))).split())
    assert "NEGATIVE CONTROL" in text
    assert "No skill is expected" in text


def test_power_is_that_of_the_largest_simulated_cohort_that_is_no_larger():
    assert "10 people and 100 segments each, the verdict was yes in 0" in power_words(12, 130)
    assert "16 people and 50 segments each (here 40" in power_words(30, 40)
    assert power_words(5, 200).startswith("Fewer people")


def test_the_table_of_power_is_that_of_the_documentation():
    from eeg2emg.planning.public_outlook import YES

    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+)/10 \| (\d+)/10 \| (\d+)/10 \|$", page, re.MULTILINE
    )
    found = {(int(a), int(b)): tuple(map(int, rest)) for a, b, *rest in rows}
    assert found == YES


def test_people_are_chosen_by_label():
    about = SETS["ds003739"]
    assert chosen_people(about, ["sub-003", "001"]) == ("001", "003")
    with pytest.raises(ConfigurationError, match=r"nobody named 1.*001 to 030"):
        chosen_people(about, ["1"])


def test_the_import_table_lists_what_was_fetched_and_is_read_as_one(tmp_path):
    about = SETS["way_eeg_gal"]
    record = FetchRecord(about.name, whole=["02"])
    for series in (1, 3):
        path = tmp_path / "P2" / f"HS_P2_S{series}.mat"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"signals")
        own = f"P2/{path.name}"
        record.files[own] = FetchedFile(own, 7, "", "02", "P2.zip")
    table = tmp_path / "recordings.tsv"
    assert write_import_table(table, about, record) == 2
    rows = read_import_table(table)
    assert list(rows) == ["sub-02_task-lift_run-1", "sub-02_task-lift_run-3"]
    first = rows["sub-02_task-lift_run-1"]
    assert (first.unit, first.layout, first.file.name) == ("mV", "way_eeg_gal", "HS_P2_S1.mat")
    with pytest.raises(ConfigurationError, match=r"has no recording of 01"):
        read_import_table(table, ["01"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("input=simulated", r"read by `input: bids`, but input is simulated"),
        ("public={name: ds003739, source: 'ftp://x'}", r"public.source"),
        ("public={name: ds00373}", r"public.name"),
        ("public={source: 'http://x'}", r"no set that lies there"),
    ],
)
def test_what_cannot_be_fetched_is_refused(given, message):
    with pytest.raises(ConfigurationError, match=message):
        merged_configuration(
            [str(ROOT / "config/datasets/ds003739.yaml")]
            if "source: 'http" not in given
            else [str(ROOT / "config/dataset.yaml")],
            [given, "dataset=data"], own=OWN,
        )  # fmt: skip
