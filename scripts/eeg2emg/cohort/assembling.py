"""Assembly of the dataset from the matrices of all recordings that are not left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cohort.exclusions import commonest_reasons, reasons_by_recording
from eeg2emg.connectivity.file import (
    ChannelAmplitudes,
    ConnectivityContents,
    ConnectivityGroup,
)
from eeg2emg.errors import NotEstimableError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.cohort.exclusions import Exclusion

SHARED_ATTRIBUTES = (
    *("eeg_rate_hz", "eeg_order", "emg_rate_hz", "emg_order"),
    *("halves_lengthening", "simulated"),
)
"""Attributes that the files of all recordings have in common."""


def assemble(
    files: Sequence[ConnectivityContents],
    exclusions: Sequence[Exclusion],
    *,
    name: str,
    listed_in: str | os.PathLike[str],
    acquired: Mapping[str, str | None] | None = None,
) -> ConnectivityContents:
    """Join the matrices of the recordings that are not left out.

    Parameters
    ----------
    files : sequence of ConnectivityContents
        The matrices of each recording, in the order of the dataset.
    exclusions : sequence of Exclusion
        What is left out, as from `eeg2emg.cohort.exclusions.list_exclusions`.
    name : str
        Name of the dataset.
    listed_in : path-like
        The file of the exclusions, for the message.
    acquired : mapping of str to str or None, optional
        When each recording was acquired, where that is known; a column of the segments then.

    Returns
    -------
    ConnectivityContents
        Segments and matrices, [sink, source], of one recording after the other.

    Raises
    ------
    NotEstimableError
        If no recording remains; it gives the commonest reasons.
    """
    left_out = reasons_by_recording(exclusions)
    used = [file for file in files if file.attributes["recording"] not in left_out]
    if not used:
        raise NotEstimableError(
            f"None of the {len(files)} recordings can be used, so there is no dataset",
            "the commonest reasons are: " + "; ".join(commonest_reasons(exclusions)),
            f"All are listed in {listed_in}: mend the recordings, or change the options that the "
            "reasons name",
        )
    first = used[0]
    segments = {
        column: [value for file in used for value in file.segments[column]]
        for column in first.segments
    }
    if acquired and any(acquired.values()):
        segments["acquired"] = [acquired.get(name) or "" for name in segments["recording"]]
    return ConnectivityContents(
        segments=segments,
        groups={
            group: ConnectivityGroup(
                own.measures,
                own.channels,
                np.concatenate([file.groups[group].values for file in used]),
            )
            for group, own in first.groups.items()
        },
        attributes={"name": name, **{key: first.attributes[key] for key in SHARED_ATTRIBUTES}},
        amplitudes={
            group: ChannelAmplitudes(
                own.channels, np.concatenate([file.amplitudes[group].values for file in used])
            )
            for group, own in first.amplitudes.items()
        },
    )
