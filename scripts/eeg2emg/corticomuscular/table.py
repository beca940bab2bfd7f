"""Tables of corticomuscular coherence: every person, and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.corticomuscular.checks import (
    COMMON_BURSTS,
    COMMON_LINE,
    MOST_ZERO_LAG,
    NO_DELAY,
)
from eeg2emg.corticomuscular.estimates import VALUES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eeg2emg.corticomuscular.estimates import PersonCoherence

PAIR = ("electrode", "muscle", "low_hz", "high_hz")
PERSON_COLUMNS = (
    *("subject", "phase", *PAIR, "segments", "averages"),
    *(name for name in VALUES if name != "common_line"),
    "remarks",
)
REFUSED_COLUMNS = ("subject", "name", "reason")


def analysed_people(
    people: Sequence[PersonCoherence], subjects: Collection[str]
) -> list[PersonCoherence]:
    """Keep the people who are in the cohort and of whom a phase was estimated."""
    known = set(subjects)
    return [person for person in people if person.phases and person.subject in known]


def person_table(people: Sequence[PersonCoherence], alpha: float) -> pd.DataFrame:
    """Tabulate every person, phase, electrode, muscle and band.

    Parameters
    ----------
    people : sequence of PersonCoherence
        May be empty.
    alpha : float
        Level of the flags.

    Returns
    -------
    DataFrame
        Columns `PERSON_COLUMNS`. Coherence is the largest of the band; `remarks` names, divided by
        semicolons, what may have feigned it.
    """
    parts = [_rows_of(person, alpha) for person in people]
    if not parts:
        return pd.DataFrame(columns=list(PERSON_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(PERSON_COLUMNS)]


def _rows_of(person: PersonCoherence, alpha: float) -> pd.DataFrame:
    shape = person.values["coherence"].shape
    place = np.indices(shape).reshape(4, -1)
    phase, band, electrode, muscle = place
    columns = {
        "subject": person.subject,
        "phase": np.array(person.phases, dtype=object)[phase],
        "electrode": np.array(person.electrodes, dtype=object)[electrode],
        "muscle": np.array(person.muscles, dtype=object)[muscle],
        "low_hz": person.bands_hz[band, 0],
        "high_hz": person.bands_hz[band, 1],
        "segments": person.segments[phase],
        "averages": person.averages[phase].round(2),
        **{name: person.values[name].ravel() for name in VALUES},
    }
    return pd.DataFrame(columns).assign(remarks=flags_of(person, alpha).ravel())


def flags_of(person: PersonCoherence, alpha: float) -> np.ndarray:
    """Name what may have feigned each coherence that passes its plain threshold.

    Parameters
    ----------
    person : PersonCoherence
        One person.
    alpha : float
        Level of the test for a delay.

    Returns
    -------
    ndarray of str, shape (n_phases, n_bands, n_electrodes, n_muscles)
        Flags divided by ``"; "``. A common line is named whatever the coherence.
    """
    values = person.values
    passed = values["coherence"] > values["analytic_threshold"]
    # Without a delay that can be shown: nothing tells cross-talk from a drive.
    plain = (values["zero_lag_share"] >= MOST_ZERO_LAG) & (values["p_delay"] > alpha)
    marks = {
        NO_DELAY: passed & plain,
        COMMON_BURSTS: passed & (values["coherence"] <= values["amplitude_threshold"]),
        COMMON_LINE: values["common_line"] > 0,
    }
    found = np.full(passed.shape, "", dtype=object)
    for name, marked in marks.items():
        found[marked] = [f"{before}; {name}" if before else name for before in found[marked]]
    return found


def refused_table(people: Sequence[PersonCoherence]) -> pd.DataFrame:
    """List what was refused, with the reason: recordings, segments and quantities."""
    rows = [
        (person.subject, name, reason)
        for person in people
        for name, reason in sorted(person.refused.items())
    ]
    return pd.DataFrame(rows, columns=list(REFUSED_COLUMNS))
