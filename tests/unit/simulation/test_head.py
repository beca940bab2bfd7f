"""Heads: montage, lead field, and what artefacts look like on the scalp."""

from dataclasses import fields

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.simulation import (
    SimulationSettings,
    load_head,
    save_head,
    simulate_subject_head,
)
from eeg2emg.simulation.coupling import CORTICAL_SITES
from eeg2emg.simulation.settings import TEN_TWENTY

SETTINGS = SimulationSettings(subjects=3, noisy_subjects=0)


@pytest.fixture(scope="module")
def head():
    return simulate_subject_head(SETTINGS, 0)


def gain(head, topography, channel):
    return topography[list(head.channels).index(channel)]


def test_a_head_is_reproducible_and_survives_its_file(head, tmp_path):
    again = simulate_subject_head(SETTINGS, 0)
    save_head(head, tmp_path / "head.npz")
    loaded = load_head(tmp_path / "head.npz")
    for field in fields(head):
        np.testing.assert_array_equal(getattr(head, field.name), getattr(again, field.name))
        np.testing.assert_array_equal(getattr(head, field.name), getattr(loaded, field.name))


def test_people_have_different_heads(head):
    other = simulate_subject_head(SETTINGS, 1)
    assert np.abs(head.positions_m - other.positions_m).max() > 1e-4
    assert np.abs(head.source_gain - other.source_gain).max() > 0.05


def test_sources_are_largest_near_their_site(head):
    for number, site in enumerate(CORTICAL_SITES.values()):
        column = head.source_gain[:, number]
        assert column.max() == pytest.approx(1.0)
        nearest = head.channels[np.argmax(column)]
        template = {"FCz": {"Fz", "Cz"}, "F5": {"F3", "F7"}, "F6": {"F4", "F8"}}
        assert nearest in template.get(site, {site})


def test_lead_field_is_of_a_plausible_size_and_full_rank(head):
    # A dipole of 10 nA m gives some microvolts at the scalp.
    largest_uv = np.abs(head.lead_field_v_per_am).max(axis=0) * 10e-9 * 1e6
    assert np.all((largest_uv > 0.2) & (largest_uv < 10))
    assert np.linalg.matrix_rank(head.source_gain) == len(head.sources)


def test_background_reaches_all_channels_and_mixes_neighbours(head):
    covariance = head.background_root @ head.background_root.T
    assert np.linalg.matrix_rank(covariance) == len(head.channels)
    deviation = np.sqrt(np.diagonal(covariance))
    correlation = covariance / deviation[:, None] / deviation
    names = list(head.channels)
    assert correlation[names.index("P3"), names.index("Pz")] > 0.3
    assert np.mean(deviation**2) == pytest.approx(1.0)


def test_blinks_are_frontal(head):
    blink = head.artefact_gain[:, 0]
    assert (gain(head, blink, "Fp1") + gain(head, blink, "Fp2")) / 2 == pytest.approx(1.0)
    assert 0.15 < gain(head, blink, "F3") < 0.6
    assert abs(gain(head, blink, "O1")) < 0.3


def test_eye_movements_turn_sign_between_the_sides(head):
    saccade = head.artefact_gain[:, 1]
    assert gain(head, saccade, "F8") > 0.5
    assert gain(head, saccade, "F7") < -0.5
    assert abs(gain(head, saccade, "Pz")) < 0.2


def test_temporal_muscles_are_temporal(head):
    left, right = head.artefact_gain[:, 2], head.artefact_gain[:, 3]
    assert head.channels[np.argmax(left)] == "T7"
    assert head.channels[np.argmax(right)] == "T8"
    assert abs(gain(head, left, "Cz")) < 0.2


def test_any_montage_that_mne_knows():
    channels = ("AF7", "FCz", "CP5", "PO8", "Iz", "T3")
    head = simulate_subject_head(SimulationSettings(eeg_channels=channels), 2)
    assert tuple(head.channels) == channels
    assert head.source_gain.shape == (6, len(CORTICAL_SITES))
    assert np.isfinite(head.source_gain).all()


def test_a_channel_does_not_depend_on_which_others_are_recorded(head):
    few = simulate_subject_head(SimulationSettings(eeg_channels=("O1", "Cz")), 0)
    np.testing.assert_allclose(few.source_gain[0], head.source_gain[TEN_TWENTY.index("O1")])


def test_an_unknown_site_is_named():
    with pytest.raises(ConfigurationError, match="Q9"):
        simulate_subject_head(SimulationSettings(eeg_channels=("Cz", "Q9")), 0)
