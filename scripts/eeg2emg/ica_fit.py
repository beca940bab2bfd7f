"""Which recordings of a subject an ICA has seen, where it must not see those that are tested."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import EstimationError, NotEstimableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

UNSEEN_SCHEME = "blocked"
"""The scheme whose tested recordings the ICA leaves unseen where it is fitted on training data."""


def earlier_recordings(
    segments_by_recording: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[str]:
    """Choose the recordings of the first half of a subject's time.

    Half, because what `blocked` trains on ends at about 70 % and moves back when later recordings
    turn out to be unusable, which the EMG may decide and the ICA must not follow.

    Parameters
    ----------
    segments_by_recording : mapping of str to sequence of mapping
        The segments of each recording with usable EEG; ``phase`` is read.

    Returns
    -------
    list of str
        Names. Recordings follow one another by name; where each holds one phase only, those of
        the phases take turns.

    Raises
    ------
    EstimationError
        If there are fewer than two recordings of a kind, so that none is earlier.
    """
    kinds = {
        name: tuple(sorted({segment["phase"] for segment in segments}))
        for name, segments in segments_by_recording.items()
    }
    sizes, seen, earlier = Counter(kinds.values()), Counter[tuple[str, ...]](), []
    for name in sorted(kinds):
        if 2 * (seen[kinds[name]] + 1) <= sizes[kinds[name]]:
            earlier.append(name)
        seen[kinds[name]] += 1
    if set(kinds.values()) - {kinds[name] for name in earlier}:
        raise EstimationError(
            "There is no first half of the recordings to fit the ICA on",
            f"{len(kinds)} recordings have usable EEG, and two of each kind are needed",
            "Record more, or set ica.fit_on to all",
        )
    return earlier


def refuse_what_was_seen(
    parts: Iterable[tuple[str, str]], fitted_recordings: Collection[str]
) -> None:
    """Refuse a split that judges recordings on which an ICA was fitted.

    Parameters
    ----------
    parts : iterable of (str, str)
        Recording and part of each segment.
    fitted_recordings : collection of str
        Recordings that an ICA has seen.

    Raises
    ------
    NotEstimableError
        If one of them validates or tests.
    """
    seen = sorted(
        {name for name, part in parts if part in ("validation", "test")} & set(fitted_recordings)
    )
    if seen:
        raise NotEstimableError(
            "The ICA has seen what would be tested",
            f"ica.fit_on is training, and {', '.join(seen)} would be judged because too many later "
            "recordings are left out",
            "Set ica.fit_on to all, or leave out the subject",
        )
