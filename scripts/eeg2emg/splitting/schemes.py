"""Schemes: functions that divide a cohort into training, validation and test.

Each is named by an entry of `eeg2emg.splitting.catalogue`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from eeg2emg.catalogues import resolve
from eeg2emg.cohort.cycles import order_in_time
from eeg2emg.errors import ConfigurationError, NotEstimableError
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.split import COLUMNS, GAP_SEGMENTS, PARTS, Split

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SHARES: Mapping[str, float] = {"training": 0.7, "validation": 0.1, "test": 0.2}
"""The shares of the paper's results section."""

MIN_SUBJECTS_LEFT_OUT = 3


@dataclass(frozen=True)
class DivisionOptions:
    """What decides on a division besides the segments; a function takes of it what it needs.

    Attributes
    ----------
    scheme : str
        Name of the scheme, for messages.
    seed : int
        The cohort's seed.
    shares : mapping of str to float
        Share of each part, with the sum 1.
    gap_segments : int
        How many segments before a border in time are unused.
    few_shot_segments : int
        How many segments of each phase are known of a tested subject who is otherwise new.
    """

    scheme: str
    seed: int
    shares: Mapping[str, float]
    gap_segments: int
    few_shot_segments: int


class Divide(Protocol):
    """What divides a cohort: the function of a `eeg2emg.splitting.catalogue.Scheme`."""

    def __call__(self, segments: pd.DataFrame, options: DivisionOptions) -> Split:
        """Divide the segments of a cohort.

        Parameters
        ----------
        segments : DataFrame
            As `make_split` takes them, sorted by subject, recording and onset.
        options : DivisionOptions
            What else decides.

        Returns
        -------
        Split

        Raises
        ------
        NotEstimableError
            If the cohort cannot carry the scheme.
        """


def make_split(
    segments: pd.DataFrame,
    scheme: str,
    *,
    seed: int,
    shares: Mapping[str, float] = DEFAULT_SHARES,
    gap_segments: int = GAP_SEGMENTS,
    few_shot_segments: int = 10,
) -> Split:
    """Divide the segments of a cohort.

    Parameters
    ----------
    segments : DataFrame
        Columns segment, subject, recording, phase, cycle, onset_s, and acquired where it is known.
        Recordings of a subject follow one another in time
        (`eeg2emg.recordings.order.order_of_recordings`); where each holds one phase only, those of
        the phases alternate.
    scheme : str
        One of `eeg2emg.splitting.catalogue.SCHEMES`, which describes them.
    seed, shares, gap_segments, few_shot_segments
        As in `DivisionOptions`.

    Returns
    -------
    Split

    Raises
    ------
    NotEstimableError
        If the cohort cannot carry the scheme.
    ConfigurationError
        If the scheme is unknown or the shares are no shares.
    """
    if scheme not in SCHEMES:
        raise ConfigurationError(
            f"Unknown scheme {scheme!r}", remedy=f"Choose among {', '.join(SCHEMES)}"
        )
    _check_shares(shares)
    ordered = segments.sort_values(["subject", "recording", "onset_s"], kind="stable")
    divide: Divide = resolve(SCHEMES[scheme].divide)
    return divide(ordered, DivisionOptions(scheme, seed, shares, gap_segments, few_shot_segments))


def _check_shares(shares: Mapping[str, float]) -> None:
    right = set(shares) == set(PARTS) and all(share > 0 for share in shares.values())
    if not right or abs(sum(shares.values()) - 1) > 1e-9:
        raise ConfigurationError(
            f"The shares {dict(shares)} do not divide a cohort",
            remedy=f"Give positive shares of {', '.join(PARTS)} with the sum 1",
        )


def _in_order(rows: list[pd.DataFrame]) -> pd.DataFrame:
    frame = pd.concat(rows, ignore_index=True)[list(COLUMNS)]
    return frame.sort_values(["fold", "segment"], ignore_index=True)


def divide_at_random(segments: pd.DataFrame, options: DivisionOptions) -> Split:
    """Divide by segment, without regard to subject, recording or phase (`Divide`)."""
    count = len(segments)
    n_test, n_validation = (round(options.shares[part] * count) for part in ("test", "validation"))
    if min(n_test, n_validation, count - n_test - n_validation) < 1:
        raise NotEstimableError(
            f"The scheme {options.scheme} cannot divide {count} segments",
            "A part would be empty",
            "Record more segments",
        )
    order = np.random.default_rng(derive_seed(options.seed, "split", options.scheme)).permutation(
        count
    )
    parts = np.full(count, "training", dtype=object)
    parts[order[:n_test]] = "test"
    parts[order[n_test : n_test + n_validation]] = "validation"
    return Split(_in_order([segments.assign(fold="all", part=parts)]))


