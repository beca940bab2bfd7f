"""Changes from segment to segment: slow courses leave nothing, shared changes show."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.changes import changes_of

M = 3


def segments_of(subjects=4, recordings=2, segments=8):
    return pd.DataFrame(
        {
            "subject": f"sub-{s}",
            "recording": f"sub-{s}_run-{r}",
            "phase": ("rest", "activity")[k % 2],
            "onset_s": 10.0 * k,
        }
        for s in range(subjects)
        for r in range(recordings)
        for k in range(segments)
    )


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def noise(rng, segments):
    return rng.standard_normal((len(segments), M, M))


def test_half_of_the_true_change_has_a_slope_of_two(rng):
    segments = segments_of()
    truth = noise(rng, segments)
    found = changes_of(segments, truth, 0.5 * truth + 7)
    assert found.slope == pytest.approx(2)
    assert found.subjects == ("sub-0", "sub-1", "sub-2", "sub-3")
    assert (found.shared > 0).all()


@pytest.mark.parametrize(
    "course",
    [
        lambda segments: segments["subject"].astype("category").cat.codes,
        lambda segments: (segments["phase"] == "rest").astype(float),
        lambda segments: (segments["recording"].str.endswith("1")).astype(float),
        lambda segments: segments.groupby("recording").cumcount() // 2 * 0.3,
    ],
    ids=["who", "phase", "a step between recordings", "a line in time"],
)
def test_slow_courses_leave_nothing(rng, course):
    """Truth and estimate share the course, and nothing else."""
    segments = segments_of()
    shared = course(segments).to_numpy(float)[:, None, None] * np.ones((M, M))
    alone = noise(rng, segments)
    found = changes_of(segments, shared + alone, shared)
    assert np.abs(found.shared).max() < 1e-9
    assert found.estimated.max() < 1e-9


def test_the_diagonal_does_not_count(rng):
    segments = segments_of()
    truth = noise(rng, segments)
    changed = truth + 100 * noise(rng, segments) * np.eye(M)
    assert changes_of(segments, changed, truth).slope == pytest.approx(1)


def test_the_order_of_rows_does_not_matter(rng):
    segments = segments_of()
    truth, estimate = noise(rng, segments), noise(rng, segments)
    order = rng.permutation(len(segments))
    found = changes_of(segments, truth, estimate)
    again = changes_of(segments.iloc[order], truth[order], estimate[order])
    assert again.subjects == found.subjects
    np.testing.assert_allclose(again.shared, found.shared)


def test_one_segment_of_a_phase_per_recording_is_compared_over_recordings(rng):
    segments = segments_of(recordings=6, segments=2)
    truth = noise(rng, segments)
    assert changes_of(segments, truth, truth).slope == pytest.approx(1)


def test_too_few_segments_leave_nobody(rng):
    segments = segments_of(recordings=1, segments=4)
    truth = noise(rng, segments)
    found = changes_of(segments, truth, truth)
    assert found.subjects == ()
    assert np.isnan(found.slope)
