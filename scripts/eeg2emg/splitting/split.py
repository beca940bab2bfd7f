"""Split: which segment trains, validates and is tested in which fold, its text and its digest."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import ConfigurationError
from eeg2emg.files.tables import table_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PARTS = ("training", "validation", "test")
"""The parts of a split; a segment that is in none of them is ``unused``."""

COLUMNS = ("fold", "segment", "part")

GAP_SEGMENTS = 1
"""Segments beside a border in time that are on neither side: neighbours resemble each other."""


def join_validation(part: np.ndarray) -> np.ndarray:
    """Let validation segments train: the parts for a refit, once nothing is left to be chosen."""
    return np.where(part == "validation", "training", part)


@dataclass(frozen=True, eq=False)
class Split:
    """A cohort, divided by one scheme, or the reason why it cannot be.

    Attributes
    ----------
    frame : DataFrame
        Columns fold, segment, part (one of `PARTS`, or ``unused``), all text: every segment has
        one row in every fold. Without rows where the scheme is not estimable.
    left_out : mapping of str to str
        Subjects that could not be divided, with the reason.
    reason : str
        Why the cohort cannot carry the scheme; empty where it can.
    """

    frame: pd.DataFrame
    left_out: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @classmethod
    def not_estimable(cls, reason: str) -> Split:
        """Make the split of a scheme that the cohort cannot carry: no rows, and the reason."""
        return cls(pd.DataFrame(columns=list(COLUMNS), dtype=str), reason=reason)

    @classmethod
    def parse(cls, text: str) -> Split:
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
        return cls(
            frame,
            {note[1]: note[2] for note in notes if note[0] == "left out"},
            next((note[1] for note in notes if note[0] == "not estimable"), ""),
        )

    @property
    def estimable(self) -> bool:
        """Whether the cohort can carry the scheme."""
        return not self.reason

    @property
    def used(self) -> pd.DataFrame:
        """The rows of `frame` that are in a part, numbered anew."""
        return self.frame[self.frame["part"] != "unused"].reset_index(drop=True)

    def parts(self, fold: str, segments: Iterable[str]) -> np.ndarray:
        """Give the part of each segment in one fold.

        Parameters
        ----------
        fold : str
            Which fold.
        segments : iterable of str
            Names of segments, in the order that is wanted.

        Returns
        -------
        ndarray of str, shape (segments,)
            ``unused`` also for segments that the split does not know.
        """
        part = self.frame[self.frame["fold"] == fold].set_index("segment")["part"]
        return part.reindex(segments, fill_value="unused").to_numpy(dtype=object)

    def of_segments(self, segments: Iterable[str]) -> Split:
        """Leave segments out that nothing is known of.

        Parameters
        ----------
        segments : iterable of str
            Those that stay.

        Returns
        -------
        Split
            The others are ``unused``; not estimable where a fold loses all of a part by that.
        """
        stay = self.frame["segment"].isin(list(segments))
        if stay.all():
            return self
        left = self.frame.assign(part=self.frame["part"].where(stay, "unused"))
        before, after = (
            set(frame[["fold", "part"]].itertuples(index=False, name=None))
            for frame in (self.frame, left)
        )
        lost = sorted(one for one in before - after if one[1] in PARTS)
        if lost:
            fold, part = lost[0]
            return Split.not_estimable(
                f"None of the {part} segments of fold {fold} can be used: of {int((~stay).sum())} "
                "rows of the split there is no estimate"
            )
        return Split(left, self.left_out)

    def text(self) -> str:
        """Give the canonical text.

        Returns
        -------
        str
            Tab-separated, sorted by fold and segment. Lines that begin with ``#`` come first and
            name who was left out, or why the scheme is not estimable.
        """
        lines = [
            f"# left out\t{subject}\t{reason}" for subject, reason in sorted(self.left_out.items())
        ]
        if self.reason:
            lines.append(f"# not estimable\t{self.reason}")
        ordered = self.frame[list(COLUMNS)].sort_values(["fold", "segment"])
        table = table_text(ordered, divider="\t")
        return "".join(line + "\n" for line in lines) + table

    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the canonical text."""
        return hashlib.sha256(self.text().encode()).hexdigest()
