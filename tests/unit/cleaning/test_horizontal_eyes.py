"""Horizontal eye movements, told by the map of a component; and why this is off by default."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cleaning.component_labels import horizontal_likeness
from eeg2emg.cleaning.ica import fit_ica
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.errors import ConfigurationError
from eeg2emg.recovery.cleaning import artefact_reduction, topography_reduction
from eeg2emg.signals.filters import prepare_for_ica
from eeg2emg.simulation import SimulationSettings, simulate_recording, simulate_subject_head
from eeg2emg.simulation.head_model import ARTEFACTS

COHORT = SimulationSettings(
    subjects=3, recordings=1, segments=8, segment_s=30.0, noisy_subjects=0, flat_channel_share=0.0
)
ON = IcaSettings(horizontal_threshold=0.75)


def prepared(settings, subject, head):
    eeg_v = simulate_recording(settings, subject, 0, head).eeg_v.astype(float)
    return prepare_for_ica(eeg_v, settings.rate_hz, line_freq_hz=50.0)


def fit(eeg_v, rate_hz, head, settings, channels=COHORT.eeg_channels):
    return fit_ica(
        [eeg_v], rate_hz, channels=channels, line_freq_hz=50.0,
        positions_m=head.positions_m, settings=settings,
    )  # fmt: skip


def measured(matrix, eeg_v, twin_v, rate_hz, head):
    """Reduction of each kind of artefact, and what happened at the electrodes."""
    kinds = topography_reduction(head.artefact_gain, ARTEFACTS, matrix).set_index("what")
    sites = artefact_reduction(twin_v, eeg_v - twin_v, matrix, COHORT.eeg_channels)
    return kinds["reduction_db"], sites.set_index("what")


@pytest.fixture(scope="module", params=range(3))
def person(request):
    """EEG, its clean twin, the rate and the head of a person."""
    head = simulate_subject_head(COHORT, request.param)
    eeg_v, rate_hz = prepared(COHORT, request.param, head)
    twin_v, _ = prepared(replace(COHORT, artefacts=0.0), request.param, head)
    return eeg_v, twin_v, rate_hz, head


@pytest.fixture(scope="module")
def off(person):
    """What is fitted by default."""
    eeg_v, _, rate_hz, head = person
    return fit(eeg_v, rate_hz, head, IcaSettings())


def test_eye_movements_go_and_little_of_the_brain_goes_with_them(person, off):
    eeg_v, _, rate_hz, head = person
    on = fit(eeg_v, rate_hz, head, ON)
    further = set(on.removed) - set(off.removed)
    assert further
    for number in further:
        assert on.labels[number] == "eog"
        assert "like horizontal eye movements (F7 against F8) (limit 0.75)" in on.reasons[number]
    kinds, sites = zip(
        *(measured(solution.cleaning_matrix, *person) for solution in (off, on)), strict=True
    )
    assert kinds[1]["saccade"] > kinds[0]["saccade"] + 6.0
    left_uv = [table.loc["F7, F8", "artefact_after_uv"] for table in sites]
    assert left_uv[1] < 0.5 * left_uv[0]
    changed = sites[1]["brain_changed_share"] - sites[0]["brain_changed_share"]
    assert changed["all channels"] < 0.01
    # This is the price for which it is off by default: some of the brain beside the eyes goes too.
    assert 0.01 < changed["F7, F8"] < 0.08


def test_off_by_default_and_then_without_a_score(off):
    assert "eog_horizontal" not in off.scores


@pytest.mark.parametrize("person", [0], indirect=True)
def test_a_montage_without_the_pair_is_not_judged(person):
    eeg_v, _, rate_hz, head = person
    pair = ("AF7", "AF8")
    solution = fit(eeg_v, rate_hz, head, replace(ON, horizontal_pair=pair))
    assert np.isnan(solution.scores["eog_horizontal"]).all()


def test_the_likeness_is_a_cosine():
    rng = np.random.default_rng(0)
    channels = COHORT.eeg_channels
    maps = np.zeros((19, 4))
    left, right = channels.index("F7"), channels.index("F8")
    maps[[left, right], 0] = 3.0, -3.0
    maps[left, 1] = 1.0
    maps[[left, right], 2] = 1.0, 1.0
    maps[:, 3] = rng.standard_normal(19)
    found = horizontal_likeness(maps, channels, ("F7", "F8"))
    np.testing.assert_allclose(found[:3], [1.0, np.sqrt(0.5), 0.0], atol=1e-12)
    scaled = horizontal_likeness(-1e-6 * maps[::-1], channels[::-1], ("F8", "F7"))
    np.testing.assert_allclose(scaled, found)
    more = np.concatenate([maps, rng.standard_normal((2, 4))])
    np.testing.assert_allclose(
        horizontal_likeness(more, [*channels, "FT7", "AF3"], ("F7", "F8")), found
    )
    assert horizontal_likeness(maps[1:], channels[1:], ("Fp1", "F8")) is None


def test_a_pair_has_two_electrodes():
    with pytest.raises(ConfigurationError, match=r"horizontal_pair names 1 electrodes"):
        IcaSettings(horizontal_pair=("F7",))
