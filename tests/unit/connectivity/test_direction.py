"""One planted link per signal, followed through every file that the workflow's scripts write.

C3 drives Cz and TRIO drives BSH, and nothing else does: the link stands at that sink and source in
the file of matrices, in the exported table, in the p-values and in the data of the figures.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cleaning.cleaned_file import write_cleaned
from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.figures.matrices import phase_matrices
from eeg2emg.figures.pages import names_of_pages
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.segments import Segment

DIRECTED = tuple(name for name, entry in MEASURES.items() if entry.directed)
SCRIPTS = Path(__file__).parents[3] / "scripts"
EEG, EMG = ("Fz", "Cz", "C3", "Pz"), ("DEL", "BSH", "TRIO")
EMG_MEASURES = ("granger_raw", "granger_envelope", "granger_raw_before_ica")
LINKS = {"eeg": ("Cz", "C3"), "emg": ("BSH", "TRIO")}
DURATION_S, EEG_RATE_HZ, EMG_RATE_HZ = 8.0, 250.0, 500.0
BANDS = [[4, 13], [13, 40]]

# Runs scripts of the workflow one after another, each with its own stand-in of Snakemake's object.
DRIVER = """
import json, runpy, sys
class Files(list):
    def __init__(self, given):
        named = isinstance(given, dict)
        super().__init__(given.values() if named else given)
        self.__dict__.update({"library": ""} | (given if named else {}))
class Job:
    pass
for number, step in enumerate(json.load(sys.stdin)):
    job = Job()
    job.input, job.output = Files(step["input"]), Files(step["output"])
    job.params, job.log = Files(step["params"]), [f"{number}.log"]
    job.rule, job.wildcards = f"step_{number}", {}
    runpy.run_path(step["script"], init_globals={"snakemake": job}, run_name="__main__")
