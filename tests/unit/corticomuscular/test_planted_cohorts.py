"""Simulated people of known corticomuscular coherence, through filters to what is found."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.corticomuscular.checks import COMMON_LINE, NO_DELAY
from eeg2emg.corticomuscular.settings import CoherenceSettings
from eeg2emg.corticomuscular.table import flags_of

PATH = Path(__file__).parents[3] / "benchmarks" / "corticomuscular.py"
spec = importlib.util.spec_from_file_location("corticomuscular_cohorts", PATH)
cohorts = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = cohorts  # what dataclasses and annotations are looked up in
spec.loader.exec_module(cohorts)
COHORT, cohort_people, detections = cohorts.COHORT, cohorts.cohort_people, cohorts.detections
SETTINGS = CoherenceSettings(250.0, 12, 50.0, 1, surrogates=39)
C3 = COHORT.eeg_channels.index("C3")
ONE = replace(COHORT, subjects=1)


def found_in(people, phase):
    rows = detections(people, phase, 0.05)
    at_motor = rows[rows["where"] == "C3, beta"].set_index("quantity")
    return (at_motor["found"] / at_motor["of"]).to_dict(), rows.set_index("quantity")


@pytest.fixture(scope="module")
def coupled():
    return list(cohort_people(ONE, SETTINGS))


def test_the_planted_coherence_is_found_in_activity(coupled):
    shares, rows = found_in(coupled, "activity")
    assert shares["coherence above surrogates"] == 1
    assert shares["coherence above the analytic threshold"] == 1
    assert shares["the brain leads by the phase slope"] > 0.8
    assert shares["the brain leads by Granger"] > 0.8
    assert shares["the muscle leads by the phase slope"] == 0
    assert rows.loc["people with a corrected finding", "found"] == 1
    peak = coupled[0].values["coherence"][coupled[0].phases.index("activity")]
    assert peak[1, C3].mean() == pytest.approx(0.17, abs=0.06)


def test_it_is_not_found_at_rest(coupled):
    _, rows = found_in(coupled, "rest")
    everywhere = rows[rows["where"] == "everywhere"]
    shares = (everywhere["found"] / everywhere["of"]).to_dict()
    assert shares["coherence above surrogates"] < 0.1
    assert shares["people with a corrected finding"] == 0


def test_it_is_not_found_where_nothing_was_planted():
    people = list(cohort_people(replace(ONE, corticomuscular=0.0), SETTINGS))
    shares, _ = found_in(people, "activity")
    assert shares["coherence above surrogates"] < 0.5
    assert people[0].values["p_corrected"].min() > 0.025


def test_planted_crosstalk_is_flagged_in_emg_that_is_not_rectified():
    def crosstalk(eeg_v, emg_v, _):
        emg_v = emg_v.copy()
        emg_v[0] += 1.5 * eeg_v[C3]
        return eeg_v, emg_v

    simulation = replace(ONE, corticomuscular=0.0, emg_activity_uv=8.0)
    plain = replace(SETTINGS, rectify=False)
    (person,) = cohort_people(simulation, plain, crosstalk)
    beta = 1
    coherence = person.values["coherence"][:, beta, C3, 0]
    assert np.all(coherence > person.values["analytic_threshold"][:, beta, C3, 0])
    flags = flags_of(person, 0.05)[:, beta, C3]
    assert all(NO_DELAY in own for own in flags[:, 0])


def test_a_planted_line_is_flagged():
    def line(eeg_v, emg_v, rate_hz):
        # Just beside the notch, as a line that wanders is
        wave = 2e-5 * np.sin(2 * np.pi * 100.9 * np.arange(eeg_v.shape[1]) / rate_hz)
        emg_v, eeg_v = emg_v.copy(), eeg_v.copy()
        eeg_v[C3] += wave
        emg_v[1] += 8 * wave
        return eeg_v, emg_v

    (person,) = cohort_people(
        replace(ONE, corticomuscular=0.0), replace(SETTINGS, rectify=False), line
    )
    flags = flags_of(person, 0.05)
    assert all(COMMON_LINE in own for own in flags[:, :, C3, 1].ravel())
    others = np.delete(flags, C3, axis=2)
    assert np.mean([COMMON_LINE in own for own in others.ravel()]) < 0.1
