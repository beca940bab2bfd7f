"""ICLabel as a second opinion on the components of simulated recordings."""

from functools import cache

import numpy as np
import pytest
from eeg2emg.cleaning.ica import fit_ica
from eeg2emg.cleaning.ica_settings import ICLABEL_ARTEFACTS, IcaSettings
from eeg2emg.cleaning.iclabel import ICLABEL_CLASSES
from eeg2emg.errors import ConfigurationError, EstimationError
from eeg2emg.simulation import SimulationSettings, simulate_recording, simulate_subject_head
from eeg2emg.simulation.head_model import ARTEFACTS
from scipy.signal import resample_poly

COHORT = SimulationSettings(
    subjects=2, recordings=1, segments=2, segment_s=30.0, noisy_subjects=0, flat_channel_share=0.0
)
RATE_HZ = 250.0
# The rules find nothing, so that what is removed is removed by ICLabel alone.
ALONE = {"iclabel": True, "eog_threshold": 1.0, "muscle_threshold": 1.0, "ecg_threshold": 1.0}


@cache
def person(subject):
    """EEG of a person of the simulated cohort at 250 Hz, and the head."""
    head = simulate_subject_head(COHORT, subject)
    eeg_v = simulate_recording(COHORT, subject, 0, head).eeg_v.astype(float)
    return resample_poly(eeg_v, 1, 4, axis=1), head


def fit(eeg_v, head, *, rate_hz=RATE_HZ, positions=True, channels=COHORT.eeg_channels, **settings):
    return fit_ica(
        [eeg_v],
        rate_hz,
        channels=channels,
        line_freq_hz=50.0,
        positions_m=head.positions_m if positions else None,
        settings=IcaSettings(**settings),
    )


@cache
def labelled(subject):
    return fit(*person(subject), **ALONE)


@pytest.fixture
def first():
    return person(0)


@pytest.fixture
def solution():
    return labelled(0)


def component_of(solution, head, artefact):
    """Number of the component that carries most of an artefact."""
    return int(np.argmax(np.abs(solution.unmixing @ head.artefact_gain[:, artefact])))


@pytest.mark.parametrize("subject", [0, 1])
def test_blinks_are_labelled_eye_and_removed_by_iclabel_alone(subject):
    solution, (_, head) = labelled(subject), person(subject)
    blink = ARTEFACTS.index("blink")
    number = component_of(solution, head, blink)
    assert solution.scores["iclabel_eye"][number] > 0.95
    assert solution.labels[number] == "eog"
    assert number in solution.removed
    assert solution.reasons[number].startswith("eye: ICLabel ")
    assert solution.reasons[number].endswith("(limit 0.8)")
    before = head.artefact_gain[:, blink]
    after = solution.cleaning_matrix @ before
    assert 20 * np.log10(np.linalg.norm(before) / np.linalg.norm(after)) > 15


def test_its_probabilities_are_those_of_seven_classes(solution):
    table = np.array([solution.scores[f"iclabel_{name}"] for name in ICLABEL_CLASSES])
    assert table.min() >= 0
    np.testing.assert_allclose(table.sum(axis=0), 1.0, atol=1e-5)


def test_most_components_of_a_simulated_brain_are_brain(solution):
    assert np.sum(solution.scores["iclabel_brain"] > 0.5) > 10


def test_the_same_recording_gives_the_same_bytes(first, solution):
    again = fit(*first, **ALONE)
    for kind, values in solution.scores.items():
        assert again.scores[kind].tobytes() == values.tobytes()


def test_recordings_against_the_average_of_all_electrodes_are_labelled_too(first):
    eeg_v, head = first
    solution = fit(eeg_v - eeg_v.mean(axis=0), head, **ALONE)
    assert solution.mixing.shape == (19, 18)
    blink = component_of(solution, head, ARTEFACTS.index("blink"))
    assert solution.scores["iclabel_eye"][blink] > 0.95
    assert blink in solution.removed


def test_its_opinion_is_asked_only_where_wanted(first, monkeypatch):
    import sys

    eeg_v, head = first
    monkeypatch.setitem(sys.modules, "mne_icalabel.iclabel", None)
    solution = fit(eeg_v, head)
    assert set(solution.scores) == {"eog", "ecg", "muscle"}
    with pytest.raises(ImportError):
        fit(eeg_v, head, **ALONE)


def test_classes_that_are_not_to_be_removed_are_scored_all_the_same(first, solution):
    kept = fit(*first, **ALONE, iclabel_removes=("heart",))
    assert kept.removed == ()
    np.testing.assert_array_equal(kept.scores["iclabel_eye"], solution.scores["iclabel_eye"])


def test_below_200_hz_eyes_are_still_found(first):
    eeg_v, head = first
    slow = fit(resample_poly(eeg_v, 16, 25, axis=1), head, rate_hz=160.0, **ALONE)
    blink = component_of(slow, head, ARTEFACTS.index("blink"))
    assert slow.scores["iclabel_eye"][blink] > 0.95
    assert blink in slow.removed


def test_unknown_positions_are_named(first):
    eeg_v, head = first
    names = ("left", *COHORT.eeg_channels[1:])
    with pytest.raises(
        EstimationError, match=r"position of every electrode; unknown: left; .*ica.iclabel to false"
    ):
        fit(eeg_v, head, positions=False, channels=names, **ALONE)
    assert fit(eeg_v, head, positions=True, channels=names, **ALONE).removed


def test_classes_that_it_does_not_know_are_refused():
    with pytest.raises(ConfigurationError, match=r"iclabel_removes names 'brain'.*eye, muscle"):
        IcaSettings(iclabel_removes=("brain",))
    assert set(ICLABEL_ARTEFACTS) < set(ICLABEL_CLASSES)
