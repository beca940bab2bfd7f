"""Power line frequency of a recording: what places state, and whether its spectrum bears it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.quality.channel_checks import mains_prominence
from eeg2emg.recordings.findings import CONFIGURATION, Finding, Statement, compare
from eeg2emg.recordings.statements import is_possible_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.recordings.reading import RecordingFacts
    from eeg2emg.signals.pieces import Given

_MAINS_HZ = (50.0, 60.0)
_PLAINLY_MAINS = 4.0  # a peak of mains is far higher, the slope of a spectrum lower


def line_frequency(
    recording: RecordingFacts, eeg: Given, configured_hz: float | None
) -> tuple[float, list[Finding], str]:
    """Find the power line frequency, and compare what is said of it.

    The spectrum is asked where places state different ones, and where a single place states one.

    Parameters
    ----------
    recording : RecordingFacts
        As read.
    eeg : ndarray, shape (n, t), or Signals
        Its EEG in volts.
    configured_hz : float or None
        What the configuration states; it decides where it does.

    Returns
    -------
    used_hz : float
        The frequency.
    findings : list of Finding
        What was said of it.
    refusal : str
        Why the recording cannot be used: it has no mains of that frequency, and plainly those of
        one stated elsewhere. Empty where it can.

    Raises
    ------
    RecordingError
        Nothing states it.
    """
    findings = stated_line_frequencies(recording, configured_hz)
    statements = findings[0].statements
    used_hz = float(statements[0].said)
    if len(statements) > 1 and not findings[0].differs:
        return used_hz, findings, ""
    seen, other_hz, other = _strongest(eeg, recording.rate_hz, used_hz)
    if other <= _PLAINLY_MAINS * max(seen, 1.0):
        return used_hz, findings, ""
    stated = [one for one in statements if one.said == other_hz]
    refusal = _refusal(recording, statements[0], stated[0], (seen, other)) if stated else ""
    spectrum = Statement(
        "spectrum of the EEG", f"{other_hz:g} Hz, {other:.3g} times the power beside it"
    )
    consequence = (
        f"that of the {statements[0].place} is used: if what is at {other_hz:g} Hz is the mains, "
        "set line_hz"
    )
    return (
        used_hz,
        [
            replace(
                findings[0],
                statements=(*statements, spectrum),
                verdict="differ",
                consequence=consequence,
            )
        ],
        refusal,
    )


def stated_line_frequencies(
    recording: RecordingFacts, configured_hz: float | None
) -> list[Finding]:
    """Compare what places state of the power line frequency, without asking the spectrum.

    Parameters
    ----------
    recording, configured_hz
        As in `line_frequency`.

    Returns
    -------
    list of Finding

    Raises
    ------
    RecordingError
        Nothing states it.
    """
    statements = [one for file in recording.statements for one in file.line_hz]
    if configured_hz:
        statements.insert(0, Statement(CONFIGURATION, float(configured_hz)))
    # What is impossible is told, after what is used.
    statements.sort(key=lambda one: not _is_possible(one))
    if not statements or not _is_possible(statements[0]):
        said = "".join(f": {one.file or one.place} says {one.said:g} Hz" for one in statements[:1])
        raise RecordingError(
            f"{recording.path}: the power line frequency is unknown{said}",
            "neither the configuration nor the dataset (PowerLineFrequency) states it",
            "set it in the configuration (50 or 60)",
        )
    return compare(
        "power line frequency", "recording", statements, unit="Hz",
        otherwise=f"that of the {statements[0].place} is used",
    )  # fmt: skip


def _is_possible(stated: Statement) -> bool:
    return is_possible_line(float(stated.said))


def _strongest(eeg: Given, rate_hz: float, used_hz: float) -> tuple[float, float, float]:
    """Give how far the mains stand out at the used frequency and, with it, at the best other."""
    seen = mains_prominence(eeg, rate_hz, used_hz)
    other, other_hz = max(
        (mains_prominence(eeg, rate_hz, hz), hz) for hz in _MAINS_HZ if hz != used_hz
    )
    return seen, other_hz, other


def _refusal(
    recording: RecordingFacts, used: Statement, stated: Statement, prominence: Sequence[float]
) -> str:
    seen, other = prominence
    return str(
        RecordingError(
            f"{recording.path}: the power line frequency is {stated.said:g} Hz ({stated.place}), "
            f"not {used.said:g} Hz ({used.place})",
            f"at {stated.said:g} Hz the EEG has {other:.3g} times the power beside it, at "
            f"{used.said:g} Hz {seen:.3g} times; the notch would miss the mains",
            f"set line_hz to {stated.said:g}, or correct PowerLineFrequency",
        )
    )
