"""The simulated cohort against its truth, and skill against coupling, by the real workflow."""

import csv

import pytest
import yaml


def table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def run(copy_finished):
    """A copy of the finished run, to which the sweep is added."""
    return copy_finished("known_truth")


@pytest.fixture(scope="module")
def results(run):
    return run.folder / "results" / "tiny"


SWEEP = ("--configfile", "sweep.yaml", "--", "coupling_sweep")


@pytest.fixture(scope="module")
def planned(run, tiny):
    """How often each rule is to run for the sweep, after the run without it."""
    options = {**tiny, "evaluation": {**tiny["evaluation"], "coupling_sweep": [0, 0.8]}}
    (run.folder / "sweep.yaml").write_text(yaml.safe_dump(options))
    return run.planned_rules(*SWEEP)


@pytest.fixture(scope="module")
def swept(run, planned):
    """The run, followed by the sweep."""
    run.snakemake("--cores", 2, *SWEEP)
    return run


def test_cleaning_is_judged_by_the_clean_twin_of_one_recording_per_usable_subject(results):
    rows = table(results / "tables" / "artefact_reduction.csv")
    assert {row["recording"][:6] for row in rows} == {"sub-01", "sub-02", "sub-03"}
    blinks = [float(row["reduction_db"]) for row in rows if row["what"] == "Fp1, Fp2"]
    assert min(blinks) > 5
    assert {"blink", "saccade", "muscle_left", "muscle_right", "heart"} <= {
        row["what"] for row in rows
    }


def test_recovery_is_followed_by_length_and_of_the_brain_network(results):
    lengths = table(results / "tables" / "recovery_length.csv")
    assert {row["length_s"] for row in lengths} == {"5.0"}
    assert all(float(row["r"]) > 0.5 for row in lengths if row["phase"] == "activity")
    networks = table(results / "tables" / "recovery_eeg.csv")
    of_sources = [row for row in networks if row["measure"] == "sources, Granger"]
    assert {row["signal"] for row in of_sources} == {
        "clean twin",
        "before cleaning",
        "after cleaning",
    }
    assert all(float(row["r"]) > 0.8 for row in of_sources if row["signal"] == "clean twin")


def test_the_sweep_shares_the_brain_and_repeats_only_the_muscles(planned):
    assert planned["estimate_at_couplings"] == 12
    assert planned["assemble_dataset"] == planned["fit_models"] == 2
    assert not {"simulate_recordings", "clean_recording", "fit_ica", "estimate_connectivity"} & set(
        planned
    )


@pytest.mark.ci
def test_at_the_configured_coupling_the_sweep_repeats_the_run_exactly(results, swept):
    import numpy as np
    import xarray as xr

    def matrices(path, kind, measure):
        with xr.open_datatree(path, engine="netcdf4") as tree:
            return tree[f"{kind}/connectivity"].sel(measure=measure).to_numpy()

    run, same, none = (
        results / name
        for name in (
            "dataset.nc",
            "coupling_sweep/k-0.8/dataset.nc",
            "coupling_sweep/k-0/dataset.nc",
        )
    )
    for measure in ("granger_raw", "granger_envelope"):
        expected = matrices(run, "emg", measure)
        np.testing.assert_array_equal(matrices(same, "emg", measure), expected)
        assert np.abs(matrices(none, "emg", measure) - expected).max() > 0.01
    np.testing.assert_array_equal(matrices(none, "eeg", "dtf"), matrices(run, "eeg", "dtf"))


@pytest.mark.ci
def test_the_sweep_ends_in_a_table_a_figure_and_a_page(results, swept):
    rows = table(results / "tables" / "coupling_sweep.csv")
    assert {row["coupling"] for row in rows} == {"0.0", "0.8"}
    figure = results / "figures" / "skill_against_coupling"
    assert figure.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert table(figure.with_suffix(".csv"))
    page = (results / "coupling_sweep.html").read_text(encoding="utf-8")
    assert "SIMULATED DATA" in page
    assert 'src="http' not in page
