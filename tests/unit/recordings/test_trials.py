"""Trials: windows beside events, and what is pooled into a segment."""

from itertools import pairwise

import pytest
from eeg2emg.recordings.segmenting import design_of, segment_recording
from eeg2emg.recordings.segments import Stretch
from eeg2emg.recordings.trials import TrialWindow, joined, pauses_s, pool_trials, trial_windows
from hypothesis import given
from hypothesis import strategies as st

PHASES = {"rest": ["S  8"], "activity": ["S  1", "S  2"]}
GO = {"go": ["S 11", "S 21"], "end": ["S  8"]}


def reaching(trials, *, go_s=3.0, hold_s=4.0, pause_s=5.0, first_s=1.0):
    """Trials as a laboratory marks them: cue, go, end (from which on there is rest)."""
    events, start = [(0.0, 0.0, "S  8")], first_s + pause_s
    for number in range(trials):
        kind = number % 2 + 1
        events += [
            (start, 0.0, f"S  {kind}"),
            (start + go_s, 0.0, f"S {kind}1"),
            (start + go_s + hold_s, 0.0, "S  8"),
        ]
        start += go_s + hold_s + pause_s
    return events, start + pause_s


def cut(events, recording_s, *, trials=4, length_s=12.0, bad_spans=(), windows=None):
    windows = {"rest": {"from_s": 0.5}, "activity": GO} if windows is None else windows
    design = design_of(PHASES, length_s, trials=trials, windows=windows)
    return segment_recording(
        events, design, recording_s=recording_s, bad_spans=bad_spans, sample_s=0.001
    )


class TestWindows:
    """Time zero is the cue or the go; the window ends before the end."""

    def test_one_event_has_a_window_before_it_and_one_after(self):
        events = [(4.0 * k, 1.0, "pull") for k in range(1, 9)]
        design = design_of(
            {"before": ["pull"], "after": ["pull"]}, 8.0, trials=4,
            windows={"before": {"from_s": -2.0}, "after": {"from_s": 0.0}},
        )  # fmt: skip
        found, _ = segment_recording(events, design, recording_s=40.0, sample_s=0.004)
        assert {one.phase: one.runs for one in found if one.cycle == 0} == {
            "before": ((2.0, 2.0), (6.0, 2.0), (10.0, 2.0), (14.0, 2.0)),
            "after": ((4.0, 2.0), (8.0, 2.0), (12.0, 2.0), (16.0, 2.0)),
        }

    def test_a_window_lies_after_the_go(self):
        events, recording_s = reaching(8)
        found = trial_windows(
            events,
            PHASES,
            {"activity": TrialWindow(0.5, ("S 11", "S 21"), ("S  8",))},
            window_s=3.0,
            recording_s=recording_s,
        )
        go = [onset for onset, _, name in events if name in ("S 11", "S 21")]
        assert [span[:2] for span in found.spans] == [(t + 0.5, t + 3.5) for t in go]
        assert not found.notes

    def test_a_cue_without_go_gives_no_trial_and_is_counted(self):
        events, recording_s = reaching(8)
        events = [event for event in events if event[0] not in (events[2][0], events[5][0])]
        segments, notes = cut(events, recording_s, trials=2, length_s=6.0)
        assert sum(segment.phase == "activity" for segment in segments) == 3
        assert any("2, since no 'S 11', 'S 21' follows the event of 'activity'" in n for n in notes)

    def test_a_go_belongs_to_its_own_cue_alone(self):
        # The second cue has no go of its own: that of the third is not taken for it.
        events = [(1.0, 0.0, "S  1"), (2.0, 0.0, "S 11"), (10.0, 0.0, "S  2"), (20.0, 0.0, "S  1"),
                  (21.0, 0.0, "S 11")]  # fmt: skip
        found = trial_windows(
            events, PHASES, {"activity": TrialWindow(0.0, ("S 11", "S 21"))},
            window_s=3.0, recording_s=40.0,
        )  # fmt: skip
        assert [span[0] for span in found.spans] == [2.0, 21.0]

    def test_a_window_beyond_the_end_is_no_trial(self):
        events, recording_s = reaching(4, hold_s=2.9)
        segments, notes = cut(events, recording_s, trials=1, length_s=3.0)
        assert not any(segment.phase == "activity" for segment in segments)
        assert any("4, since the window of 'activity' reaches beyond 'S 8'" in n for n in notes)

    @pytest.mark.parametrize("place", [0.0, 1.5, 2.9])
    def test_a_trial_with_something_bad_in_it_is_left_out(self, place):
        events, recording_s = reaching(4)
        go = next(onset for onset, _, name in events if name == "S 11")
        whole = cut(events, recording_s, trials=1, length_s=3.0).segments
        for lasting in (0.05, 0.0):  # a span, and a pause of the recorder within the window
            inside = (go + max(place, 0.01), lasting)
            kept, notes = cut(events, recording_s, trials=1, length_s=3.0, bad_spans=[inside])
            assert len(kept) == len(whole) - 1
            assert any("touches what is marked bad, or a pause" in note for note in notes)

    def test_windows_that_overlap_are_counted_once(self):
        events = [(10.0, 0.0, "S  1"), (11.0, 0.0, "S  2"), (20.0, 0.0, "S  1")]
        segments, notes = cut(
            events, 30.0, trials=1, length_s=3.0, windows={"activity": {"from_s": 0.0}}
        )
        assert [segment.onset_s for segment in segments] == [10.0, 20.0]
        assert any("overlaps" in note for note in notes)

    def test_a_window_may_begin_before_its_event(self):
        events = [(10.0, 0.0, "S  1"), (1.0, 0.0, "S  2")]
        segments, notes = cut(
            events, 30.0, trials=1, length_s=3.0, windows={"activity": {"from_s": -2.0}}
        )
        assert [segment.onset_s for segment in segments] == [8.0]
        assert any("reaches out of the recording" in note for note in notes)