"""


def brain(rng):
    x = rng.standard_normal((4, round(DURATION_S * EEG_RATE_HZ)))
    for t in range(4, x.shape[1]):
        x[:, t] += 0.5 * x[:, t - 1] - 0.3 * x[:, t - 2]
        x[1, t] += 0.7 * x[2, t - 4]
    return 1e-5 * x


def muscles(rng):
    """White carriers with bursts of their own; BSH also holds what TRIO did 8 ms before."""
    n = round(DURATION_S * EMG_RATE_HZ)
    modulation = np.apply_along_axis(
        lambda row: np.convolve(row, np.hanning(12), mode="same"), 1, rng.standard_normal((3, n))
    )
    x = rng.standard_normal((3, n)) * np.exp(0.5 * modulation)
    x[1, 4:] += 1.5 * x[2, :-4]
    return 1e-5 * x


@pytest.fixture(scope="module", params=[False, True], ids=["pairwise", "conditional and per band"])
def written(request, tmp_path_factory):
    """The folder in which the scripts wrote what they make of a cohort of one planted recording."""
    folder = tmp_path_factory.mktemp("direction")
    rng = np.random.default_rng(5)
    phases = ("rest", "activity", "rest", "activity")
    starts = DURATION_S * np.arange(len(phases))
    recording = CleanedRecording(
        name="sub-01_task-arm_run-01",
        subject="sub-01",
        eeg_v=np.hstack([brain(rng) for _ in phases]),
        emg_v=np.hstack([muscles(rng) for _ in phases]),
        eeg_rate_hz=EEG_RATE_HZ,
        emg_rate_hz=EMG_RATE_HZ,
        eeg_channels=EEG,
        emg_channels=EMG,
        eeg_rank=4,
        segments=tuple(
            Segment(k, start, DURATION_S, phase, k // 2)
            for k, (start, phase) in enumerate(zip(starts, phases, strict=True))
        ),
    )
    write_cleaned(folder / "cleaned.nc", recording)
    quality = RecordingQuality(recording=recording.name, subject="sub-01", eeg_reasons=[])
    quality.write(folder / "quality.json")
    judge_subject("sub-01", [quality]).write(folder / "subject.json")
    eeg = {
        "rate_hz": EEG_RATE_HZ,
        "order": 6,
        "measures": list(DIRECTED),
        "pli_bands": BANDS,
        "planes_per_band": request.param,
        "conditional": request.param,
    }
    emg = {"order": 10, "envelope_order": 6, "conditional": request.param}
    drawn = [f"figures/{kind}_connectivity.csv" for kind in LINKS] + ["figures/emg_controls.csv"]
    tested = [
        *names_of_pages("eeg_significance", 7 if not request.param else 13),
        "emg_significance",
    ]
    tests = {"surrogates": 19, "kind": "shift", "alpha": 0.05}
    shown = {"phases": ["rest", "activity"], "simulated": True}
    of_tests = {"significance": ["significance.nc"], "dataset": "dataset.nc"}
    steps = [
        ("estimate_connectivity", {"cleaned": "cleaned.nc"}, ["matrices.nc"],
         {"eeg": eeg, "emg": emg, "controls": ["below_30_hz", "muscle"],
          "log_coherency_bands": BANDS, "simulated": True}),
        ("list_exclusions", {"connectivity": ["matrices.nc"], "subjects": ["subject.json"],
                             "quality": ["quality.json"]}, ["exclusions.tsv"],
         {"phases": ["rest", "activity"], "unused": []}),
        ("assemble_dataset", {"connectivity": ["matrices.nc"], "quality": ["quality.json"],
                              "exclusions": "exclusions.tsv"},
         {"dataset": "dataset.nc"}, {"name": "planted"}),
        ("tabulate_connectivity", {"dataset": "dataset.nc"}, ["connectivity.csv"], {}),
        ("draw_connectivity", {"dataset": "dataset.nc"}, drawn, shown),
        ("estimate_significance", {"cleaned": "cleaned.nc"}, ["significance.nc"],
         {"eeg": eeg, "emg": emg, "significance": tests, "seed": 3}),
        ("estimate_significance", {"cleaned": "cleaned.nc"}, ["again.nc"],
         {"eeg": eeg, "emg": emg, "significance": tests, "seed": 3}),
        ("tabulate_significance", of_tests, ["significance.csv"], {}),
        ("draw_significance", of_tests,
         [f"figures/{name}.csv" for name in tested],
         shown | {"correction": "max_statistic"}),
    ]  # fmt: skip
    jobs = [
        {"script": str(SCRIPTS / f"{name}.py"), "input": given, "output": made, "params": params}
        for name, given, made, params in steps
    ]
    (folder / "figures").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], input=json.dumps(jobs), cwd=folder, text=True,
        env={"PYTHONPATH": str(SCRIPTS), "OMP_NUM_THREADS": "1"}, capture_output=True, check=False,
    )  # fmt: skip
    logs = "".join(path.read_text() for path in sorted(folder.glob("*.log")))
    assert done.returncode == 0, done.stderr + logs
    return folder


def require_link(table, signal, value="mean"):
    """Demand that in a long table each measure is largest at the planted sink and source."""
    sink, source = LINKS[signal]
    assert len(table)
    for measure, rows in table.groupby("measure"):
        entries = rows.groupby(["sink", "source"])[value].mean()
        assert entries.idxmax() == (sink, source), measure
        assert entries[source, sink] < 0.35 * entries[sink, source], measure


def directed(names):
    wanted = {name for name, entry in MEASURES.items() if entry.directed} | set(EMG_MEASURES)
    return [name for name in names if name.split(" ")[0] in wanted]


@pytest.mark.parametrize("signal", LINKS)
@pytest.mark.parametrize("file", ["matrices.nc", "dataset.nc"])
def test_in_the_file_of_matrices(written, file, signal):
    import xarray as xr

    with xr.open_datatree(written / file, engine="netcdf4") as tree:
        array = tree[signal]["connectivity"]
        assert array.dims == ("segment", "measure", "sink", "source")
        names = directed(array["measure"].to_numpy().tolist())
        assert {name.split(" ")[0] for name in names} == set(
            DIRECTED if signal == "eeg" else EMG_MEASURES
        )
        table = array.sel(measure=names).mean("segment").to_series().reset_index()
    require_link(table[table["sink"] != table["source"]], signal, "connectivity")


@pytest.mark.parametrize("signal", LINKS)
def test_in_the_exported_table(written, signal):
    table = pd.read_csv(written / "connectivity.csv")
    assert set(table["signal"]) == {"eeg", "emg"}
    assert set(table["phase"]) == {"rest", "activity"}
    assert set(table["segments"]) == {2}
    assert not (table["sink"] == table["source"]).any()
    own = table[table["signal"] == signal]
    require_link(own[own["measure"].isin(directed(own["measure"]))], signal)


@pytest.mark.parametrize("signal", LINKS)
def test_in_the_data_of_the_figures(written, signal):
    table = pd.read_csv(written / "figures" / f"{signal}_connectivity.csv")
    for phase in ("rest", "activity"):
        require_link(table[table["panel"] == phase], signal, "value")


@pytest.mark.parametrize("signal", LINKS)
def test_in_the_picture_the_row_is_the_sink_and_the_column_the_source(written, signal):
    table = pd.read_csv(written / "connectivity.csv")
    own = table[(table["signal"] == signal) & (table["phase"] == "rest")]
    channels = {"eeg": EEG, "emg": EMG}[signal]
    names = directed(dict.fromkeys(own["measure"]))
    values = np.stack(
        [
            own[own["measure"] == name]
            .pivot_table(index="sink", columns="source", values="mean")
            .reindex(index=channels, columns=channels)
            .to_numpy()
            for name in names
        ]
    )
    figure, _ = phase_matrices({"rest": values}, names, channels, title="", simulated=True)
    sink, source = LINKS[signal]
    axes = [ax for ax in figure.axes if ax.images]
    assert len(axes) == len(names)
    for ax in axes:
        image = ax.images[0].get_array().filled(-1.0)
        row, column = np.unravel_index(image.argmax(), image.shape)
        assert ax.get_yticklabels()[row].get_text() == sink
        assert channels[column] == source
    assert axes[-1].get_xticklabels()[column].get_text() == source
    assert axes[-1].get_xlabel() == "source"
    assert [text.get_text() for text in figure.texts].count("sink") == len(names)


def test_of_the_reversed_signals_the_link_turns_round(written):
    table = pd.read_csv(written / "connectivity.csv")
    own = table[table["measure"] == "granger_time_reversed"]
    entries = own.groupby(["sink", "source"])["mean"].mean()
    assert entries.idxmax() == ("TRIO", "BSH")


@pytest.mark.parametrize("signal", LINKS)
def test_in_the_p_values(written, signal):
    import xarray as xr

    sink, source = LINKS[signal]
    with xr.open_datatree(written / "significance.nc", engine="netcdf4") as tree:
        p = tree[signal]["p_max_statistic"]
        assert p.dims == ("segment", "measure", "sink", "source")
        names = directed(p["measure"].to_numpy().tolist())
        assert float(p.sel(measure=names, sink=sink, source=source).max()) == pytest.approx(0.05)
        # The reverse is free to be significant by chance once in a while, not always.
        assert float(p.sel(measure=names, sink=source, source=sink).mean()) > 0.3
    pages = sorted((written / "figures").glob(f"{signal}_significance*.csv"))
    table = pd.concat([pd.read_csv(page) for page in pages])
    shown = table[table["measure"].isin(names) & (table["panel"] == "rest")]
    shares = shown.groupby(["sink", "source"])["value"].mean()
    assert shares[sink, source] == 1.0 == shares.max()
    assert shares[source, sink] < 0.3


def test_the_share_of_significant_links_is_in_the_file_and_in_the_table(written):
    import xarray as xr

    table = pd.read_csv(written / "significance.csv")
    with xr.open_datatree(written / "significance.nc", engine="netcdf4") as tree:
        for row in table.itertuples():
            p = tree[row.signal]["p_false_discovery"].sel(measure=row.measure)
            own = p[tree["phase"].to_numpy() == row.phase].to_numpy()
            n = own.shape[-1]
            share = np.sum(own <= 0.05) / (len(own) * n * (n - 1))
            assert row.share_false_discovery == pytest.approx(share, abs=1e-5)
            stored = tree[row.signal]["significant_share"].sel(
                phase_name=row.phase, correction="false_discovery", measure=row.measure
            )
            assert float(stored) == pytest.approx(share)
            assert row.segments == 2


def test_surrogates_depend_on_the_seed_and_the_segment_alone(written):
    from eeg2emg.connectivity.significance_file import read_significance

    assert (written / "significance.nc").read_bytes() == (written / "again.nc").read_bytes()
    p_values = read_significance(written / "significance.nc").groups["eeg"].p_values
    assert not np.array_equal(p_values[0], p_values[2], equal_nan=True)
