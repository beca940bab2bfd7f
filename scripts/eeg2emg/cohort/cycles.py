"""Cycles of rest and activity in their order in time, which are shifted and exchanged whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import NotEstimableError
from eeg2emg.recordings.order import order_of_recordings

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def order_in_time(own: pd.DataFrame) -> pd.DataFrame:
    """Order one subject's segments in time, recordings by `order_of_recordings`.

    Where each recording holds one phase only (a task per phase), names sort by phase, not by time.
    So recordings that hold the same phases are ranked, and the kinds are interleaved.

    Parameters
    ----------
    own : DataFrame
        Segments of one subject: columns recording, phase, onset_s, and acquired where the times
        of acquisition are known.

    Returns
    -------
    DataFrame
        The same rows in another order.
    """
    acquired = own["acquired"] if "acquired" in own else [None] * len(own)
    order = order_of_recordings(dict(zip(own["recording"], acquired, strict=True)))
    kind = own.groupby("recording")["phase"].agg(lambda phase: "+".join(sorted(set(phase))))
    kind = kind.loc[order]
    rank = kind.groupby(kind).cumcount() / kind.groupby(kind).transform("size")
    place = {name: number for number, name in enumerate(order)}
    keys = {"position": own["recording"].map(rank), "place": own["recording"].map(place)}
    ordered = own.assign(**keys).sort_values(["position", "place", "onset_s"])
    return ordered.drop(columns=list(keys))


def places_in_session(segments: pd.DataFrame) -> np.ndarray:
    """Give each segment its number among those of its subject, in order of time.

    Parameters
    ----------
    segments : DataFrame
        Columns subject, recording, phase, onset_s, and acquired where it is known.

    Returns
    -------
    ndarray, shape (segments,)
        From 0 for the first segment of the subject; counted over all phases and recordings.
    """
    place = np.empty(len(segments))
    numbered = segments.reset_index(drop=True)
    for _, own in numbered.groupby("subject", sort=True):
        place[order_in_time(own).index] = np.arange(len(own))
    return place


MIN_CYCLES = 3
"""With fewer cycles a subject has at most one shift, and there is no null."""


def shift_by_cycles(
    segments: pd.DataFrame, rng: np.random.Generator, *, mirrored: bool = False
) -> np.ndarray:
    """Draw a shift of each subject's EEG against its EMG.

    Parameters
    ----------
    segments : DataFrame
        Columns subject, recording, phase, cycle, onset_s.
    rng : Generator
        Source of the shifts: from one cycle to all but one.
    mirrored : bool
        Whether the course runs back from its end to its beginning, so that no shift puts the end
        beside the beginning.

    Returns
    -------
    ndarray of int, shape (segments,)
        Whose EEG stands beside the EMG of each segment: one of the same subject and phase, from
        another cycle, at the same place within it.

    Raises
    ------
    NotEstimableError
        If a subject has fewer than `MIN_CYCLES` cycles of a phase.
    """
    order = np.arange(len(segments))
    places = segments.reset_index(drop=True)
    for subject, unordered in places.groupby("subject", sort=True):
        own = order_in_time(unordered)
        by_phase = {
            phase: [
                group.index.to_numpy()
                for _, group in rows.groupby(["recording", "cycle"], sort=False)
            ]
            for phase, rows in own.groupby("phase", sort=True)
        }
        count = min(len(cycles) for cycles in by_phase.values())
        if count < MIN_CYCLES:
            raise NotEstimableError(
                "No null possible",
                f"{subject} has {count} cycle{'s' if count > 1 else ''} of a phase, and shifting "
                f"takes {MIN_CYCLES}",
                "Record more cycles",
            )
        shift = int(rng.integers(1, 2 * count if mirrored else count))
        for cycles in by_phase.values():
            course = cycles + cycles[::-1] if mirrored else cycles
            for k, rows in enumerate(cycles):
                partner = course[(k + shift) % len(course)]
                order[rows] = partner[np.arange(len(rows)) % len(partner)]
    return order


MIN_PEOPLE = 4
"""With fewer there are too few ways to exchange them."""


def exchange_people(segments: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Draw whose EMG stands beside the EEG of each person, all at the same place in the session.

    Parameters
    ----------
    segments : DataFrame
        Columns subject, recording, phase, onset_s.
    rng : Generator
        Source of the permutation of people.

    Returns
    -------
    ndarray of int, shape (segments,)
        For each segment one of the partner, of the same phase and at the same place among its
        segments of that phase, counted as a share of them. Nothing is torn apart: every course in
        time stays as it is.

    Raises
    ------
    NotEstimableError
        If there are fewer than `MIN_PEOPLE`, or one lacks a phase that others have.
    """
    return people_in_exchange(segments)(rng)


def people_in_exchange(segments: pd.DataFrame) -> Callable[[np.random.Generator], np.ndarray]:
    """Put the segments of each person and phase in order, for any number of draws.

    Parameters
    ----------
    segments : DataFrame
        As of `exchange_people`, whose errors it raises.

    Returns
    -------
    callable
        From a source of permutations to what `exchange_people` draws.
    """
    places = segments.reset_index(drop=True)
    of_cell = {
        key: order_in_time(own).index.to_numpy()
        for key, own in places.groupby(["subject", "phase"], sort=True)
    }
    people = np.unique(places["subject"])
    phases = np.unique(places["phase"])
    if len(people) < MIN_PEOPLE:
        raise NotEstimableError(
            "No null possible",
            f"there are {len(people)} people, and exchanging them takes {MIN_PEOPLE}",
            "Record more people",
        )
    missing = [f"{s} has no {p}" for s in people for p in phases if (s, p) not in of_cell]
    if missing:
        raise NotEstimableError("No null possible", missing[0], "Record it, or leave both out")

    def draw(rng: np.random.Generator) -> np.ndarray:
        order = np.arange(len(segments))
        for subject, partner in zip(people, rng.permutation(people), strict=True):
            for phase in phases:
                own, other = of_cell[subject, phase], of_cell[partner, phase]
                share = (np.arange(len(own)) + 0.5) / len(own)
                order[own] = other[(share * len(other)).astype(int)]
        return order

    return draw


def permute_cycles(cells: np.ndarray, cycles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Permute segments within cells by whole cycles.

    Parameters
    ----------
    cells, cycles : ndarray of int, shape (segments,)
        Cell and cycle of each segment.
    rng : Generator
        Source of the permutation.

    Returns
    -------
    ndarray of int, shape (segments,)
        Which segment takes the place of each: of the same cell, and the segments of a cycle one
        after the other.
    """
    order = np.arange(len(cells))
    for cell in np.unique(cells):
        rows = np.flatnonzero(cells == cell)
        shuffled = rng.permutation(np.unique(cycles[rows]))
        order[rows] = np.concatenate([rows[cycles[rows] == cycle] for cycle in shuffled])
    return order
