"""Every entry of the catalogue has its function, its words and its place in the documentation."""

import re
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.catalogues import resolve
from eeg2emg.configuration.documentation import options_page
from eeg2emg.connectivity.catalogue import (
    COMPANIONS,
    ESTIMATORS,
    MEASURES,
    TARGETS,
    entry_of_plane,
    is_symmetric,
    measure_family,
    measure_title,
    measure_unit,
)
from eeg2emg.connectivity.eeg import eeg_signals, estimate_eeg
from eeg2emg.connectivity.emg import estimate_emg, signals_of
from eeg2emg.connectivity.emg_halves import estimate_halves
from eeg2emg.connectivity.segment import SegmentSignals
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.figures.style import FAMILY_COLOURS
from eeg2emg.learning.features import TRANSFORMS, vector_entries, vectorise

ROOT = Path(__file__).parents[3]
EEG = EegSettings(rate_hz=100.0, order=3, band=(2, 40), pli_bands=((4, 8), (8, 13)), window_s=1.0)
EMG = EmgSettings(rate_hz=200.0, order=4, envelope_rate_hz=50.0, envelope_order=3)


@pytest.fixture(scope="module")
def noise():
    x = np.random.default_rng(0).standard_normal((4, 6000))
    x[1, 2:] += 0.5 * x[0, :-2]
    return x


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs" / "connectivity.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MEASURES)
class TestMeasure:
    def test_its_function_gives_its_plane(self, name, noise):
        entry = MEASURES[name]
        own = resolve(entry.plane)(eeg_signals(noise, EEG), EEG, None)
        both = estimate_eeg(noise, EegSettings(**{**vars(EEG), "measures": (name,)}))
        np.testing.assert_array_equal(own, both.planes[name])
        assert own.shape == (4, 4)

    def test_its_direction_is_that_of_its_values(self, name, noise):
        own = resolve(MEASURES[name].plane)(eeg_signals(noise, EEG), EEG, None)
        off_diagonal = ~np.eye(4, dtype=bool)
        symmetric = np.allclose(own[off_diagonal], own.T[off_diagonal])
        entry = MEASURES[name]
        assert symmetric == (not (entry.directed or entry.packed)) == is_symmetric(name)

    def test_a_band_changes_it_exactly_where_it_has_one(self, name, noise):
        plane = resolve(MEASURES[name].plane)
        whole, part = (plane(eeg_signals(noise, EEG), EEG, b) for b in (None, (20, 30)))
        assert np.array_equal(whole, part) == (MEASURES[name].bands == "none")

    def test_models_see_it_through_a_known_transform(self, name):
        assert MEASURES[name].transform in TRANSFORMS
        features = np.full((2, 4, 4, 1), 0.25)
        entries = vector_entries(4, [name])
        assert vectorise(features, [name]).shape == (2, len(entries))
        assert len(entries) == (16 if MEASURES[name].directed or MEASURES[name].packed else 6)

    def test_what_replaces_it_below_a_limit_has_a_band(self, name):
        limited = MEASURES[name].limited or name
        assert MEASURES[limited].bands != "none"

    def test_it_is_documented(self, name, page):
        entry = MEASURES[name]
        assert re.search(rf"^### {name}$", page, re.MULTILINE)
        assert entry.title[0].isupper()
        assert entry.definition.endswith(".")
        assert entry.family in FAMILY_COLOURS
        assert entry.estimators
        for estimator in entry.estimators:
            assert estimator.package in {"this project", "spectral-connectivity"}
            assert len(estimator.why) > 20

    def test_directed_measures_say_why_no_other_package_estimates_them(self, name):
        if MEASURES[name].directed:
            assert MEASURES[name].not_offered


@pytest.mark.parametrize("name", TARGETS)
class TestTarget:
    def test_its_function_gives_its_matrix(self, name, noise):
        raw = SegmentSignals(noise, EMG.order)
        target = TARGETS[name]
        own = resolve(target.matrix)(signals_of(target.signals, raw, EMG), EMG)
        np.testing.assert_array_equal(own, estimate_emg(noise, EMG).planes[name])

    def test_its_halves_exist_exactly_where_it_can_be_estimated_from_blocks(self, name, noise):
        planes = estimate_halves(noise, EMG, block_s=10.0).planes
        assert (f"{name}_odd" in planes) == bool(TARGETS[name].of_blocks)

    def test_all_blocks_together_give_what_the_segment_gives(self, name, noise):
        raw = SegmentSignals(noise, EMG.order)
        target = TARGETS[name]
        segment = signals_of(target.signals, raw, EMG)
        whole = resolve(target.matrix)(segment, EMG)
        blocks = resolve(target.of_blocks)(segment, EMG, [slice(0, segment.n_samples)])
        np.testing.assert_allclose(blocks, whole, rtol=1e-9, atol=1e-12)

    def test_it_is_documented(self, name, page):
        assert f"`{name}`" in page
        assert TARGETS[name].definition.endswith(".")


@pytest.mark.parametrize("name", COMPANIONS)
def test_companions_have_their_matrix(name, noise):
    entry = COMPANIONS[name]
    if entry.matrix:
        own = resolve(entry.matrix)(SegmentSignals(noise, EMG.order), EMG)
        np.testing.assert_array_equal(own, estimate_emg(noise, EMG).planes[name])


def test_names_are_unique_over_all_kinds_of_planes():
    names = [*MEASURES, *TARGETS, *COMPANIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("band", ["", " 8-13 Hz"])
@pytest.mark.parametrize("name", [*MEASURES, *TARGETS, *COMPANIONS])
def test_words_for_planes_are_those_of_their_entry(name, band):
    entry = entry_of_plane(name + band)
    assert entry.name == name
    assert measure_title(name + band) == entry.title + band.replace(" ", ", ", 1)
    assert measure_family(name + band) == entry.family
    assert measure_unit(name + band) == (entry.unit or "no unit")


def test_every_estimator_stands_in_the_options_and_the_readme():
    options = options_page()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for option in ESTIMATORS:
        assert f"`{option}`" in options
        assert f"`{option}`" in readme