def _recording_numbers(own: pd.DataFrame) -> np.ndarray:
    """Count one subject's recordings from 0 in the order of the rows."""
    return pd.factorize(own["recording"])[0]


def divide_in_blocks(segments: pd.DataFrame, options: DivisionOptions) -> Split:
    """Divide the recordings of each subject in time: early ones train, the last are tested.

    Recordings stay whole, each part holds every phase, and the last `gap_segments` segments before
    each border are unused. Subjects who cannot be divided so are left out (`Divide`).
    """
    phases = set(segments["phase"])
    if len(phases) < 2:
        raise NotEstimableError(
            f"The scheme {options.scheme} is not estimable",
            f"Every part is to hold two phases, and all segments are {phases.pop()}",
            "Record rest and activity",
        )
    rows, left_out = [], {}
    for subject, unordered in segments.groupby("subject", sort=True):
        own = order_in_time(unordered)
        try:
            parts = _blocks_of_subject(own, options, phases)
        except NotEstimableError as error:
            left_out[str(subject)] = str(error)
            parts = np.full(len(own), "unused", dtype=object)
        rows.append(own.assign(fold="all", part=parts))
    if len(left_out) == len(rows):
        raise NotEstimableError(
            f"The scheme {options.scheme} is not estimable",
            f"No subject can be divided in time: {_by_reason(left_out)}",
            "Record more, or use another scheme",
        )
    return Split(_in_order(rows), left_out)


def _by_reason(left_out: Mapping[str, str]) -> str:
    """Say for each reason whom it concerns; with many people some by name."""
    people: dict[str, list[str]] = {}
    for subject, why in left_out.items():
        people.setdefault(why, []).append(subject)
    return "; ".join(
        ", ".join(own[:3]) + (f" and {len(own) - 3} more" if len(own) > 3 else "") + f": {why}"
        for why, own in people.items()
    )


def _blocks_of_subject(own: pd.DataFrame, options: DivisionOptions, phases: set[str]) -> np.ndarray:
    """Parts of one subject's segments (in time), by whole recordings from the end."""
    recording = _recording_numbers(own)
    phase = own["phase"].to_numpy()
    count = recording.max() + 1
    if count < 3:
        raise NotEstimableError(
            f"{count} recording{'s' if count > 1 else ''}",
            "Training, validation and test need at least one whole recording each",
        )
    parts = np.full(len(own), "training", dtype=object)
    end = count
    # One recording at least stays for validation and one for training.
    for part, earliest in (("test", 2), ("validation", 1)):
        start = _start_of_block(
            recording,
            phase,
            range(earliest, end),
            goal=options.shares[part] * len(own),
            gap_segments=options.gap_segments,
            phases=phases,
        )
        parts[(recording >= start) & (recording < end)] = part
        end = start
    for part in ("training", "validation"):
        inside = parts == part
        kept = _without_gap(inside, options.gap_segments)
        if not set(phase[kept]) >= phases:
            raise NotEstimableError(
                f"the {part} part lacks a phase",
                f"Every part needs segments of {' and '.join(sorted(phases))}",
            )
        parts[inside & ~kept] = "unused"
    return parts


def _start_of_block(
    recording: np.ndarray,
    phase: np.ndarray,
    starts: range,
    *,
    goal: float,
    gap_segments: int,
    phases: set[str],
) -> int:
    """First recording of the block that ends with recording ``starts.stop - 1``.

    The latest start from which the block holds every phase after the gap (nothing follows the last
    block, so that one needs none) and from which one recording more would not come closer to the
    `goal` of segments; where no start comes close, the earliest that holds every phase.
    """
    found = None
    gap = gap_segments if starts.stop <= recording.max() else 0
    for start in reversed(starts):
        inside = (recording >= start) & (recording < starts.stop)
        if not set(phase[_without_gap(inside, gap)]) >= phases:
            continue
        found = start
        size, more = inside.sum(), np.count_nonzero(recording == start - 1)
        if abs(size - goal) <= abs(size + more - goal):
            break
    if found is None:
        raise NotEstimableError(
            "too few recordings", "No block of whole recordings holds every phase"
        )
    return found


