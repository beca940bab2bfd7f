"""The options of the ICA; imported while a workflow is parsed (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IcaSettings:
    """How components are fitted, labelled and removed.

    Attributes
    ----------
    max_removed : int
        Most components that may be removed.
    minimum_rank : int or None
        Rank that must remain: where channels are interpolated, fewer components are removed.
    max_fit_s : float
        Longest data that are fitted.
    eog_threshold : float
        Absolute correlation with a frontal (or EOG) channel on 1-10 Hz from which on a component
        is ocular.
    muscle_threshold : float
        Score of a muscle component: the cube root of the product of MNE's three criteria. With 19
        electrodes two of them are always met, so that the spectral slope decides; the value lies
        above MNE's 0.5 for that reason.
    ecg_threshold : float
        Absolute correlation with an ECG channel from which on a component is cardiac.
    eog_proxies : tuple of str
        Channels that stand for EOG channels where there are none.
    """

    max_removed: int = 3
    minimum_rank: int | None = None
    max_fit_s: float = 600.0
    eog_threshold: float = 0.6
    muscle_threshold: float = 0.7
    ecg_threshold: float = 0.5
    eog_proxies: tuple[str, ...] = ("Fp1", "Fp2")
