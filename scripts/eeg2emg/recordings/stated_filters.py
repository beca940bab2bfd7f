"""Filters that were applied before a recording came here, as files state them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from eeg2emg.recordings.findings import Statement, by_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Kind = Literal["high-pass", "low-pass"]

_LOW_PASS = re.compile(r"low.?pass|high.?cut|anti.?alias|\blpf?\b", re.IGNORECASE)
_HIGH_PASS = re.compile(r"high.?pass|low.?cut|\bhpf?\b", re.IGNORECASE)
_BAND_PASS = re.compile(r"band.?pass", re.IGNORECASE)
_FREQUENCY = re.compile(r"cut|freq|hz|pass|edge", re.IGNORECASE)
_NO_FREQUENCY = re.compile(r"order|roll|width|db|attenuation", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEARLY_NYQUIST = 0.99


@dataclass(frozen=True)
class StatedFilter:
    """A filter that a place states.

    Attributes
    ----------
    kind : {"high-pass", "low-pass"}
        What passes.
    about : str
        ``EEG`` or ``EMG``; empty where it is said of all channels.
    statement : Statement
        Its cut-off in Hz, and where that is said.
    """

    kind: Kind
    about: str
    statement: Statement


def filters_of_header(info: Mapping[str, Any], file: str) -> list[StatedFilter]:
    """Give the filters that a header states; a reader gives 0 and half of the rate for none.

    Parameters
    ----------
    info : mne.Info
        As the reader made it from the header alone.
    file : str
        Name of the file.

    Returns
    -------
    list of StatedFilter
    """
    found = []
    if info["highpass"] > 0:
        found.append(_filter("high-pass", "", info["highpass"], "header", file))
    if 0 < info["lowpass"] < _NEARLY_NYQUIST * info["sfreq"] / 2:
        found.append(_filter("low-pass", "", info["lowpass"], "header", file))
    return found


def filters_of_channels(
    rows: Sequence[Mapping[str, str]], file: str, kinds: Mapping[str, str]
) -> list[StatedFilter]:
    """Give the filters of a channels.tsv; its low cut-off is that of the high-pass.

    Parameters
    ----------
    rows : sequence of mapping of str to str
        Its lines, by column.
    file : str
        Name of the file.
    kinds : mapping of str to str
        ``EEG`` or ``EMG`` of each channel, by its name; others are passed over.

    Returns
    -------
    list of StatedFilter
    """
    found = []
    columns: tuple[tuple[Kind, str], ...] = (
        ("high-pass", "low_cutoff"),
        ("low-pass", "high_cutoff"),
    )
    for about in ("EEG", "EMG"):
        own = [row for row in rows if kinds.get(row["name"]) == about]
        for kind, column in columns:
            values = {
                row["name"]: value
                for row in own
                if (value := _positive(row.get(column, ""))) is not None
            }
            found += [
                StatedFilter(kind, about, statement)
                for statement in by_value(values, "channels.tsv", file, len(own))
            ]
    return found


def filters_of_sidecar(said: Mapping[str, Any], file: str, place: str) -> list[StatedFilter]:
    """Give the filters of a sidecar: ``SoftwareFilters`` and ``HardwareFilters``.

    They are written freely, ``{"Anti-aliasing": {"half-amplitude cutoff (Hz)": 500}}``; what is
    named a low-pass, a high-pass or a band-pass and has a frequency is understood. It is that of
    all channels, unless its name says EEG or EMG.

    Parameters
    ----------
    said : mapping
        The sidecar.
    file, place : str
        Its name, and the kind of place that it is.

    Returns
    -------
    list of StatedFilter
    """
    found = []
    for key in ("HardwareFilters", "SoftwareFilters"):
        own = f"{place} ({key})"
        for name, filter_said in _named(said.get(key)):
            numbers = sorted(_frequencies(filter_said))
            if not numbers:
                continue
            named = [kind for kind in ("EEG", "EMG") if kind in name.upper()]
            about = named[0] if len(named) == 1 else ""
            if _BAND_PASS.search(name) and len(numbers) > 1:
                found.append(_filter("high-pass", about, numbers[0], own, file))
                found.append(_filter("low-pass", about, numbers[-1], own, file))
            elif _HIGH_PASS.search(name):
                found.append(_filter("high-pass", about, numbers[-1], own, file))
            elif _LOW_PASS.search(name):
                found.append(_filter("low-pass", about, numbers[0], own, file))
    return found


def _filter(kind: Kind, about: str, hz: float, place: str, file: str) -> StatedFilter:
    return StatedFilter(kind, about, Statement(place, round(float(hz), 6), file))


def _named(filters: object) -> Iterable[tuple[str, Any]]:
    if isinstance(filters, dict):
        return [(str(name), value) for name, value in filters.items()]
    if isinstance(filters, list):
        return [pair for item in filters for pair in _named(item)]
    return []


def _frequencies(said: object, name: str = "frequency") -> list[float]:
    """Find the frequencies of a filter: its numbers that are not named as something else."""
    if isinstance(said, dict):
        return [hz for key, value in said.items() for hz in _frequencies(value, str(key))]
    if isinstance(said, list):
        return [hz for value in said for hz in _frequencies(value, name)]
    if "cut" not in name.lower() and (_NO_FREQUENCY.search(name) or not _FREQUENCY.search(name)):
        return []
    if isinstance(said, int | float) and not isinstance(said, bool):
        return [float(said)] if said > 0 else []
    found = _NUMBER.findall(said) if isinstance(said, str) else []
    return [float(text) for text in found[:2] if float(text) > 0]


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