class TestPooling:
    """Blocks hold as many trials of every phase."""

    def test_interleaved_conditions_share_a_cycle(self):
        events, recording_s = reaching(16)
        segments, _ = cut(events, recording_s)
        by_cycle = {}
        for segment in segments:
            by_cycle.setdefault(segment.cycle, []).append(segment)
        assert list(by_cycle) == [0, 1, 2, 3]
        for own in by_cycle.values():
            assert sorted(segment.phase for segment in own) == ["activity", "rest"]
            # The two of a block cover the same time: drift is no difference between them.
            assert abs(own[0].onset_s - own[1].onset_s) < 12

    def test_every_trial_is_in_one_segment_and_blocks_follow_each_other(self):
        events, recording_s = reaching(16)
        segments, _ = cut(events, recording_s)
        runs = sorted(run for segment in segments for run in segment.runs)
        assert len(runs) == len(set(runs)) == 32
        ends = [max(sum(run) for s in segments if s.cycle == c for run in s.runs) for c in range(4)]
        starts = [min(s.onset_s for s in segments if s.cycle == c) for c in range(4)]
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))

    def test_long_phases_keep_their_natural_cycles(self):
        spans = [(k * 30.0, "rest" if k % 2 == 0 else "activity", k // 2) for k in range(6)]
        trials = [
            Stretch(start + 5.0 * i, 5.0, phase, cycle)
            for start, phase, cycle in spans
            for i in range(6)
        ]
        segments, notes = pool_trials(trials, 3)
        assert [(s.phase, s.cycle) for s in segments] == [
            (phase, cycle) for _, phase, cycle in spans for _ in range(2)
        ]
        # Trials that follow each other without a gap are an ordinary, uninterrupted segment.
        assert all(segment.apart == () for segment in segments)
        assert not notes

    @pytest.mark.parametrize("opening", ["rest", "activity"])
    def test_it_does_not_matter_which_phase_a_recording_begins_with(self, opening):
        other = {"rest": "activity", "activity": "rest"}[opening]
        trials, cycle = [], 0
        for number in range(24):
            phase = opening if number % 2 == 0 else other
            cycle += bool(number and phase == "rest")
            trials.append(Stretch(5.0 * number, 3.0, phase, cycle))
        segments, notes = pool_trials(trials, 4)
        assert [s.cycle for s in segments] == [0, 0, 1, 1, 2, 2]
        assert not notes
        ends = [max(sum(s.runs[-1]) for s in segments if s.cycle == c) for c in range(3)]
        starts = [min(s.onset_s for s in segments if s.cycle == c) for c in range(3)]
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))

    def test_trials_left_over_are_told(self):
        events, recording_s = reaching(10)
        segments, notes = cut(events, recording_s)
        assert sum(segment.phase == "activity" for segment in segments) == 2
        assert any("trials left over: 2 of 'activity'" in note for note in notes)

    def test_a_phase_that_never_comes_does_not_hold_the_others_back(self):
        events, recording_s = reaching(8)
        events = [event for event in events if event[2] != "S  8"]
        windows = {"activity": {"go": GO["go"]}, "rest": {"from_s": 0.0}}
        segments, _ = cut(events, recording_s, windows=windows)
        assert [segment.phase for segment in segments] == ["activity", "activity"]

    def test_pieces_beside_bad_spans_are_pooled(self):
        design = design_of({"walking": ["walk"]}, 30.0, "task", 10)
        bad = [(10.0 * k + 8.0, 1.0) for k in range(10)]
        segments, _ = segment_recording(
            [], design, recording_s=100.0, task="walk", bad_spans=bad, sample_s=0.001
        )
        assert len(segments) == 2
        whole = design_of({"walking": ["walk"]}, 30.0, "task")
        assert not segment_recording(
            [], whole, recording_s=100.0, task="walk", bad_spans=bad
        ).segments
        for segment in segments:
            assert sum(length for _, length in segment.runs) == pytest.approx(30.0)
            assert pauses_s(segment) > 0

    @given(
        st.lists(st.sampled_from(["rest", "activity"]), min_size=1, max_size=60),
        st.integers(1, 7),
        st.lists(st.booleans(), min_size=60, max_size=60),
    )
    def test_a_segment_has_its_trials_of_one_phase_in_order(self, phases, count, gaps):
        trials, time, cycle = [], 0.0, 0
        for number, phase in enumerate(phases):
            cycle += bool(number and phase == "rest" and phases[number - 1] != "rest")
            trials.append(Stretch(time, 2.0, phase, cycle))
            time += 2.0 + gaps[number]
        segments, _ = pool_trials(trials, count)
        taken = set()
        for segment in segments:
            assert segment.duration_s == 2.0 * count
            assert sum(length for _, length in segment.runs) == pytest.approx(2.0 * count)
            assert all(sum(a) < b[0] for a, b in pairwise(segment.runs))
            inside = {
                trial
                for trial in trials
                for onset, length in segment.runs
                if onset <= trial.onset_s < onset + length
            }
            assert {trial.phase for trial in inside} == {segment.phase}
            assert not inside & taken
            taken |= inside
        assert [segment.index for segment in segments] == list(range(len(segments)))
        assert [s.cycle for s in segments] == sorted(s.cycle for s in segments)


