"""Who is trained on, who is validated on, who is tested: written tables with a digest.

A split is a table with the columns ``fold``, ``segment`` and ``part`` (training, validation, test
or unused); every segment has one row in every fold.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import order_in_time
from eeg2emg.errors import ConfigurationError, NotEstimableError
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = (
    "random",
    "blocked",
    "leave-one-subject-out",
    "leave-one-subject-out-adapted",
    "few-shot",
)
"""Ways to divide a cohort. All but the first say something about new data."""

ADAPTED = "leave-one-subject-out-adapted"
"""The scheme in which a new subject's EEG, without labels, may centre its features."""

PARTS = ("training", "validation", "test")

DEFAULT_SHARES: Mapping[str, float] = {"training": 0.7, "validation": 0.1, "test": 0.2}
"""The shares of the paper's results section."""

MIN_SUBJECTS_LEFT_OUT = 3


def make_split(
    segments: pd.DataFrame,
    scheme: str,
    *,
    seed: int,
    shares: Mapping[str, float] = DEFAULT_SHARES,
    gap_segments: int = 1,
    few_shot_segments: int = 10,
) -> pd.DataFrame:
    """Divide the segments of a cohort.

    ``random``: by segment, without regard to subject, recording or phase. The paper's scheme, and
    no evidence: neighbours in time sit on both sides.

    ``blocked``: within each subject the last recordings are tested, those before validate, the
    earliest train. Recordings stay whole, each part holds every phase, and the last `gap_segments`
    segments before each border are unused. Subjects who cannot be divided so are unused, with the
    reason in ``attrs["left_out"]``.

    ``leave-one-subject-out``: one fold per subject, who is tested; the last recording of each other
    subject validates (more than one where recordings hold one phase each), their earlier ones
    train.

    ``leave-one-subject-out-adapted``: the same division. What differs is that models may centre the
    tested subject's features by their own mean per phase.

    ``few-shot``: the same, except that the tested subject's first `few_shot_segments` segments of
    each phase are trained on. They come from whole cycles: what is left of the last cycle is
    unused.

    Parameters
    ----------
    segments : DataFrame
        Columns segment, subject, recording, phase, cycle, onset_s. Recordings of a subject follow
        one another in the order of their names; where each holds one phase only, those of the
        phases alternate.
    scheme : str
        One of `SCHEMES`.
    seed : int
        The cohort's seed; only ``random`` draws from it.
    shares : dict of str to float
        Share of each part, with the sum 1. Schemes that leave subjects out do not use them.
    gap_segments : int
        How many segments before each border of ``blocked`` are unused.
    few_shot_segments : int
        How many segments of each phase are known of the tested subject in ``few-shot``.

    Returns
    -------
    DataFrame
        Columns fold, segment, part; ``attrs["left_out"]`` maps subjects to reasons.

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
    if scheme == "blocked":
        return _blocked(ordered, shares, gap_segments)
    if scheme in ("leave-one-subject-out", ADAPTED):
        return _leave_one_subject_out(ordered, scheme)
    if scheme == "few-shot":
        return _few_shot(ordered, few_shot_segments)
    return _random(ordered, seed, shares)


def not_estimable_split(reason: str) -> pd.DataFrame:
    """Make the empty split of a scheme that the cohort cannot carry.

    Parameters
    ----------
    reason : str
        Why, for instance the text of the `NotEstimableError`.

    Returns
    -------
    DataFrame
        No rows; the reason in ``attrs["not_estimable"]``.
    """
    frame = pd.DataFrame(columns=["fold", "segment", "part"], dtype=str)
    frame.attrs["not_estimable"] = reason
    return frame


def split_text(frame: pd.DataFrame) -> str:
    """Give the canonical text of a split.

    Parameters
    ----------
    frame : DataFrame
        Columns fold, segment, part; subjects that were left out, or the reason why the scheme is
        not estimable, in ``attrs``.

    Returns
    -------
    str
        Tab-separated, sorted by fold and segment. Lines that begin with ``#`` come first and hold
        what is in ``attrs``.
    """
    lines = [
        f"# left out\t{subject}\t{reason}"
        for subject, reason in sorted(frame.attrs.get("left_out", {}).items())
    ]
    if "not_estimable" in frame.attrs:
        lines.append(f"# not estimable\t{frame.attrs['not_estimable']}")
    ordered = frame[["fold", "segment", "part"]].sort_values(["fold", "segment"])
    table = ordered.to_csv(sep="\t", index=False, lineterminator="\n")
    return "".join(line + "\n" for line in lines) + table


def parse_split(text: str) -> pd.DataFrame:
    """Read a split from its text; identifiers stay text (``01`` is not 1).

    Raises
    ------
    ConfigurationError
        If it names a part that is none, or a segment twice in one fold.
    """
    lines = text.splitlines(keepends=True)
    notes = [line[2:].rstrip("\n").split("\t") for line in lines if line.startswith("# ")]
    body = "".join(line for line in lines if not line.startswith("# "))
    frame = pd.read_csv(io.StringIO(body), sep="\t", dtype=str, keep_default_na=False)
    unknown = set(frame["part"]) - {*PARTS, "unused"}
    if unknown:
        raise ConfigurationError(
            f"A split names the part {min(unknown)!r}",
            remedy=f"Parts are {', '.join(PARTS)} and unused",
        )
    twice = frame.duplicated(["fold", "segment"])
    if twice.any():
        segment = frame.loc[twice, "segment"].iloc[0]
        raise ConfigurationError(
            f"A split puts the segment {segment} on two sides",
            "What is tested must not be trained on",
            "Give each segment one row in every fold",
        )
    frame.attrs["left_out"] = {note[1]: note[2] for note in notes if note[0] == "left out"}
    for note in notes:
        if note[0] == "not estimable":
            frame.attrs["not_estimable"] = note[1]
    return frame


def split_digest(frame: pd.DataFrame) -> str:
    """SHA-256 (hexadecimal) of a split's canonical text."""
    return hashlib.sha256(split_text(frame).encode()).hexdigest()


