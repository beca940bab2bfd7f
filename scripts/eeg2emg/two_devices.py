"""EEG and EMG of one recording in two files: do they show the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from pathlib import Path

MOST_START_DIFFERENCE_S = 0.01
MOST_DRIFT = 1e-4  # 6 ms in a minute; clocks of good recorders differ by less than 5e-5
_ONE_SAMPLE = 1.0


def check_same_time(eeg_path: Path, eeg: Any, emg_path: Path, emg: Any) -> None:
    """Refuse an EMG that begins at another time than the EEG, or runs at another speed.

    Connectivity is estimated within the EEG and within the EMG, so a common phase suffices; but
    segments are cut from both at the same times, and a wrong start or rate would put the EMG of one
    phase beside the EEG of another.

    Parameters
    ----------
    eeg_path, emg_path : Path
        The files, to name them.
    eeg, emg : mne.io.Raw
        The recordings.

    Raises
    ------
    RecordingError
        The headers state different begins, or the lengths differ by more than the drift of two
        clocks explains.
    """
    begins = eeg.info["meas_date"], emg.info["meas_date"]
    if all(begins):
        difference_s = abs((begins[0] - begins[1]).total_seconds())
        if difference_s > MOST_START_DIFFERENCE_S:
            raise RecordingError(
                f"{emg_path}: the EMG begins {difference_s:.2f} s apart from the EEG "
                f"({eeg_path.name})",
                f"the headers state {begins[1]:%H:%M:%S.%f} and {begins[0]:%H:%M:%S.%f}",
                "cut both to a common begin, or correct the time in the wrong header",
            )
    eeg_s, emg_s = eeg.n_times / eeg.info["sfreq"], emg.n_times / emg.info["sfreq"]
    rounding_s = _ONE_SAMPLE / eeg.info["sfreq"] + _ONE_SAMPLE / emg.info["sfreq"]
    if abs(eeg_s - emg_s) > MOST_DRIFT * eeg_s + rounding_s:
        raise RecordingError(
            f"{emg_path}: the EMG lasts {emg_s:.3f} s, the EEG {eeg_s:.3f} s",
            "one of them was cut off, or their clocks drift apart by "
            f"{abs(emg_s / eeg_s - 1) * 1e6:.0f} parts in a million "
            f"(at most {MOST_DRIFT * 1e6:.0f})",
            "cut both to the same time, or resample one of them to the other's clock",
        )
