"""Refusal of splits that judge recordings on which an ICA was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import NotEstimableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


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
