"""Public sets from a server on this machine to the report, on generated copies of their layouts."""

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from making.local_server import serving
from making.public import ds003739, jeong, openbmi, way_eeg_gal

FIRST = ("sub-001", "sub1", "P1", "s1")
"""The first person, as each set writes it."""

SMALL = {
    "training": {
        "paper": {"batch_size": 8, "max_epochs": 2},
        "tuned": {"batch_size": 8, "max_epochs": 2},
        "further": [],
    },
    "evaluation": {
        "importance_repeats": 1,
        "importance_edge_repeats": 1,
        "null_shifts": 3,
        "control_repeats": 1,
        "few_shot_segments": 1,
    },
}


@dataclass
class Copy:
    """A generated copy on a server, and what the recipe is told besides.

    Attributes
    ----------
    name : str
        The recipe, as its results are named.
    base : str
        Where it lies on the server.
    generated : list of Generated
        What it holds.
    segments : dict
        Its segments are shorter than those of the recipe.
    subjects : list of str
        The people that are chosen; the copy has one more.
    wanted : dict of str to int
        Segments of each phase of the first of them.
    """

    name: str
    base: str
    generated: list
    segments: dict
    subjects: list
    wanted: dict = field(default_factory=dict)

    @property
    def recipes(self):
        """The files of the recipe; one for other phases is named behind that of its set."""
        files = [f"config/datasets/{self.name.partition('-')[0]}.yaml"]
        if "-" in self.name:
            files.append(f"config/datasets/{self.name}.yaml")
        return files

    @property
    def is_whole(self):
        """Whether the run goes on to its report; two sets are enough of what does not differ."""
        return self.name in {"ds003739-perturbed", "openbmi"}

    @property
    def is_bids(self):
        """Whether the set is read as it was published, so that nothing is imported."""
        return self.name.startswith("ds")


