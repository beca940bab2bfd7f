"""Artefacts out of the EEG by independent component analysis; filters for EEG and EMG."""
