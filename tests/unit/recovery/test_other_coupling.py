"""The muscles of one recording at another coupling; its EEG stays."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.file import SEGMENT_COLUMNS, ConnectivityContents, ConnectivityGroup
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.recovery.other_coupling import at_other_coupling

EMG = {"order": 10, "min_samples_per_parameter": 5.0}


def contents_of(run, segments):
    """What the workflow writes of these segments; one number stands for the matrices of the EEG."""
    settings = EmgSettings(**EMG, rate_hz=run.cleaned.emg_rate_hz)
    signals_v = [run.cleaned.segment_arrays(segment)[1] for segment in segments]
    planes = [estimate_emg(emg_v, settings).planes for emg_v in signals_v]
    columns = {key: [kind()] * len(segments) for key, kind in SEGMENT_COLUMNS.items()} | {
        "onset_s": [segment.onset_s for segment in segments],
        "emg_amplitude_v": [float(np.sqrt(np.mean(emg_v**2))) for emg_v in signals_v],
    }
    emg = np.array([list(found.values()) for found in planes])
    muscles = run.cleaned.emg_channels
    return ConnectivityContents(
        segments=columns,
        groups={
            "eeg": ConnectivityGroup(("correlation",), ("Cz",), np.ones((len(segments), 1, 1, 1))),
            "emg": ConnectivityGroup(tuple(planes[0]) if planes else (), muscles, emg),
        },
        attributes={"recording": run.cleaned.name},
    )


def moved(run, contents, coupling):
    return at_other_coupling(
        contents, run.quality, run.subject, run.solution,
        simulation=replace(run.settings, coupling=coupling),
        head=run.head, cleaning=run.cleaning, emg=EMG,
    )  # fmt: skip


def test_at_its_own_coupling_a_recording_is_found_again(run):
    contents = contents_of(run, run.cleaned.segments)
    again = moved(run, contents, run.settings.coupling)
    assert again.segments == contents.segments
    np.testing.assert_array_equal(again.groups["emg"].values, contents.groups["emg"].values)


def test_at_another_coupling_only_the_muscles_change(run):
    contents = contents_of(run, run.cleaned.segments)
    other = moved(run, contents, 0.0)
    assert other.groups["eeg"] is contents.groups["eeg"]
    assert other.attributes == contents.attributes
    assert other.segments["onset_s"] == contents.segments["onset_s"]
    assert other.groups["emg"].measures == contents.groups["emg"].measures
    assert not np.allclose(other.groups["emg"].values, contents.groups["emg"].values)


def test_a_segment_that_the_run_refused_is_not_estimated(run):
    kept = run.cleaned.segments[1:]
    assert moved(run, contents_of(run, kept), 0.0).segments["onset_s"] == [
        segment.onset_s for segment in kept
    ]


def test_a_recording_without_segments_is_not_simulated(run, monkeypatch):
    monkeypatch.setattr(
        "eeg2emg.recovery.other_coupling.simulate_recording",
        lambda *_: pytest.fail("it was simulated"),
    )
    contents = contents_of(run, ())
    assert moved(run, contents, 0.0) is contents
