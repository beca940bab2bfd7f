"""An ICA that must not see what is tested: which recordings it has, and what is refused."""

import pytest
from eeg2emg.cleaning.ica_data import earlier_recordings
from eeg2emg.errors import EstimationError, NotEstimableError
from eeg2emg.recordings.segments import Segment
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.seen_by_ica import refuse_what_was_seen


def segments(*phases):
    return [Segment(k, 60.0 * k, 60.0, phase, 0) for k, phase in enumerate(phases)]


BOTH = segments("rest", "activity")


def test_the_first_half_in_the_order_given():
    named = {f"sub-01_task-arm_run-{run:02d}": BOTH for run in (3, 1, 5, 2, 4)}
    assert earlier_recordings(named) == ["sub-01_task-arm_run-03", "sub-01_task-arm_run-01"]


def test_phases_of_their_own_recordings_take_turns():
    """All of one phase would come first by name: half of each kind is earlier."""
    named = {f"sub-01_task-lift_run-{run}": segments("activity") for run in range(4)}
    named |= {f"sub-01_task-rest_run-{run}": segments("rest") for run in range(4)}
    assert earlier_recordings(named) == [
        *("sub-01_task-lift_run-0", "sub-01_task-lift_run-1"),
        *("sub-01_task-rest_run-0", "sub-01_task-rest_run-1"),
    ]


def test_one_recording_has_no_first_half():
    with pytest.raises(EstimationError, match=r"1 recordings? .*set ica.fit_on to all"):
        earlier_recordings({"sub-01": BOTH})


UNSEEN = [scheme.name for scheme in SCHEMES.values() if scheme.unseen_by_ica]


@pytest.mark.parametrize("scheme", UNSEEN)
def test_what_is_tested_or_validates_is_never_in_the_first_half(make_cohort, scheme):
    from eeg2emg.splitting.schemes import make_split

    for recordings in range(3, 14):
        dataset = make_cohort(subjects=1, recordings=recordings)
        split = make_split(dataset.segments, scheme, seed=1)
        judged = split.frame.merge(
            dataset.segments[["segment", "recording", "phase"]], on="segment"
        )
        named = {name: segments(*own["phase"]) for name, own in judged.groupby("recording")}
        seen = earlier_recordings(named)
        held_out = judged.loc[judged["part"].isin(["validation", "test"]), "recording"]
        assert len(seen) > 0 < len(held_out)
        assert set(held_out).isdisjoint(seen)
        refuse_what_was_seen(zip(judged["recording"], judged["part"], strict=True), seen)


def test_a_judged_recording_that_was_seen_is_refused_by_name():
    parts = [("run-1", "training"), ("run-2", "unused"), ("run-3", "validation")]
    refuse_what_was_seen(parts, ["run-1", "run-2"])
    with pytest.raises(NotEstimableError, match=r"run-3 would be judged"):
        refuse_what_was_seen(parts, ["run-1", "run-3"])
