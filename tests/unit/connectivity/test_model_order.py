"""Order of a model: in samples as it is given, in milliseconds as the rate makes it."""

import pytest
from eeg2emg.connectivity.model_order import order_in_samples
from eeg2emg.connectivity.settings import EmgSettings, emg_settings_at
from eeg2emg.errors import EstimationError

RATES_HZ = (250.0, 256.0, 500.0, 512.0, 1000.0, 2048.0, 2500.0, 4000.0)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("options", [{"order": 20}, {"order": 20, "order_ms": None}])
def test_an_order_in_samples_is_the_same_at_any_rate(options, rate_hz):
    assert order_in_samples(options, "order", rate_hz) == 20
    assert emg_settings_at(options, rate_hz) == EmgSettings(rate_hz=rate_hz, order=20)


@pytest.mark.parametrize(
    ("span_ms", "rate_hz", "order"),
    [(20, 256, 5), (20, 1000, 20), (20, 4000, 80), (48, 250, 12), (48, 256, 12), (10, 250, 3),
     (4, 250, 1), (1000, 1000, 1000)],
)  # fmt: skip
def test_a_span_is_rounded_to_samples(span_ms, rate_hz, order):
    options = {"order": 999, "order_ms": span_ms}
    assert order_in_samples(options, "order", rate_hz) == order
    assert emg_settings_at(options, float(rate_hz)).order == order


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("span_ms", [5.0, 10.0, 20.0, 48.0, 100.0])
def test_what_is_used_is_the_span_within_half_a_sample(span_ms, rate_hz):
    order = order_in_samples({"order_ms": span_ms}, "order", rate_hz)
    assert abs(1000 * order / rate_hz - span_ms) <= 0.501 * 1000 / rate_hz


@pytest.mark.parametrize("parts_in_a_million", [-50, -1, 1, 50])
@pytest.mark.parametrize("span_ms", [4.0, 10.0, 14.0, 50.0])
def test_the_clocks_of_two_recorders_do_not_give_two_orders(span_ms, parts_in_a_million):
    rate_hz = 250.0 * (1 + parts_in_a_million * 1e-6)
    options = {"order_ms": span_ms}
    assert order_in_samples(options, "order", rate_hz) == order_in_samples(options, "order", 250.0)


def test_less_than_a_sample_is_refused_with_the_shortest_span():
    with pytest.raises(EstimationError, match=r"0.75 of a sample at 250 Hz.*4 ms or more"):
        order_in_samples({"order_ms": 3}, "order", 250.0)


def test_more_than_any_segment_carries_is_refused_with_the_longest_span():
    with pytest.raises(EstimationError, match=r"4000 samples at 4000 Hz.*250 ms or less"):
        emg_settings_at({"order": 20, "order_ms": 1000}, 4000.0)