def test_spans_without_a_gap_are_one_run():
    spans = [(0.0, 1 / 3), (1 / 3, 1 / 3), (0.666667, 1 / 3), (2.0, 1.0)]
    assert joined(spans) == [(0.0, 1.0), (2.0, 1.0)]


class TestPauses:
    """Trials on both sides of a pause of the recorder follow each other by their samples alone."""

    @pytest.mark.parametrize("pause_s", [2.0, 4.0, 6.0])
    def test_they_are_runs_of_their_own(self, pause_s):
        design = design_of({"walking": ["walk"]}, 8.0, "task", 4)
        segments, _ = segment_recording(
            [], design, recording_s=8.0, task="walk", bad_spans=[(pause_s, 0.0)], sample_s=0.002
        )
        assert [segment.runs for segment in segments] == [
            ((0.0, pause_s), (pause_s, 8.0 - pause_s))
        ]

    def test_windows_beside_events_too(self):
        events = [(2.0, 0.0, "S  1"), (4.0, 0.0, "S  1")]
        options = {"trials": 2, "length_s": 4.0, "windows": {"activity": {"from_s": 0.0}}}
        for bad, runs in (((), ((2.0, 4.0),)), ([(4.0, 0.0)], ((2.0, 2.0), (4.0, 2.0)))):
            (segment,), _ = cut(events, 8.0, bad_spans=bad, **options)
            assert segment.runs == runs

    @given(
        st.lists(st.integers(1, 29_999), max_size=12, unique=True),
        st.sampled_from([1, 2, 3]),
        st.sampled_from([1.0, 1.998, 2.0, 2.995]),
    )
    def test_no_run_has_samples_of_both_sides(self, pauses, trials, trial_s):
        rate_hz = 1000.0
        bad = [(place / rate_hz, 0.0) for place in pauses]
        design = design_of({"walking": ["walk"]}, trial_s * trials, "task", trials)
        segments, _ = segment_recording(
            [], design, recording_s=30.0, task="walk", bad_spans=bad, sample_s=1 / rate_hz
        )
        for segment in segments:
            for onset_s, length_s in segment.runs:
                first = round(onset_s * rate_hz)
                last = first + round(length_s * rate_hz)
                assert not any(first < place < last for place in pauses)
