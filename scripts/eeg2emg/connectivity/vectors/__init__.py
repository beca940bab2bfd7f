"""Vectors of segments: further targets of the EMG, and features of the EEG beside connectivity."""
