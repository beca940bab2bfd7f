"""Recordings made by others, where they are at hand."""

import pytest
from eeg2emg.connectivity import EegSettings, estimate_eeg, numerical_rank
from eeg2emg.connectivity.cross_check import cross_check
from eeg2emg.errors import RankDeficiencyError


def raw_channels(folder, pattern, reader, n_channels, line_freq_hz):
    import mne
    from eeg2emg.signals.filters import prepare_eeg

    path = min(folder.glob(pattern))
    raw = getattr(mne.io, reader)(path, preload=True, verbose="error")
    names = [name for name in raw.ch_names if not name.lower().startswith("emg")][:n_channels]
    rate_hz = raw.info["sfreq"]
    return prepare_eeg(raw.get_data(picks=names), rate_hz, line_freq_hz=line_freq_hz)


def test_raw_eeg_of_many_channels_has_full_rank_and_both_estimators_agree(real_data):
    x, rate_hz = raw_channels(real_data, "eegmmidb/**/*.edf", "read_raw_edf", 64, 60.0)
    assert numerical_rank(x) == 64
    some = x[::4, : round(60 * rate_hz)]
    result = cross_check(some, rate_hz)
    assert result["coherence"].correlation > 0.99
    assert result["pli"].correlation > 0.9
    diagnostics = estimate_eeg(some, EegSettings(rate_hz=rate_hz)).diagnostics
    assert diagnostics["spectral_radius"] < 1


def test_cleaned_eeg_shows_the_components_that_were_removed(real_data):
    x, rate_hz = raw_channels(
        real_data, "cmgraph/sub-24/**/*run-01_eeg.vhdr", "read_raw_brainvision", 32, 50
    )
    rank = numerical_rank(x)
    assert rank < len(x)
    with pytest.raises(RankDeficiencyError, match=f"channels is {rank}"):
        estimate_eeg(x, EegSettings(rate_hz=rate_hz, measures=("dtf",)))
