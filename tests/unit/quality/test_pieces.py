"""What the checks find does not depend on the pieces in which a recording is read."""

from dataclasses import asdict

import numpy as np
import pytest
from eeg2emg.quality import stuck_samples, windows
from eeg2emg.quality.channel_checks import channel_values, neighbour_correlation
from eeg2emg.quality.duplicate_recordings import samples_digest
from eeg2emg.quality.local_outlier_factor import local_outlier_factors
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.stuck_samples import clipped_share, dropped_share
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.segments import Segment
from eeg2emg.recordings.units import check_unit
from eeg2emg.signals import pieces
from eeg2emg.signals.pieces import ArraySignals

MUSCLES = ("BSH", "DEL", "TRIA")


def in_pieces(monkeypatch, size):
    monkeypatch.setattr(pieces, "PIECE_BYTES", size)
    for module in (pieces, windows, stuck_samples):
        monkeypatch.setattr(module, "WORK_BYTES", size)


def faulty(found):
    """The same signals with offsets, lost, clipped and missing samples in some channels."""
    eeg_v = found.eeg_v + np.linspace(-1e-3, 1e-3, len(found.eeg_v))[:, None]
    eeg_v[:, 3000:3100] = eeg_v[:, 2999:3000]
    eeg_v[3, 700:733] = np.nan
    eeg_v[4, 12] = np.inf
    np.clip(eeg_v[5], *np.quantile(eeg_v[5], [0.02, 0.98]), out=eeg_v[5])
    eeg_v[6] = 1e-5
    return eeg_v


@pytest.mark.parametrize("rate_hz", [250.0, 512.0, 2048.0])
def test_a_recording_in_pieces_has_the_quality_of_the_whole(signals, monkeypatch, rate_hz):
    found = signals(seconds=13.7, rate_hz=rate_hz, artefacts=("blinks", "line"))
    segments = (Segment(0, 0.0, 6.0, "rest", 0), Segment(1, 6.0, 6.0, "activity", 0))

    def quality(eeg_v):
        return asdict(
            check_quality(
                ArraySignals(eeg_v), found.emg_v, rate_hz,
                eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, segments=segments,
                thresholds=QualityThresholds(max_local_outlier_factor=1.8),
            )
        )  # fmt: skip

    for eeg_v in (found.eeg_v, faulty(found)):
        whole, digest = quality(eeg_v), samples_digest(eeg_v)
        for size in (100_000, 700_000):
            with monkeypatch.context() as patch:
                in_pieces(patch, size)
                assert quality(eeg_v) == whole
                assert samples_digest(eeg_v) == digest


def test_every_value_is_that_of_the_whole_to_its_last_digits(signals, monkeypatch):
    found = signals(seconds=20.0, artefacts=("blinks",))
    eeg_v = faulty(found)

    def values():
        measured = channel_values(eeg_v, 500.0, 50.0, flat_v=1e-7)
        correlation, covariance = neighbour_correlation(eeg_v, 500.0)
        factors = local_outlier_factors(eeg_v, 500.0, 50.0)
        return {**measured, "r": correlation, "covariance": covariance, "factors": factors}

    whole = values()
    in_pieces(monkeypatch, 30_000)
    for name, value in values().items():
        np.testing.assert_allclose(value, whole[name], rtol=1e-10, atol=1e-24, err_msg=name)


@pytest.mark.parametrize("size", [8, 72, 1000, 10**6])
def test_runs_are_counted_across_pieces(monkeypatch, size):
    in_pieces(monkeypatch, size)
    x = np.array(
        [
            [0, 9, 9, 9, 1, 9, 9, 2, 9, 9, 9, 9, 0, 0, 0, 3],  # 3 + 4 at the top, 3 at the bottom
            [5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 6, 5, 5, 5, 5, 5],  # never three at 6 or at 1
            [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7],  # counted once
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9],  # up to the end
        ],
        dtype=float,
    )
    np.testing.assert_allclose(clipped_share(x) * 16, [10, 0, 16, 8])
    moving = np.arange(48.0).reshape(3, 16)
    moving[:, 4:8] = moving[:, 3:4]
    moving[:, 12] = moving[:, 11]
    assert dropped_share(np.vstack([moving, np.ones(16)])) * 16 == pytest.approx(4)
    assert dropped_share(np.ones((2, 16))) == 0.0


def test_the_unit_is_judged_alike(tmp_path, monkeypatch):
    from eeg2emg.errors import RecordingError

    rng = np.random.default_rng(0)
    x = np.cumsum(rng.standard_normal((5, 20_000)), axis=1)
    messages = []
    for size in (10**8, 1000):
        in_pieces(monkeypatch, size)
        with pytest.raises(RecordingError) as caught:
            check_unit(tmp_path, "EEG", x, 1000.0)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