def _without_gap(inside: np.ndarray, gap_segments: int) -> np.ndarray:
    """Take the last `gap_segments` segments of a block away."""
    kept = inside.copy()
    kept[np.flatnonzero(inside)[len(inside[inside]) - gap_segments :]] = False
    return kept


def leave_one_subject_out(segments: pd.DataFrame, options: DivisionOptions) -> Split:
    """Make one fold per subject, who is tested.

    The last recording of each other subject validates (more than one where recordings hold one
    phase each), their earlier ones train (`Divide`).
    """
    subjects = sorted(set(segments["subject"]))
    if len(subjects) < MIN_SUBJECTS_LEFT_OUT:
        are = "is 1 subject" if len(subjects) == 1 else f"are {len(subjects)} subjects"
        raise NotEstimableError(
            f"The scheme {options.scheme} is not estimable",
            f"There {are} and it needs at least {MIN_SUBJECTS_LEFT_OUT}",
            "Record more subjects",
        )
    own_parts = {
        subject: own.assign(part=_training_and_validation(own))
        for subject, own in (
            (name, order_in_time(group)) for name, group in segments.groupby("subject")
        )
    }
    rows = []
    for tested in subjects:
        fold = pd.concat(
            [
                own.assign(part="test") if subject == tested else own
                for subject, own in own_parts.items()
            ]
        )
        if "validation" not in set(fold["part"]):
            raise NotEstimableError(
                f"The scheme {options.scheme} is not estimable",
                f"Without {tested} no subject has a second recording to validate with",
                "Record at least two recordings per subject",
            )
        rows.append(fold.assign(fold=tested))
    return Split(_in_order(rows))


def _training_and_validation(own: pd.DataFrame) -> np.ndarray:
    """Validate with a subject's last recording, and with those before until it holds every phase.

    A subject whose recordings do not suffice for that, with one left to train, only trains.
    """
    recording, phase = _recording_numbers(own), own["phase"].to_numpy()
    for start in range(recording.max(), 0, -1):
        late = recording >= start
        if set(phase[late]) >= set(phase):
            return np.where(late, "validation", "training")
    return np.full(len(own), "training", dtype=object)


def divide_after_few_shots(segments: pd.DataFrame, options: DivisionOptions) -> Split:
    """Leave one subject out, but train on its first `few_shot_segments` segments of each phase.

    They come from whole cycles: what is left of the last cycle is unused (`Divide`).
    """
    count = options.few_shot_segments
    frame = leave_one_subject_out(segments, options).frame
    left_out: dict[str, str] = {}
    for tested, unordered in segments.groupby("subject", sort=True):
        own = order_in_time(unordered)
        parts = _calibration_and_test(own, count)
        rows = (frame["fold"] == tested) & (frame["part"] == "test")
        if "test" not in parts:
            left_out[str(tested)] = f"fewer than {count} segments of each phase, or none after them"
            frame = frame[frame["fold"] != tested]
            continue
        by_segment = dict(zip(own["segment"], parts, strict=True))
        frame.loc[rows, "part"] = frame.loc[rows, "segment"].map(by_segment)
    if frame.empty:
        raise NotEstimableError(
            f"The scheme {options.scheme} is not estimable",
            f"No subject has more than {count} segments of each phase",
            "Record more, or ask for fewer (evaluation.few_shot_segments)",
        )
    return Split(frame.reset_index(drop=True), left_out)


def _calibration_and_test(own: pd.DataFrame, count: int) -> np.ndarray:
    """Parts of a tested subject's segments, in time: whole cycles until each phase has `count`."""
    cycles = pd.factorize(own["recording"].astype(str) + "/" + own["cycle"].astype(str))[0]
    phase = own["phase"].to_numpy()
    rank = own.groupby("phase").cumcount().to_numpy()
    for last in range(cycles.max()):
        seen = cycles <= last
        if all(np.count_nonzero(seen & (phase == name)) >= count for name in set(phase)):
            if set(phase[~seen]) != set(phase):
                break
            return np.where(~seen, "test", np.where(rank < count, "training", "unused"))
    return np.full(len(own), "unused", dtype=object)
