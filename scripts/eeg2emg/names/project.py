"""The project itself: its name and its version, as in ``pyproject.toml``."""

NAME, VERSION = "eeg2emg", "0.1.0"
