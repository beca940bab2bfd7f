"""The configured channels within a file that MNE has opened, and the places of their electrodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import canonical_name
from eeg2emg.recordings.electrodes import why_no_head
from eeg2emg.recordings.findings import few
from eeg2emg.recordings.layout import DATA_EXTENSIONS
from eeg2emg.recordings.montage_matching import MatchedChannels, match_recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def check_has_emg(path: Path, raw: Any, emg_channels: Sequence[str]) -> None:
    """Refuse a file without any EMG, by type or by name (`RecordingError`)."""
    wanted = {canonical_name(name) for name in emg_channels}
    for name, kind in zip(raw.ch_names, raw.get_channel_types(), strict=True):
        if kind == "emg" or canonical_name(name) in wanted:
            return
    named = sorted(
        file.name
        for file in (path.parent.parent / "emg").glob("*_emg.*")
        if file.suffix.lower() in DATA_EXTENSIONS
    )
    other = f"; in the folder emg lie {few(named)}, which are not named like it" if named else ""
    raise RecordingError(
        f"{path}: no EMG channel, neither by its type nor by a configured name",
        f"there is no EMG to learn from; looked for {', '.join(map(repr, emg_channels))}{other}",
        "give the rows of the EMG the type EMG in channels.tsv; for EEG connectivity alone set "
        "channels.emg to []",
    )


def match_in_file(
    path: Path,
    raw: Any,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    *,
    montage: str | None = None,
    before: Mapping[str, str] | None = None,
) -> MatchedChannels:
    """Find the channels by name or position; or take those found before."""
    wanted = [*eeg_channels, *emg_channels]
    if before and all(before.get(name) in raw.ch_names for name in wanted):
        return MatchedChannels({name: before[name] for name in wanted})
    try:
        return match_recorded(
            eeg_channels,
            emg_channels,
            raw.ch_names,
            montage=montage,
            places_m=_places_m(raw) if montage == "positions" else None,
        )
    except RecordingError as error:
        raise RecordingError(f"{path}: {error.what}", error.why, error.remedy) from None


def positions_of(
    raw: Any, channels: Sequence[str], names: Sequence[str]
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Give the positions of the channels, and why they are not used."""
    montage = raw.get_montage()
    if montage is None:
        return None, []
    known = montage.get_positions()["ch_pos"]
    if any(name not in known or not np.all(np.isfinite(known[name])) for name in names):
        return None, []
    positions_m = np.array([known[name] for name in names])
    doubt = why_no_head(channels, positions_m)
    if doubt:
        return None, [f"positions of electrodes are not used: {doubt}"]
    return positions_m, []


def _places_m(raw: Any) -> dict[str, NDArray[np.float64]]:
    """Give the positions of the EEG channels in the head frame, as far as the dataset has them."""
    montage = raw.get_montage()
    known = {} if montage is None else montage.get_positions()["ch_pos"]
    kinds = dict(zip(raw.ch_names, raw.get_channel_types(), strict=True))
    return {name: place for name, place in known.items() if kinds.get(name) == "eeg"}
