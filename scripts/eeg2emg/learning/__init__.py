"""Models that estimate the muscle network from the brain network, and rivals that see no EEG."""