def _check_shares(shares: Mapping[str, float]) -> None:
    right = set(shares) == set(PARTS) and all(share > 0 for share in shares.values())
    if not right or abs(sum(shares.values()) - 1) > 1e-9:
        raise ConfigurationError(
            f"The shares {dict(shares)} do not divide a cohort",
            remedy=f"Give positive shares of {', '.join(PARTS)} with the sum 1",
        )


def _frame(rows: list[pd.DataFrame], left_out: dict[str, str]) -> pd.DataFrame:
    frame = pd.concat(rows, ignore_index=True)[["fold", "segment", "part"]]
    frame = frame.sort_values(["fold", "segment"], ignore_index=True)
    frame.attrs["left_out"] = left_out
    return frame


def _random(segments: pd.DataFrame, seed: int, shares: Mapping[str, float]) -> pd.DataFrame:
    count = len(segments)
    n_test, n_validation = (round(shares[part] * count) for part in ("test", "validation"))
    if min(n_test, n_validation, count - n_test - n_validation) < 1:
        raise NotEstimableError(
            f"The scheme random cannot divide {count} segments",
            "A part would be empty",
            "Record more segments",
        )
    order = np.random.default_rng(derive_seed(seed, "split", "random")).permutation(count)
    parts = np.full(count, "training", dtype=object)
    parts[order[:n_test]] = "test"
    parts[order[n_test : n_test + n_validation]] = "validation"
    return _frame([segments.assign(fold="all", part=parts)], {})


def _recording_numbers(own: pd.DataFrame) -> np.ndarray:
    """Count one subject's recordings from 0 in the order of the rows."""
    return pd.factorize(own["recording"])[0]


def _blocked(
    segments: pd.DataFrame, shares: Mapping[str, float], gap_segments: int
) -> pd.DataFrame:
    phases = set(segments["phase"])
    if len(phases) < 2:
        raise NotEstimableError(
            "The scheme blocked is not estimable",
            f"Every part is to hold two phases, and all segments are {phases.pop()}",
            "Record rest and activity",
        )
    rows, left_out = [], {}
    for subject, unordered in segments.groupby("subject", sort=True):
        own = order_in_time(unordered)
        try:
            parts = _blocks_of_subject(own, shares, gap_segments, phases)
        except NotEstimableError as error:
            left_out[str(subject)] = str(error)
            parts = np.full(len(own), "unused", dtype=object)
        rows.append(own.assign(fold="all", part=parts))
    if len(left_out) == len(rows):
        raise NotEstimableError(
            "The scheme blocked is not estimable",
            "No subject can be divided in time: "
            + "; ".join(f"{subject}: {why}" for subject, why in left_out.items()),
            "Record more, or use another scheme",
        )
    return _frame(rows, left_out)


def _blocks_of_subject(
    own: pd.DataFrame, shares: Mapping[str, float], gap_segments: int, phases: set[str]
) -> np.ndarray:
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
            goal=shares[part] * len(own),
            gap_segments=gap_segments,
            phases=phases,
        )
        parts[(recording >= start) & (recording < end)] = part
        end = start
    for part in ("training", "validation"):
        inside = parts == part
        kept = _without_gap(inside, gap_segments)
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


def _leave_one_subject_out(segments: pd.DataFrame, scheme: str) -> pd.DataFrame:
    subjects = sorted(set(segments["subject"]))
    if len(subjects) < MIN_SUBJECTS_LEFT_OUT:
        raise NotEstimableError(
            f"The scheme {scheme} is not estimable",
            f"There are {len(subjects)} subjects and it needs at least {MIN_SUBJECTS_LEFT_OUT}",
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
                f"The scheme {scheme} is not estimable",
                f"Without {tested} no subject has a second recording to validate with",
                "Record at least two recordings per subject",
            )
        rows.append(fold.assign(fold=tested))
    return _frame(rows, {})


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


def _few_shot(segments: pd.DataFrame, count: int) -> pd.DataFrame:
    """Leave one subject out, but train on the beginning of its recordings."""
    frame = _leave_one_subject_out(segments, "few-shot")
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
            "The scheme few-shot is not estimable",
            f"No subject has more than {count} segments of each phase",
            "Record more, or ask for fewer (evaluation.few_shot_segments)",
        )
    frame = frame.reset_index(drop=True)
    frame.attrs["left_out"] = left_out
    return frame


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
