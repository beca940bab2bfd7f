"""The estimate of one person, and its file."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.corticomuscular.estimates import SPECTRA, VALUES
from eeg2emg.corticomuscular.person import estimate_person, segment_parts
from eeg2emg.corticomuscular.person_file import read_person, write_person
from eeg2emg.errors import EstimationError
from making.corticomuscular import SETTINGS, follows, noise, paired, segments_of

CHANNELS = ("C3", "Cz", "C4"), ("M", "N")


@pytest.fixture(scope="module")
def person():
    def unrelated(eeg, seed):
        return noise(seed, 2, eeg.shape[1])

    segments = segments_of(unrelated, phase="rest") + segments_of(follows, seed=5)
    return estimate_person("sub-01", segments, CHANNELS, SETTINGS)


def test_the_planted_pair_is_found_in_its_phase_alone(person):
    assert person.phases == ("rest", "activity")
    assert np.all(person.values["p_corrected"][1, :, 0, 0] == 1 / 200)
    assert person.values["coherence"][1, 0, 0, 0] == pytest.approx(0.5, abs=0.12)
    assert person.values["mean_coherence"][1, 0, 0, 0] == pytest.approx(0.5, abs=0.05)
    others = np.ones((2, 2, 3, 2), dtype=bool)
    others[1, :, 0, 0] = False
    assert np.mean(person.values["p"][others] <= 0.05) < 0.25
    assert np.all(person.values["p_corrected"][others] > 0.05)
    assert person.values["phase_slope_z"][1, 0, 0, 0] > 4
    assert person.values["granger_contrast_z"][1, 0, 0, 0] > 4


def test_the_peak_lies_in_its_band(person):
    for band, (low, high) in enumerate(person.bands_hz):
        at_hz = person.values["frequency_hz"][:, band]
        assert np.all((at_hz >= low) & (at_hz <= high))


def test_frequencies_are_those_of_the_bands_and_of_the_line(person):
    assert person.frequencies_hz[0] == 15
    assert {15, 45, 50, 55, 95, 105} <= set(person.frequencies_hz)
    assert not {60, 90} & set(person.frequencies_hz)


def test_the_same_data_give_the_same_numbers(person):
    segments = segments_of(follows, seed=5)
    again = estimate_person("sub-01", segments, CHANNELS, SETTINGS)
    np.testing.assert_array_equal(again.values["p"][0], person.values["p"][1])


def test_few_segments_have_no_surrogates_and_say_so():
    found = estimate_person("sub-01", segments_of(follows, count=4), CHANNELS, SETTINGS)
    assert np.isnan(found.values["p"]).all()
    assert np.isfinite(found.values["analytic_threshold"]).all()
    assert "4 segments of one phase" in found.refused["sub-01, activity, surrogates"]


def test_runs_shorter_than_the_order_have_no_granger_and_say_so():
    settings = replace(SETTINGS, order=300)
    segments = [
        segment_parts(paired(noise(k, 3, 2_000), noise(k + 50, 2, 2_000), runs=8), settings)
        for k in range(6)
    ]
    found = estimate_person("sub-01", segments, CHANNELS, settings)
    assert np.isnan(found.values["granger_contrast"]).all()
    assert np.isfinite(found.values["phase_slope"]).all()
    assert "longer than the order" in found.refused["sub-01, activity, Granger"]


def test_a_band_between_the_frequencies_of_a_window_is_refused():
    settings = replace(SETTINGS, bands_hz=((20.2, 20.8),))
    with pytest.raises(EstimationError, match=r"No frequency lies in 20\.2-20\.8 Hz"):
        settings.rows_of_bands()


def test_nobody_is_empty(tmp_path):
    found = estimate_person("sub-01", [], CHANNELS, SETTINGS, {"r": "why"})
    write_person(tmp_path / "a.nc", found)
    assert read_person(tmp_path / "a.nc").phases == ()
    assert read_person(tmp_path / "a.nc").refused == {"r": "why"}


def test_the_file_gives_back_what_it_was_given(person, tmp_path):
    for name in ("a.nc", "b.nc"):
        write_person(tmp_path / name, person)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
    read = read_person(tmp_path / "a.nc")
    assert (read.subject, read.phases) == (person.subject, person.phases)
    assert (read.electrodes, read.muscles) == CHANNELS
    assert read.refused == person.refused
    for name in ("frequencies_hz", "bands_hz", "segments", "averages"):
        np.testing.assert_array_equal(getattr(read, name), getattr(person, name))
    for name in SPECTRA:
        np.testing.assert_array_equal(read.spectra[name], person.spectra[name])
    for name in VALUES:
        np.testing.assert_array_equal(read.values[name], person.values[name])
