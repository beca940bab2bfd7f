"""Where the brain says nothing about the muscles, no model finds that it does.

From simulated signals, with their artefacts and their corticomuscular drive, to skill, over many
cohorts: at k = 0 skill is zero, while the pooled correlation stays high; at k = 1 the very same
pipeline finds plenty.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.dataset import ConnectivityDataset
from eeg2emg.connectivity import granger_causality
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.simulation import SimulationSettings, simulate_recording, simulate_subject_head
from eeg2emg.splitting.schemes import make_split

SETTINGS = SimulationSettings(
    subjects=3,
    noisy_subjects=0,
    recordings=6,
    segments=8,
    segment_s=10.0,
    rate_hz=250.0,
    brain_gain=0.8,
    muscle_gain=0.6,
    wobble=0.0,
    segment_noise=0.0,
    flat_channel_share=0.0,
    eeg_channels=("Fz", "C3", "C4", "P3", "P4", "O1", "O2", "T7"),
    emg_channels=("flexor", "extensor", "deltoid"),
)
COHORTS = 20


def cohort(seed, coupling, heads):
    """Brain and muscle networks of a small cohort, estimated from its signals."""
    settings = replace(SETTINGS, seed=seed, coupling=coupling)
    length = settings.samples_per_segment
    rows, features, targets = [], [], []
    for subject, head in enumerate(heads):
        for run in range(settings.recordings):
            recording = simulate_recording(settings, subject, run, head)
            for i, event in enumerate(recording.events):
                eeg, emg = (
                    x[:, i * length : (i + 1) * length].astype(float)
                    for x in (recording.eeg_v, recording.emg_v)
                )
                features.append(np.stack([np.corrcoef(eeg), granger_causality(eeg, 6)], axis=-1))
                targets.append(granger_causality(emg, 4))
                rows.append(
                    {
                        "segment": f"{recording.name}_{i}",
                        "subject": f"{subject:02d}",
                        "recording": recording.name,
                        "phase": event.phase,
                        "cycle": i // 2,
                        "onset_s": event.onset_s,
                        "emg_amplitude_v": float(emg.std()),
                    }
                )
    return ConnectivityDataset(
        features=np.array(features),
        targets=np.array(targets),
        planes=("correlation", "granger"),
        eeg_channels=SETTINGS.eeg_channels,
        emg_channels=SETTINGS.emg_channels,
        segments=pd.DataFrame(rows),
        target_name="granger_raw",
        simulated=True,
    )


def judged(seed, coupling, heads):
    """Skill and pooled r of every model on the test segments."""
    dataset = cohort(seed, coupling, heads)
    split = make_split(dataset.segments, "blocked", seed=seed)
    predictions = fit_models(dataset, split, "blocked")
    table = evaluate(dataset, {"blocked": split}, [predictions], seed=seed).metrics
    tested = table[table["part"] == "test"]
    return tested.pivot_table(index="model", columns="metric", values="value")


@pytest.fixture(scope="module")
def skills():
    patch = pytest.MonkeyPatch()
    patch.setattr("eeg2emg.simulation.recording.recording_truth", lambda *_: None)
    heads = [simulate_subject_head(SETTINGS, subject) for subject in range(SETTINGS.subjects)]
    found = {
        coupling: [judged(seed, coupling, heads) for seed in range(1, cohorts + 1)]
        for coupling, cohorts in ((0.0, COHORTS), (1.0, 3))
    }
    patch.undo()
    return found


@pytest.mark.parametrize("model", [*REGRESSIONS, "best-chosen"])
def test_no_model_has_skill_over_many_uncoupled_cohorts(skills, model):
    # A rival that few validation segments chose badly makes a skill of its own: what counts is the
    # better of it and the mean that the models start from.
    over_both = ["skill", "skill_over_cell_mean"]
    values = np.array([table.loc[model, over_both].min() for table in skills[0.0]])
    # A single small cohort may do well by chance, many may not. The skills of cohorts vary by some
    # 0.12 around -0.05: a leak that raises them by 0.11 is noticed, as is a coupling of k = 0.6.
    assert values.mean() < 2 * values.std(ddof=1) / np.sqrt(COHORTS)
    assert np.median(values) < 0.03
    assert np.mean(values > 0.1) <= 0.15


@pytest.mark.parametrize("model", REGRESSIONS)
def test_the_same_models_have_skill_where_the_brain_drives_the_muscles(skills, model):
    assert min(table.loc[model, "skill"] for table in skills[1.0]) > 0.2


def test_the_pooled_correlation_is_high_without_any_coupling(skills):
    values = [table.loc["kernel ridge", "r"] for table in skills[0.0]]
    assert np.median(values) > 0.5
