"""The offset of an electrode (up to hundreds of millivolts) changes nothing that is judged."""

import numpy as np
import pytest
from eeg2emg.quality.channel_checks import (
    activity_to_rest_db,
    bridged_pairs,
    channel_values,
    neighbour_correlation,
)
from eeg2emg.quality.local_outlier_factor import local_outlier_factors
from eeg2emg.recordings.segments import Segment

RATE_HZ = 250.0
SEGMENTS = [Segment(0, 0.0, 8.0, "rest", 0), Segment(1, 8.0, 8.0, "activity", 0)]
OFFSETS_V = {
    "one channel": [0.3, 0, 0, 0, 0, 0, 0],
    "all alike": [0.002] * 7,
    "all unlike": [0.3, -0.3, 0.1, 0.002, -0.05, 0.0, 0.001],
}


def channels(holes):
    """Independent channels, the last two bridged; without samples in one place if so wanted."""
    rng = np.random.default_rng(8)
    x_v = 2e-5 * rng.standard_normal((7, round(16 * RATE_HZ)))
    x_v[-1] = x_v[-2] + 1e-9 * rng.standard_normal(x_v.shape[1])
    if holes:
        x_v[0, 1000:1100] = np.nan
        x_v[3, -30:] = np.inf
    return x_v


def judged(x_v):
    highest, covariance = neighbour_correlation(x_v, RATE_HZ)
    return {
        **channel_values(x_v, RATE_HZ, 50.0, flat_v=1e-7),
        "highest": highest,
        "bridged": np.array(bridged_pairs(covariance)),
        "factors": local_outlier_factors(x_v, RATE_HZ, 50.0),
        "louder_db": activity_to_rest_db(x_v, RATE_HZ, SEGMENTS),
    }


@pytest.mark.parametrize("holes", [False, True], ids=["whole", "with holes"])
@pytest.mark.parametrize("offsets_v", OFFSETS_V.values(), ids=OFFSETS_V)
def test_channels_are_judged_alike_with_and_without_offset(offsets_v, holes):
    x_v = channels(holes)
    plain = judged(x_v)
    assert plain["bridged"].tolist() == [[5, 6]]
    for name, value in judged(x_v + np.array(offsets_v)[:, None]).items():
        np.testing.assert_allclose(value, plain[name], rtol=1e-6, atol=1e-9, err_msg=name)
