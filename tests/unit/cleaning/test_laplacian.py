"""Cleaned EEG as current source density: what changes, and what keeps potentials."""

import dataclasses

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_file import read_cleaned, write_cleaned
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.preview import make_preview
from eeg2emg.cleaning.recording import clean_recording, clean_to_file
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.laplacian import laplacian_matrix
from eeg2emg.signals.rank import numerical_rank
from netCDF4 import Dataset

POTENTIALS = CleaningSettings(TEN_TWENTY, ("BSH", "DEL", "TRIA"))
DENSITY = dataclasses.replace(POTENTIALS, laplacian=True)
MATRIX = laplacian_matrix(TEN_TWENTY)


def made(signals, write, folder, *, average=False, dead=False, **ica):
    """Run the steps of the workflow on one recording up to its ICA; give what cleaning takes."""
    found = signals(seconds=30.0, artefacts=("blinks", "muscle left", "muscle right"), seed=0)
    eeg_v = found.eeg_v - (found.eeg_v.mean(axis=0) if average else 0.0)
    if dead:
        eeg_v[TEN_TWENTY.index("Cz")] = 0.0
    found = dataclasses.replace(found, brain_v=eeg_v, artefacts_v={"none": 0.0 * eeg_v})
    quality = inspect_recording(
        write(folder, found), eeg_channels=TEN_TWENTY, emg_channels=POTENTIALS.emg_channels,
        phases={"rest": ["rest"], "activity": ["activity"]}, length_s=5.0,
    )  # fmt: skip
    subject = judge_subject("01", [quality])
    solution = fit_subject_ica(
        subject, {quality.recording: quality}, eeg_channels=TEN_TWENTY, seed=3,
        settings=IcaSettings(**ica),
    )  # fmt: skip
    return quality, subject, solution


@pytest.fixture(scope="module")
def steps(signals, write, tmp_path_factory):
    return made(signals, write, tmp_path_factory.mktemp("laplacian"), muscle_threshold=0.6)


@pytest.fixture(scope="module")
def both(steps):
    return [clean_recording(*steps, settings) for settings in (POTENTIALS, DENSITY)]


def test_it_is_the_laplacian_of_what_is_cleaned_otherwise(steps, both):
    potentials, density = both
    assert steps[2].muscle_components
    np.testing.assert_array_equal(density.laplacian, MATRIX)
    assert potentials.laplacian is None
    for name in ("eeg_v", "muscle_v"):
        expected = MATRIX @ getattr(potentials, name)
        limit = 1e-9 * np.abs(expected).max()
        np.testing.assert_allclose(getattr(density, name), expected, atol=limit)


def test_the_emg_and_what_was_there_before_the_ica_stay_as_they_are(both):
    potentials, density = both
    np.testing.assert_array_equal(density.emg_v, potentials.emg_v)
    np.testing.assert_array_equal(density.eeg_before_v, potentials.eeg_before_v)
    assert density.notes == potentials.notes
    assert density.segments == potentials.segments


def test_the_preview_shows_the_same_potentials(steps, tmp_path):
    shown = [
        clean_to_file(tmp_path / f"{number}.nc", *steps, settings)[0]
        for number, settings in enumerate((POTENTIALS, DENSITY))
    ]
    for one in dataclasses.fields(shown[0]):
        before, after = (getattr(preview, one.name) for preview in shown)
        if isinstance(before, np.ndarray):
            np.testing.assert_allclose(after, before, rtol=1e-9, atol=1e-9 * np.abs(before).max())
        else:
            assert after == before


def test_the_file_holds_the_density_its_unit_and_the_matrix(steps, both, tmp_path):
    density = both[1]
    clean_to_file(tmp_path / "a.nc", *steps, DENSITY)
    write_cleaned(tmp_path / "b.nc", density)
    for path in (tmp_path / "a.nc", tmp_path / "b.nc"):
        again = read_cleaned(path)
        np.testing.assert_array_equal(again.laplacian, density.laplacian)
        np.testing.assert_allclose(again.eeg_v, density.eeg_v, rtol=1e-12, atol=1e-15)
        with Dataset(path) as file:
            units = {name: file[name].units for name in ("eeg", "eeg_muscle_alone", "emg")}
        assert units == {"eeg": "V m-2", "eeg_muscle_alone": "V m-2", "emg": "V"}


def test_a_preview_is_not_made_of_density_alone(both):
    with pytest.raises(ValueError, match="a preview shows potentials"):
        make_preview(both[1])


RANKS = {
    "nothing removed": ({"max_removed": 0}, 19, 18),
    "one removed": ({"max_removed": 1}, 18, 18),
    "average reference": ({"max_removed": 0, "average": True}, 18, 18),
    "average reference, one removed": ({"max_removed": 1, "average": True}, 17, 17),
    "interpolated": ({"max_removed": 0, "dead": True}, 18, 17),
    "interpolated, one removed": ({"max_removed": 1, "dead": True}, 17, 17),
}


@pytest.mark.parametrize("case", RANKS)
def test_the_rank_is_what_is_left(signals, write, tmp_path, case):
    """The constant goes, which is a dimension only where ICA and reference left it."""
    options, of_potentials, of_density = RANKS[case]
    steps = made(signals, write, tmp_path, **options)
    assert len(steps[2].removed) == options["max_removed"]
    for settings, expected in ((POTENTIALS, of_potentials), (DENSITY, of_density)):
        cleaned = clean_recording(*steps, settings)
        assert cleaned.eeg_rank == expected
        assert numerical_rank(np.cov(cleaned.eeg_v)) == expected


def test_a_rank_that_the_laplacian_cannot_leave_is_told(signals, write, tmp_path):
    steps = made(signals, write, tmp_path, max_removed=0)
    assert not clean_recording(*steps, dataclasses.replace(POTENTIALS, minimum_rank=19)).left_out
    needed = dataclasses.replace(DENSITY, minimum_rank=19)
    reason = clean_recording(*steps, needed).left_out
    assert "has rank 18, but 19 is needed" in reason
    assert "the surface Laplacian takes the constant" in reason


def test_an_electrode_without_a_place_leaves_the_recording_out_and_names_it(steps):
    quality, subject, solution = steps
    nameless = [*TEN_TWENTY[:-1], "X99"]
    settings = dataclasses.replace(DENSITY, eeg_channels=nameless)
    quality = dataclasses.replace(quality, matched=dict(quality.matched))
    quality.matched["X99"] = quality.matched.get(TEN_TWENTY[-1], TEN_TWENTY[-1])
    reason = clean_recording(quality, subject, solution, settings).left_out
    assert "the position of 'X99' is unknown" in reason
