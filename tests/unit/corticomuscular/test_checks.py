"""Checks: what feigns coherence is flagged, and what is none of it is not."""

import re
from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.corticomuscular.checks import line_frequencies, zero_lag
from eeg2emg.corticomuscular.clocks import why_no_common_clock
from eeg2emg.corticomuscular.coherence import coherency_of, independent_averages, pooled_sum
from eeg2emg.corticomuscular.person import estimate_person
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.recordings.common_time import CommonTime
from making.corticomuscular import RATE_HZ, SETTINGS, follows, noise, segments_of

BETA = SETTINGS.rows_of_bands()[0]


def lag_of(make, **more):
    segments = segments_of(make, **more)
    averages = independent_averages([count for one in segments for count in one.windows])
    return zero_lag(coherency_of(pooled_sum([one.sums for one in segments])), BETA, averages)


def estimate(make, **more):
    segments = segments_of(make, **more)
    return estimate_person("sub-01", segments, (("C3", "Cz", "C4"), ("M", "N")), SETTINGS)


class TestZeroLag:
    @pytest.mark.parametrize("share", [0.05, 0.3])
    def test_crosstalk_has_no_imaginary_part(self, share):
        found = lag_of(lambda eeg, seed: follows(eeg, seed, share=share, delay=0))
        assert found.share[0, 0] > 0.8
        assert found.p_delay[0, 0] > 0.01

    @pytest.mark.parametrize("share", [0.05, 0.3])
    def test_a_delay_has_one(self, share):
        found = lag_of(lambda eeg, seed: follows(eeg, seed, share=share, delay=5))
        assert found.share[0, 0] < 0.8
        assert found.p_delay[0, 0] < 0.001

    def test_without_delay_p_is_below_the_level_as_rarely_as_it_says(self):
        def crosstalk(eeg, seed):
            return 0.5 * eeg[:1] + noise(seed, 40, eeg.shape[1])

        p = np.concatenate(
            [np.ravel(lag_of(crosstalk, n_electrodes=1, seed=seed).p_delay) for seed in range(10)]
        )
        assert np.mean(p < 0.05) < 0.08


class TestLine:
    def test_harmonics_end_below_half_the_rate(self):
        assert line_frequencies(50, 250) == [50, 100]
        assert line_frequencies(60, 250) == [60, 120]
        assert line_frequencies(60, 240) == [60]

    def test_a_common_line_is_found_in_the_pairs_that_have_it(self):
        def with_line(eeg, seed):
            emg = noise(seed, 2, eeg.shape[1])
            line = np.sin(2 * np.pi * 50 / RATE_HZ * np.arange(eeg.shape[1]))
            eeg[1] += 0.5 * line
            emg[0] += 0.5 * line
            return emg

        found = estimate(with_line).values["common_line"][0, 0]
        assert found[1, 0] == 1
        assert found.sum() == 1

    def test_a_broad_relation_is_no_line(self):
        found = estimate(lambda eeg, seed: follows(eeg, seed, share=0.5))
        assert not found.values["common_line"].any()


def two_files(**time):
    return RecordingQuality(
        recording="sub-01_task-arm", subject="sub-01", duration_s=600.0, eeg_reasons=[],
        common_time=CommonTime(**({"shared_events": 20, "start_offset_ms": 0.5,
                                   "drift_ms_per_min": 0.05, "drift_from": "events"} | time)),
    )  # fmt: skip


class TestClocks:
    def test_one_file_has_one_clock(self):
        one = replace(two_files(), common_time=None)
        assert why_no_common_clock(one, aligned_by_hand=False) == ""

    def test_triggers_in_both_vouch_for_two_devices(self):
        assert why_no_common_clock(two_files(), aligned_by_hand=False) == ""

    @pytest.mark.parametrize(
        ("time", "reason"),
        [
            ({"shared_events": 0, "start_offset_ms": None, "drift_from": "lengths"},
             r"nothing but their begins and lengths .* \(0 events in both; 3 "),
            ({"shared_events": 2, "drift_from": "lengths"}, r"\(2 events in both; 3 "),
            ({"start_offset_ms": 4.0}, r"4\.5 ms apart .*\+4\.0 ms at the begin, \+4\.5 ms at"),
            ({"drift_ms_per_min": 0.5}, r"5\.5 ms apart .* Align and resample"),
            ({"start_offset_ms": -1.0, "drift_ms_per_min": -0.3}, r"4\.0 ms apart"),
        ],
    )  # fmt: skip
    def test_devices_that_nothing_aligned_are_refused_with_the_reason(self, time, reason):
        assert re.search(reason, why_no_common_clock(two_files(**time), aligned_by_hand=False))

    def test_what_was_aligned_by_hand_is_refused_whatever_the_files_look_like(self):
        one = replace(two_files(), common_time=None)
        reason = why_no_common_clock(one, aligned_by_hand=True)
        assert "corticomuscular.aligned_by_hand" in reason
