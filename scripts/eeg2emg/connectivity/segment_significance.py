"""Significance of one segment: its matrices tested against surrogates, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.connectivity.eeg import estimate_eeg
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.significance_file import (
    P_VALUES,
    SignificanceContents,
    SignificanceGroup,
)
from eeg2emg.connectivity.surrogates import least_shift_of, significance
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.connectivity.segment_result import SegmentSource
    from eeg2emg.connectivity.settings import EegSettings, EmgSettings
    from eeg2emg.connectivity.surrogates import Significance


@dataclass(frozen=True)
class SegmentSignificance:
    """The tests of one segment.

    Attributes
    ----------
    name, phase : str
        Identifier of the segment, and its phase.
    tests : dict of str to dict of str to Significance
        By kind of signal (``eeg``, ``emg``) and name of the matrix.
    """

    name: str
    phase: str
    tests: dict[str, dict[str, Significance]]


def segment_significance(
    source: SegmentSource,
    eeg: EegSettings,
    emg: EmgSettings | None,
    *,
    kind: str,
    surrogates: int,
    seed: int,
) -> SegmentSignificance:
    """Test all matrices of one segment against surrogates.

    Parameters
    ----------
    source : SegmentSource
        Its signals.
    eeg, emg : EegSettings, EmgSettings or None
        What is estimated.
    kind : {"phase", "shift"}
        Kind of surrogates.
    surrogates : int
        Their number.
    seed : int
        The cohort's seed; that of a segment depends on its name and the kind of signal too.

    Returns
    -------
    SegmentSignificance

    Raises
    ------
    EstimationError
        If one of the matrices cannot be estimated.
    """

    def tested(
        signal: str,
        x_v: np.ndarray,
        runs: tuple[int, ...],
        settings: Any,
        estimate: Callable[..., Any],
    ) -> dict[str, Significance]:
        return significance(
            x_v,
            lambda drawn: estimate(drawn, settings, diagnostics=False, runs=runs).planes,
            n_surrogates=surrogates,
            seed=derive_seed(seed, "significance", source.name, signal),
            kind=kind,
            least_shift=least_shift_of(len(x_v), min(runs, default=x_v.shape[1]), settings.rate_hz),
            runs=runs,
        )

    tests = {"eeg": tested("eeg", source.eeg_v, source.eeg_runs, eeg, estimate_eeg)}
    if emg is not None:
        tests["emg"] = tested("emg", source.emg_v, source.emg_runs, emg, estimate_emg)
    return SegmentSignificance(source.name, source.phase, tests)


def significance_contents(
    results: Sequence[SegmentSignificance],
    channels: Mapping[str, tuple[str, ...]],
    attributes: Mapping[str, object],
) -> SignificanceContents:
    """Stack the tests of all segments of a recording.

    Parameters
    ----------
    results : sequence of SegmentSignificance
        May be empty.
    channels : mapping of str to tuple of str
        Names of the channels, by kind of signal.
    attributes : mapping
        Of the file.

    Returns
    -------
    SignificanceContents
    """
    groups = {}
    for signal, names in channels.items():
        measures = tuple(results[0].tests[signal]) if results else ()
        p_values = [
            [[getattr(result.tests[signal][m], kind) for m in measures] for kind in P_VALUES]
            for result in results
        ]
        shape = (len(results), len(P_VALUES), len(measures), len(names), len(names))
        groups[signal] = SignificanceGroup(measures, names, np.reshape(p_values, shape))
    return SignificanceContents(
        tuple(result.name for result in results),
        tuple(result.phase for result in results),
        groups,
        dict(attributes),
    )