def _packed(folder, into, files, name):
    """Pack files as a publisher does."""
    into.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(into / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(folder / file, file)


def balance(web, _):
    made = ds003739.write(web / "openneuro.org" / "ds003739", subjects=4)
    return Copy(
        "ds003739", "openneuro.org/ds003739", [made], {"length_s": 8},
        ["001", "002", "003"], {"standing": 6, "walking": 6},
    )  # fmt: skip


def perturbations(web, _):
    # Of 40 s each recording, with ten perturbations: two segments of each phase in each.
    made = ds003739.write(web / "openneuro.org" / "ds003739", subjects=4, segments=5)
    return Copy(
        "ds003739-perturbed", "openneuro.org/ds003739", [made], {"length_s": 8, "trials": 4},
        ["001", "002", "003"], {"balanced": 8, "perturbed": 8},
    )  # fmt: skip


def reaching(web, folder):
    made = [
        jeong.write(folder, subjects=4, session=session, rate_hz=1000.0, seed=session)
        for session in (1, 2, 3)
    ]
    for person in range(1, 5):
        own = [path.name for path in folder.glob(f"*_sub{person}_*")]
        _packed(folder, web / "jeong", own, f"sub{person}.zip")
    return Copy(
        "jeong2020", "jeong", made, {"length_s": 8, "trials": 4}, ["01", "02", "03"],
        # Of eight trials in each of three sessions.
        {"rest": 6, "activity": 6},
    )  # fmt: skip


def lifts(web, folder):
    made = way_eeg_gal.write(folder, subjects=4, series=3, lifts=8)
    for person in range(1, 5):
        own = [file for file in made.files if file.startswith(f"P{person}/")]
        _packed(folder, web / "way", own, f"P{person}.zip")
    return Copy(
        "way_eeg_gal", "way", [made], {"length_s": 8, "trials": 4}, ["01", "02", "03"],
        {"rest": 6, "activity": 6},
    )  # fmt: skip


def imagery(web, _):
    made = [
        openbmi.write(web / "openbmi", subjects=4, session=session, seed=session)
        for session in (1, 2)
    ]
    return Copy(
        "openbmi", "openbmi", made, {"length_s": 10, "trials": 4}, ["01", "02", "03"],
        {"rest": 6, "imagery": 6},
    )  # fmt: skip


COPIES = {
    "ds003739": balance,
    "ds003739-perturbed": perturbations,
    "jeong2020": reaching,
    "way_eeg_gal": lifts,
    "openbmi": imagery,
}


class Laboratory:
    """A copy of the project beside a server."""

    def __init__(self, checkout, copy, server):
        self.checkout, self.copy, self.server = checkout, copy, server
        options = {
            **SMALL,
            "subjects": copy.subjects,
            "segments": copy.segments,
            "public": {"source": f"{server.url}/{copy.base}"},
        }
        (checkout.folder / "small.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
        self.files = ("--configfile", *copy.recipes, "small.yaml")
        self.results = checkout.folder / "results" / copy.name

    def command(self, name, *further):
        """Run a command of `run.sh` in the project's environment."""
        folder = self.checkout.folder
        known = self.checkout.command()["env"] | {"PYTHONPATH": "scripts"}
        line = [sys.executable, "-P", "-m", "eeg2emg.planning.commands", str(folder), name]
        done = subprocess.run(
            [*line, *self.files, *further],
            cwd=folder,
            env=known,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture(scope="module", params=COPIES)
def laboratory(request, make_checkout, tmp_path_factory):
    """One set after the other: nothing is fetched yet."""
    web, folder = tmp_path_factory.mktemp("web"), tmp_path_factory.mktemp("original")
    copy = COPIES[request.param](web, folder)
    with serving(web) as server:
        yield Laboratory(make_checkout(f"public-{copy.name}"), copy, server)


@pytest.fixture(scope="module")
def fetched(laboratory):
    """The same, with the chosen people fetched."""
    code, text = laboratory.command("fetch")
    assert code == 0, text
    return laboratory


@pytest.fixture(scope="module")
def analysed(fetched):
    """The same, with the matrices of all; of some sets the whole workflow has run."""
    targets = () if fetched.copy.is_whole else ("--", "dataset")
    fetched.checkout.snakemake("--cores", 2, *fetched.files, *targets)
    return fetched


def test_before_fetching_a_run_says_what_to_do_and_a_plan_what_there_is(laboratory):
    elsewhere = "dataset=elsewhere" if laboratory.copy.is_bids else "import_table=other/r.tsv"
    laboratory.server.asked.clear()
    printed = laboratory.checkout.snakemake(
        "--cores", 1, *laboratory.files, "--config", elsewhere, expect_success=False
    )
    assert "none of the 3 people asked for was fetched yet. Fetch first: ./run.sh fetch" in printed
    assert "Traceback" not in printed
    text = laboratory.command("plan", "--config", elsewhere)[1]
    assert "nothing was fetched yet" in text
    assert "To fetch: 3 people of" in text
    assert laboratory.server.asked == []


def test_the_target_fetches_the_chosen_people_and_lists_them(laboratory):
    laboratory.checkout.snakemake("--cores", 1, "fetch", *laboratory.files)
    log = (laboratory.results / "logs" / "fetch.log").read_text(encoding="utf-8")
    assert "3 people" in log
    fourth = {"ds003739": "sub-004", "jeong2020": "sub4", "way_eeg_gal": "P4", "openbmi": "/s4/"}
    name = laboratory.copy.name.partition("-")[0]
    assert not any(fourth[name] in path for path in laboratory.server.fetched())
    laboratory.server.asked.clear()
    code, text = laboratory.command("fetch")
    assert (code, laboratory.server.asked) == (0, [])
    assert "nothing is fetched" in text


def test_then_the_plan_finds_the_segments_in_headers_and_events(fetched):
    copy = fetched.copy
    text = fetched.command("plan")[1]
    row = re.search(rf"sub-{copy.subjects[0]} (\d+) (\d+) (\d+)", text)
    assert row, text
    recordings = sum(one.subject in FIRST for made in copy.generated for one in made.recordings)
    assert [int(cell) for cell in row.groups()] == [recordings, *copy.wanted.values()]
    if copy.is_bids:  # what the phases within each recording are for
        assert ("blocked (primary)" in text) == (copy.name == "ds003739-perturbed")


@pytest.mark.ci
def test_and_the_run_reaches_its_end(analysed):
    copy = analysed.copy
    with xr.open_dataset(analysed.results / "dataset.nc") as dataset:
        frame = dataset[["subject", "phase"]].to_dataframe()
    counts = frame.groupby(["subject", "phase"]).size().unstack()
    assert list(counts.index) == copy.subjects
    assert counts.iloc[0].to_dict() == copy.wanted
    assert (analysed.results / "report.html").exists() == copy.is_whole
    if copy.is_whole:
        report = (analysed.results / "report.html").read_text(encoding="utf-8")
        assert "The recordings are public" in report
        assert ("NEGATIVE CONTROL" in report) == (copy.name == "openbmi")


def _one_second_spread(x_v, rate_hz):
    """Typical standard deviation of each channel within a second."""
    windows = x_v[:, : int(x_v.shape[1] // rate_hz * rate_hz)].reshape(len(x_v), -1, int(rate_hz))
    return np.median(windows.std(axis=2), axis=1)


@pytest.mark.ci
def test_signals_are_those_that_were_published(analysed):
    import mne

    copy = analysed.copy
    made = copy.generated[0].recordings[0]
    kinds = (("eeg", made.eeg, made.eeg_v), ("emg", made.emg, made.emg_v))
    if copy.is_bids:  # nothing is imported: what was read is told by what was measured of it
        found = _quality(analysed, made)
        for kind, names, x_v in kinds:
            own = [names.index(found["matched"][name]) for name in found[kind]]
            assert len(own) == {"eeg": 19, "emg": 10}[kind]
            published = _one_second_spread(x_v[own], made.rates_hz[kind])
            measured = [values["amplitude_v"] for values in found[kind].values()]
            assert measured == pytest.approx(published, rel=1e-4)
        return
    files = sorted((analysed.results / "bids" / "sub-01" / "eeg").glob("*_eeg.vhdr"))
    raw = mne.io.read_raw_brainvision(files[0], preload=True, verbose="error")
    for kind, names, x_v in kinds:
        own = [name for name in names if name in raw.ch_names]
        assert len(own) >= 4, kind
        published = np.std([x_v[names.index(name)] for name in own], axis=1)
        assert np.std(raw.get_data(own), axis=1) == pytest.approx(published, rel=0.05)


def _quality(run, made):
    stem = Path(made.file).stem.removesuffix("_eeg")
    return json.loads((run.results / "quality" / "recordings" / f"{stem}.json").read_text())


@pytest.mark.ci
def test_segments_lie_where_their_phases_are(analysed):
    copy = analysed.copy
    if not copy.is_bids:
        pytest.skip("import and layouts are tested by themselves")
    chosen = [f"sub-{label}" for label in copy.subjects]
    for made in copy.generated[0].recordings:
        if made.subject not in chosen:
            continue
        found = {}
        for segment in _quality(analysed, made)["segments"]:
            runs = segment["apart"] or [[segment["onset_s"], segment["duration_s"]]]
            found.setdefault(segment["phase"], []).extend(runs)
        if copy.name == "ds003739":
            phase = "standing" if made.task.endswith("stand") else "walking"
            assert found == {phase: [[8.0 * number, 8.0] for number in range(3)]}
            continue
        onsets_s = np.array([onset_s for onset_s, _, _ in made.events])
        for phase, from_s in (("balanced", -2.0), ("perturbed", 0.0)):
            runs = np.array(found[phase])
            whole = onsets_s[(onsets_s + from_s >= 0) & (onsets_s + from_s + 2 <= made.duration_s)]
            assert runs[:, 0] == pytest.approx(whole[: len(runs)] + from_s, abs=1e-5)
            assert runs[:, 1] == pytest.approx(2.0)
