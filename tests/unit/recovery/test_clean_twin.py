"""One recording beside its truth and its clean twin."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.errors import OwnFileError
from eeg2emg.recovery.brain import RECOVERY_COLUMNS
from eeg2emg.recovery.by_length import COLUMNS
from eeg2emg.recovery.clean_twin import compare_with_truth
from eeg2emg.recovery.cleaning import REDUCTION_COLUMNS
from eeg2emg.recovery.muscles import AFTER, ALL_SITES, BEFORE, SOURCES

EMG = EmgSettings(rate_hz=500.0, order=10, min_samples_per_parameter=5.0)
EEG = EegSettings(measures=("correlation",))


def compared(run, **changes):
    given = {
        "cleaned": run.cleaned, "solution": run.solution, "recorded": run.quality.path,
        "truth": run.truth, "head": run.head, "simulation": run.settings, "eeg": EEG, "emg": EMG,
    } | changes  # fmt: skip
    return compare_with_truth(**given)


@pytest.fixture(scope="module")
def comparison(run):
    return compared(run)


def test_a_recording_without_artefacts_is_its_own_twin(run_without_artefacts):
    found = compared(run_without_artefacts)
    before = found.brain[
        (found.brain["signal"] == BEFORE) & (found.brain["measure"] == "correlation")
    ]
    assert len(before) == len(run_without_artefacts.settings.phases)
    assert before["r"].to_numpy() == pytest.approx(1.0, abs=1e-6)
    (row,) = found.artefacts[found.artefacts["what"] == ALL_SITES].to_dict("records")
    # What remains is the rounding to steps of 0.1 uV in the file.
    assert row["artefact_before_uv"] < 0.05
    assert row["brain_uv"] > 1.0


def test_cleaning_brings_the_recording_nearer_to_its_twin(comparison):
    (row,) = comparison.artefacts[comparison.artefacts["what"] == ALL_SITES].to_dict("records")
    assert row["artefact_before_uv"] > 5.0
    assert row["reduction_db"] > 3.0
    of_eeg = comparison.brain[comparison.brain["measure"] == "correlation"]
    r = of_eeg.groupby("signal")["r"].mean()
    assert r[AFTER] > r[BEFORE]


def of_density(run):
    settings = replace(run.cleaning, laplacian=True)
    return clean_recording(run.quality, run.subject, run.solution, settings)


def test_density_is_compared_with_that_of_the_twin(run_without_artefacts):
    found = compared(run_without_artefacts, cleaned=of_density(run_without_artefacts))
    of_eeg = found.brain[found.brain["measure"] == "correlation"].groupby("signal")["r"].min()
    assert of_eeg[BEFORE] == pytest.approx(1.0, abs=1e-4)
    # Potentials of the twin beside it would agree far less.
    assert of_eeg[AFTER] > 0.9


def test_with_the_laplacian_only_the_networks_of_channels_are_others(run, comparison):
    """Artefacts are told in potentials, and sources are estimated from them."""
    found = compared(run, cleaned=of_density(run))
    pd.testing.assert_frame_equal(found.artefacts, comparison.artefacts)
    pd.testing.assert_frame_equal(found.by_length, comparison.by_length)
    of_sources = [
        one.brain[one.brain["measure"] == SOURCES].reset_index(drop=True)
        for one in (found, comparison)
    ]
    assert len(of_sources[0])
    pd.testing.assert_frame_equal(*of_sources, rtol=1e-6)
    of_channels = [
        one.brain.loc[one.brain["measure"] == "correlation", "r"] for one in (found, comparison)
    ]
    assert not np.allclose(*of_channels, atol=1e-3)


def test_the_tables_name_the_recording_and_hold_their_columns(run, comparison):
    for table, columns in zip(
        comparison, (COLUMNS, RECOVERY_COLUMNS, REDUCTION_COLUMNS), strict=True
    ):
        assert list(table) == ["recording", *columns]
        assert set(table["recording"]) == {run.cleaned.name}


def test_truth_and_estimate_are_those_of_the_same_segments(run, comparison):
    """Segments in another order have the same truth: their matrices go along."""
    turned = replace(run.cleaned, segments=tuple(reversed(run.cleaned.segments)))
    again = compared(run, cleaned=turned).by_length.set_index(["length_s", "phase"])
    first = comparison.by_length.set_index(["length_s", "phase"])
    np.testing.assert_allclose(
        again.loc[first.index, ["r", "slope"]], first[["r", "slope"]], rtol=1e-9
    )


def test_a_recording_that_was_left_out_gives_empty_tables_with_their_columns(run):
    found = compared(run, cleaned=replace(run.cleaned, left_out="too few segments"))
    assert [len(table) for table in found] == [0, 0, 0]
    assert list(found.brain) == ["recording", *RECOVERY_COLUMNS]


def test_a_damaged_truth_is_named(run, tmp_path):
    (tmp_path / "truth.nc").write_bytes(b"nothing of the kind")
    with pytest.raises(OwnFileError, match=r"truth\.nc is damaged: it is no file of known truth"):
        compared(run, truth=tmp_path / "truth.nc")
