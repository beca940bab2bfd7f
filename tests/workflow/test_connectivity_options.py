"""Other measures, bands, estimators and tests than the default ones, through the real workflow."""

import csv
import json

import numpy as np
import pytest
import yaml
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.connectivity.log_coherency import SHRINKAGE

BANDS = ["8-13 Hz", "13-30 Hz"]
SIGNIFICANCE_FIGURES = ("eeg_significance", "emg_significance")


def table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def run(finished, checkout, tiny, name, *targets, subjects, **sections):
    """Run the workflow on recordings that are already simulated; give the folder of results."""
    dataset = finished.folder / "results" / "tiny" / "bids"
    options = {
        **tiny, "name": name, "input": "bids", "dataset": str(dataset), "subjects": subjects,
    }  # fmt: skip
    for section, values in sections.items():
        options[section] = {**tiny.get(section, {}), **values}
    (checkout.folder / f"{name}.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    checkout.snakemake(*targets, "--cores", 2, "--configfile", f"{name}.yaml")
    return checkout.folder / "results" / name


@pytest.fixture(scope="module")
def chosen(finished, tiny, make_checkout):
    """Results of a run with five measures of which four have a plane per band, and with tests."""
    checkout = make_checkout("chosen")
    return run(
        finished, checkout, tiny, "chosen", subjects=["01", "02"],
        connectivity={
            "measures": ["wpli", "pdc", "granger", "imaginary_coherence", "coherence"],
            "planes_per_band": True,
            "pli_bands_hz": [[8, 13], [13, 30]],
            "estimator": "multitaper",
        },
        significance={"enabled": True, "surrogates": 4, "alpha": 0.2},
        corticomuscular={"enabled": True, "surrogates": 19},
        training={"optimizers": ["adam"], "further": ["edges"], "edges": {"max_epochs": 2}},
    )  # fmt: skip


PLANES = (
    *(f"wpli {band}" for band in BANDS),
    *(f"pdc {band}" for band in BANDS),
    "granger",
    *(f"imaginary_coherence {band}" for band in BANDS),
    *(f"coherence {band}" for band in BANDS),
)


@pytest.mark.ci
def test_configured_measures_and_bands_are_the_planes_of_the_network(chosen):
    import xarray as xr

    with xr.open_datatree(chosen / "dataset.nc", engine="netcdf4") as tree:
        assert tuple(tree["eeg/measure"].to_numpy()) == PLANES
    with np.load(chosen / "models" / "tuned_adam" / "weights.npz") as weights:
        shapes = [weights[name].shape for name in weights.files]
    assert any(len(PLANES) in shape for shape in shapes), shapes


@pytest.mark.ci
def test_measures_of_the_run_are_defined_in_its_report(chosen):
    page = (chosen / "report.html").read_text(encoding="utf-8")
    for name in ("Weighted PLI", "Partial directed coherence", "Imaginary coherence"):
        assert f"<dt>{name}</dt>" in page
    assert "<dt>Directed transfer function</dt>" not in page


@pytest.mark.ci
def test_significance_is_in_files_table_figures_and_report(chosen):
    import xarray as xr

    paths = sorted((chosen / "significance").glob("*.nc"))
    assert len(paths) == 6
    with xr.open_datatree(paths[0], engine="netcdf4") as tree:
        p = tree["eeg/p_false_discovery"]
        assert p.dims == ("segment", "measure", "sink", "source")
        assert tuple(p["measure"].to_numpy()) == PLANES
        assert float(p.min()) >= 0.2
    rows = table(chosen / "tables" / "significance.csv")
    assert {row["measure"] for row in rows if row["signal"] == "eeg"} == set(PLANES)
    assert {row["phase"] for row in rows} == {"rest", "activity"}
    assert all(0 <= float(row["share_max_statistic"]) <= 1 for row in rows)
    page = (chosen / "report.html").read_text(encoding="utf-8")
    assert "<h3>Significance</h3>" in page
    assert "4 surrogates" in page
    for name in SIGNIFICANCE_FIGURES:
        assert f'id="figure-{name}"' in page
        for ending in ("pdf", "svg", "png", "csv"):
            assert (chosen / "figures" / f"{name}.{ending}").stat().st_size > 0


@pytest.mark.ci
def test_brain_and_muscles_together_are_in_tables_figures_and_report(chosen):
    rows = table(chosen / "tables" / "corticomuscular.csv")
    assert {row["phase"] for row in rows} == {"rest", "activity"}
    assert {row["subject"] for row in rows} == {"01", "02"}
    group = table(chosen / "tables" / "corticomuscular_group.csv")
    assert {row["people"] for row in group} == {"2"}
    assert all("6 are needed" in row["reason"] for row in group)
    page = (chosen / "report.html").read_text(encoding="utf-8")
    assert 'id="corticomuscular"' in page
    for name in ("corticomuscular_maps", "corticomuscular_spectra"):
        assert f'id="figure-{name}"' in page
        for ending in ("pdf", "svg", "png", "csv"):
            assert (chosen / "figures" / f"{name}.{ending}").stat().st_size > 0


def test_significance_is_off_by_default_and_leaves_nothing_behind(finished):
    results = finished.folder / "results" / "tiny"
    assert not (results / "significance").exists()
    assert not (results / "tables" / "significance.csv").exists()
    assert not list((results / "figures").glob("*significance*"))
    assert "<h3>Significance</h3>" not in (results / "report.html").read_text(encoding="utf-8")


def test_mean_matrices_are_exported_with_sink_and_source(finished):
    rows = table(finished.folder / "results" / "tiny" / "tables" / "connectivity.csv")
    assert list(rows[0]) == [
        *("signal", "measure", "subject", "phase", "segments"),
        *("sink", "source", "mean", "standard_deviation"),
    ]
    eeg = [row for row in rows if row["signal"] == "eeg"]
    assert len(eeg) == 3 * 2 * 5 * 19 * 18
    assert {row["subject"] for row in rows} == {"01", "02", "03"}


def test_all_segments_of_a_person_have_lost_as_many_dimensions(finished):
    """Else the number of removed components would tell segments apart."""
    dataset = load_dataset(finished.folder / "results" / "tiny" / "dataset.nc")
    packed = np.moveaxis(dataset.log_coherency.features, -1, 1)
    real, imaginary = np.triu(packed), np.tril(packed, -1)
    logarithms = real + np.triu(packed, 1).swapaxes(-1, -2)
    logarithms = logarithms + 1j * (imaginary - imaginary.swapaxes(-1, -2))
    lost = (np.linalg.eigvalsh(logarithms) < np.log(SHRINKAGE) + 1e-5).sum(axis=-1)
    rank = dataset.segments["eeg_rank"].to_numpy(dtype=float)
    assert (lost == 19 - rank[:, None]).all()
    assert (dataset.segments.groupby("subject")["eeg_rank"].nunique() == 1).all()


def test_the_report_says_how_far_the_independent_package_agrees(finished):
    results = finished.folder / "results" / "tiny"
    checks = [
        json.loads(path.read_text()) for path in (results / "derivatives/cross_check").glob("*")
    ]
    assert sum(bool(check) for check in checks) == 3
    agreements = [check["agreement"] for check in checks if check]
    for agreement in agreements:
        assert agreement["coherence"]["correlation"] > 0.95
        assert agreement["pli"]["correlation"] > 0.4
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "spectral-connectivity" in page
    for measure in ("coherence", "pli"):
        largest = max(agreement[measure]["max_difference"] for agreement in agreements)
        assert f"largest difference {largest:.3f}" in page


FIRST = "connectivity/sub-01_task-arm_run-01.nc"


@pytest.mark.ci
def test_conditional_values_of_recordings_of_full_rank(finished, checkout, tiny):
    results = run(
        finished, checkout, tiny, "full", f"results/full/{FIRST}", subjects=["01"],
        connectivity={
            "conditional": True, "conditional_method": "state_space",
            "measures": ["granger", "dtf"],
        },
        ica={"enabled": False},
    )  # fmt: skip
    from eeg2emg.connectivity.file import read_connectivity

    contents = read_connectivity(results / FIRST)
    assert set(contents.segments["eeg_mvar_rank"]) == {19.0}
    granger = contents.groups["eeg"].values[:, 0]
    pairwise = read_connectivity(finished.folder / "results" / "tiny" / FIRST).groups["eeg"]
    assert np.all(granger >= 0)
    assert granger.mean() < pairwise.values[:, pairwise.measures.index("granger")].mean()


def test_conditional_values_of_recordings_of_deficient_rank_are_refused(finished, checkout, tiny):
    results = run(
        finished, checkout, tiny, "deficient", f"results/deficient/{FIRST}", subjects=["01"],
        connectivity={"conditional": True},
    )  # fmt: skip
    from eeg2emg.connectivity.file import read_connectivity

    contents = read_connectivity(results / FIRST)
    assert contents.segments["segment"] == []
    reasons = set(json.loads(contents.attributes["refused_segments"]).values())
    assert len(reasons) == 1
    (reason,) = reasons
    assert "Conditional Granger causality is asked for, but the rank of the 19" in reason
    assert "components removed by ICA, an average reference, interpolated" in reason
    assert "Use pairwise Granger causality" in reason


@pytest.mark.ci
def test_the_network_of_edges_is_trained_and_judged(chosen):
    models = {row["model"] for row in table(chosen / "tables" / "metrics.csv")}
    assert {"network-edges-adam-best", "network-edges-adam-ensemble"} <= models
