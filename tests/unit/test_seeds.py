"""Seeds belong to things, not to the order of the work."""

from eeg2emg.seeds import derive_seed


def test_a_seed_depends_on_every_label_and_on_nothing_else():
    seeds = {
        derive_seed(1, "ica", "sub-01"),
        derive_seed(2, "ica", "sub-01"),
        derive_seed(1, "ica", "sub-02"),
        derive_seed(1, "network", "sub-01"),
        derive_seed(1, "ica", "sub", "01"),
    }
    assert len(seeds) == 5
    assert derive_seed(1, "ica", "sub-01") == derive_seed(1, "ica", "sub-01")


def test_a_seed_is_stable_over_versions_and_fits_every_library():
    assert derive_seed(2025, "ica", "sub-01") == 4742443639167451701
    assert all(0 <= derive_seed(7, i) < 2**63 for i in range(100))
