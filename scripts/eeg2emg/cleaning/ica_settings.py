"""Options of the ICA; imported while a workflow is parsed (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import Distinct, Limits, check_limits

_Threshold = Annotated[float, Limits(0, 1, "it must lie above 0 and at most at 1", above=True)]
_Names = Annotated[tuple[str, ...], Distinct()]

FIT_ON = ("all", "training")
"""Which of a subject's recordings may be fitted."""

ICLABEL_ARTEFACTS = ("eye", "muscle", "heart", "line", "channel")
"""The classes of ICLabel that may be removed."""


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
        Longest data that are fitted, in seconds.
    fit_on : str
        ``"all"``: the subject's recordings of all times, which uses no EMG and no label, but EEG
        that is tested later. ``"training"``: those of the first half of the time, on which
        ``blocked`` neither tests nor validates.
    eog_threshold : float
        Absolute correlation with a frontal (or EOG) channel on 1-10 Hz from which on a component
        is ocular.
    muscle_threshold : float
        Score from which on a component is muscular: the cube root of the product of MNE's three
        criteria. With 19 electrodes two of them are always met, so that the spectral slope
        decides; 0.95 is a spectrum that does not fall between 7 and 45 Hz.
    ecg_threshold : float
        Absolute correlation with an ECG channel from which on a component is cardiac.
    eog_proxies : tuple of str
        Channels that stand for EOG channels where there are none.
    horizontal_threshold : float or None
        Likeness of a component's map to horizontal eye movements from which on it is ocular: the
        cosine between the map and that of the difference of `horizontal_pair`, over the electrodes
        of the 10-20 system. Null: not judged. On simulated recordings 0.75 finds the eyes in every
        person and takes no brain component for them, where the correlation of their courses with
        that difference (0.4 to 0.6 for eyes and for brain) cannot tell them apart. Still off by
        default: the artefacts at F7 and F8 fall by a further 10 dB, but 3 to 6 % more of the
        brain's own power there changes, and the directed transfer function comes less near to that
        of the clean brain; and in both real recordings that were looked at, the second component
        that ICLabel calls eye has 0.52 and 0.54, others there up to 0.52: none would be found.
    horizontal_pair : tuple of (str, str)
        The electrodes beside the eyes; judged only where both are good.
    iclabel : bool
        Whether the network ICLabel labels components too, beside the rules above. It needs the
        positions of all electrodes, and is meant for a rate of 200 Hz or more: below it eyes are
        found as before, muscle less often.
    iclabel_threshold : float
        Probability from which on a class of ICLabel labels a component.
    iclabel_removes : tuple of str
        Classes of ICLabel that label a component as an artefact: any of eye, muscle, heart, line,
        channel.
    """

    max_removed: Annotated[int, Limits(0, 1000, "it is a number of components, not negative")] = 3
    minimum_rank: Annotated[int, Limits(0, 1000, "it is a number of channels")] | None = None
    max_fit_s: Annotated[float, Limits(1, 86_400, "it must be positive, and at most a day")] = 600.0
    fit_on: str = "all"
    eog_threshold: _Threshold = 0.7
    muscle_threshold: _Threshold = 0.95
    ecg_threshold: _Threshold = 0.5
    eog_proxies: _Names = ("Fp1", "Fp2")
    horizontal_threshold: _Threshold | None = None
    horizontal_pair: Annotated[tuple[str, str], Distinct()] = ("F7", "F8")
    iclabel: bool = False
    iclabel_threshold: _Threshold = 0.8
    iclabel_removes: _Names = ("eye", "muscle", "heart")

    def __post_init__(self) -> None:
        check_limits(self, "ica")
        if len(self.horizontal_pair) != 2:
            raise ConfigurationError(
                f"ica.horizontal_pair names {len(self.horizontal_pair)} electrodes",
                "it is one to the left and one to the right of the eyes",
                "name two, such as F7 and F8",
                options=("horizontal_pair",),
            )
        unknown = [name for name in self.iclabel_removes if name not in ICLABEL_ARTEFACTS]
        if unknown:
            raise ConfigurationError(
                f"ica.iclabel_removes names {', '.join(map(repr, unknown))}",
                f"the artefacts that ICLabel knows are {', '.join(ICLABEL_ARTEFACTS)}",
                "correct it",
                options=("iclabel_removes",),
            )
        if self.fit_on not in FIT_ON:
            raise ConfigurationError(
                f"ica.fit_on is {self.fit_on!r}",
                f"it is one of {', '.join(FIT_ON)}",
                "correct it",
                options=("fit_on",),
            )
