"""Signals read in pieces are those of the whole, whatever the pieces."""

import numpy as np
import pytest
from eeg2emg.errors import EstimationError
from eeg2emg.signals import pieces
from eeg2emg.signals.filtered import FilteredSignals, ResampledSignals
from eeg2emg.signals.filters import prepared_eeg, prepared_emg, prepared_for_ica
from eeg2emg.signals.pieces import (
    ArraySignals,
    FiniteSignals,
    SignalsOfRows,
    SignalsOfSpan,
    blocks_made,
    held_if_small,
    read_thinned,
    row_groups,
    time_blocks,
)

RATES_HZ = (250.0, 500.0, 512.0, 1000.0, 1024.0, 2048.0, 5000.0)


def drifting(rate_hz, seconds, channels=3, seed=0):
    """Noise upon large offsets and slopes, as an amplifier without a high-pass gives it."""
    rng = np.random.default_rng(seed)
    samples = round(seconds * rate_hz)
    noise = 1e-5 * rng.standard_normal((channels, samples))
    return noise + np.linspace(-1, 1, channels)[:, None] * (
        1e-3 + 1e-3 * np.arange(samples) / rate_hz
    )


@pytest.fixture(params=[1, 3_000, 40_000, 10**6])
def block_bytes(request, monkeypatch):
    """Blocks from one sample to the whole."""
    monkeypatch.setattr(pieces, "PIECE_BYTES", request.param)
    return request.param


@pytest.mark.parametrize("multiple", [1, 7, 1000])
def test_blocks_cover_the_time_once_and_keep_their_size(block_bytes, multiple):
    signals = ArraySignals(np.zeros((3, 5321)))
    blocks = list(time_blocks(signals, multiple=multiple))
    assert [start for start, _ in blocks[1:]] == [stop for _, stop in blocks[:-1]]
    assert (blocks[0][0], blocks[-1][1]) == (0, 5321)
    lengths = [stop - start for start, stop in blocks]
    assert all(length % multiple == 0 for length in lengths[:-1])
    assert all(length * 24 <= block_bytes or length == multiple for length in lengths[:-1])


def test_groups_hold_each_channel_once(block_bytes):
    groups = list(row_groups(7, 1500))
    assert [row for group in groups for row in group] == list(range(7))
    assert all(len(group) * 1500 <= block_bytes or len(group) == 1 for group in groups)


def test_rows_and_spans_are_those_of_the_array():
    x = np.random.default_rng(0).standard_normal((5, 100))
    signals = SignalsOfSpan(SignalsOfRows(ArraySignals(x), [3, 0, 4]), 10, 60)
    assert signals.shape == (3, 50)
    np.testing.assert_array_equal(signals.read(), x[[3, 0, 4], 10:60])
    np.testing.assert_array_equal(signals.read([2, 0], 5, 9), x[[4, 3], 15:19])
    np.testing.assert_array_equal(signals.read(None, 45, 80), x[[3, 0, 4], 55:60])


def test_thinned_is_every_kth_sample(block_bytes):
    x = np.random.default_rng(0).standard_normal((3, 1001))
    np.testing.assert_array_equal(read_thinned(ArraySignals(x), 16), x[:, ::16])
    np.testing.assert_array_equal(read_thinned(ArraySignals(x), 3, [1]), x[1:2, ::3])


def test_what_is_not_finite_becomes_the_mean_of_its_channel():
    x = 1.0 + np.random.default_rng(0).standard_normal((3, 1000))
    x[1, 100:150], x[2, 7] = np.nan, np.inf
    finite = FiniteSignals(ArraySignals(x))
    np.testing.assert_allclose(finite.not_finite_share, [0, 0.05, 0.001], atol=1e-12)
    filled = finite.read()
    np.testing.assert_allclose(filled[1, 100:150], np.nanmean(x[1]), rtol=1e-12)
    np.testing.assert_array_equal(filled[np.isfinite(x)], x[np.isfinite(x)])


def test_what_is_one_piece_is_read_once(block_bytes):
    class Counted(ArraySignals):
        reads = 0

        def read(self, *arguments):
            Counted.reads += 1
            return super().read(*arguments)

    held = held_if_small(Counted(np.ones((2, 1000))))
    held.read()
    held.read()
    assert Counted.reads == (1 if block_bytes >= 16_000 else 2)


def prepared(rate_hz, signals):
    how = {"line_freq_hz": 50.0}
    yield prepared_eeg(signals, rate_hz, **how)[0]
    yield prepared_emg(signals, rate_hz, **how)[0]
    yield prepared_for_ica(signals, rate_hz, **how)[0]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("seconds", [2.0, 31.3])
def test_filters_in_blocks_are_those_of_the_whole(rate_hz, seconds, monkeypatch):
    """Also with offsets of a hundred times the signal, which a wrong end would spread."""
    source = ArraySignals(drifting(rate_hz, seconds))
    for signals in prepared(rate_hz, source):
        whole = signals.read()
        assert whole.shape == signals.shape
        for size in (200_000, 10**7):
            monkeypatch.setattr(pieces, "MADE_BYTES", size)
            blocks = blocks_made(signals, source)
            in_blocks = np.concatenate([signals.read(None, *block) for block in blocks], axis=1)
            np.testing.assert_allclose(in_blocks, whole, rtol=0, atol=1e-15)


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (1, 2), (17, 18), (123, 456), (480, 500)])
@pytest.mark.parametrize(("up", "down"), [(1, 4), (125, 256), (125, 128), (3, 2), (7, 5)])
def test_any_span_can_be_read(start, stop, up, down):
    x = drifting(250.0, 8.2)
    kernel = np.hanning(301)
    for signals in (
        FilteredSignals(ArraySignals(x), kernel, down if up == 1 else 1),
        ResampledSignals(FilteredSignals(ArraySignals(x), kernel), up, down),
    ):
        whole = signals.read()
        span = signals.read(None, start, stop)
        np.testing.assert_allclose(span, whole[:, start:stop], rtol=1e-12, atol=1e-14)


def test_rows_are_filtered_by_themselves():
    x = drifting(500.0, 10.0, channels=4)
    signals, _ = prepared_eeg(ArraySignals(x), 500.0, line_freq_hz=50.0)
    np.testing.assert_array_equal(signals.read([2, 1]), signals.read()[[2, 1]])


def test_a_block_without_finite_samples_is_refused():
    x = drifting(500.0, 60.0)
    x[1, 25_000] = np.nan
    signals, _ = prepared_eeg(ArraySignals(x), 500.0, line_freq_hz=50.0)
    assert np.isfinite(signals.read(None, 0, 1000)).all()
    with pytest.raises(EstimationError, match="NaN or infinite"):
        signals.read(None, 12_000, 13_000)
