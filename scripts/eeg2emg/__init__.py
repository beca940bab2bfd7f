"""Estimate the muscle network (EMG connectivity) from the brain network (EEG connectivity)."""
