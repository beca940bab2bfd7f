"""The quality rules and the simulated cohort: noisy people are found, and nobody else is lost.

The rules see arrays; who is noisy is written nowhere.
"""

from pathlib import Path

import yaml
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.segments import Segment
from eeg2emg.simulation import SimulationSettings, recording_names, simulate_recording
from eeg2emg.simulation.head_model import simulate_subject_head

CONFIGURATIONS = Path(__file__).parents[3] / "config"
SEGMENT_S = 8.0


def cohort(configuration, monkeypatch, **changes):
    """Judge every person of a configuration, with fewer and shorter segments."""
    monkeypatch.setattr("eeg2emg.simulation.recording.recording_truth", lambda *_: None)
    options = yaml.safe_load((CONFIGURATIONS / configuration).read_text(encoding="utf-8"))
    settings = SimulationSettings(
        **options["simulation"] | {"segments": 4, "segment_s": SEGMENT_S} | changes,
        seed=options["seed"],
    )
    names, flat, verdicts = iter(recording_names(settings)), set(), {}
    for subject in range(settings.subjects):
        head = simulate_subject_head(settings, subject)
        qualities = []
        for run in range(settings.recordings):
            recording = simulate_recording(settings, subject, run, head)
            signals = check_quality(
                recording.eeg_v,
                recording.emg_v,
                recording.rate_hz,
                eeg_channels=settings.eeg_channels,
                emg_channels=settings.emg_channels,
                segments=[
                    Segment(i, event.onset_s, event.duration_s, event.phase, i // 2)
                    for i, event in enumerate(recording.events)
                ],
                line_freq_hz=settings.line_hz,
            )
            name = next(names)
            qualities.append(RecordingQuality(recording=name, subject="", **vars(signals)))
            if (recording.eeg_v.std(axis=1) == 0).any():
                flat.add(name)
        verdicts[subject] = judge_subject(f"sub-{subject + 1:02d}", qualities)
    return settings, verdicts, flat


def test_the_default_cohort_loses_nothing_but_recordings_with_a_dead_channel(monkeypatch):
    settings, verdicts, flat = cohort("config.yaml", monkeypatch)
    assert settings.noisy_subjects == 0
    assert [verdict.left_out for verdict in verdicts.values()] == [""] * settings.subjects
    lost = {name for verdict in verdicts.values() for name in verdict.left_out_recordings}
    assert lost <= flat
    assert len(flat) < 0.2 * settings.subjects * settings.recordings


def test_the_two_noisy_people_of_the_papers_cohort_are_found_for_their_own_reasons(monkeypatch):
    settings, verdicts, flat = cohort("paper.yaml", monkeypatch, recordings=2)
    assert (settings.subjects, settings.noisy_subjects) == (12, 2)
    found = {subject: verdict for subject, verdict in verdicts.items() if verdict.left_out}
    assert set(found) == {10, 11}
    of_muscles, of_brain = (
        " ".join(found[subject].left_out_recordings.values()) for subject in (10, 11)
    )
    assert "EMG in activity is only" in of_muscles
    assert "flat" in of_brain
    lost = {
        name
        for subject, verdict in verdicts.items()
        if subject not in found
        for name in verdict.left_out_recordings
    }
    assert lost <= flat


def test_tense_temporal_muscles_alone_cost_nobody(monkeypatch):
    _, verdicts, _ = cohort(
        "config.yaml",
        monkeypatch,
        recordings=1,
        temporal_muscle_uv=60.0,
        flat_channel_share=0.0,
    )
    assert not any(verdict.left_out_recordings for verdict in verdicts.values())
