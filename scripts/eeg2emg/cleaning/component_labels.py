"""Labels of independent components: eye, muscle, heart or line, with scores, limits and reasons.

No function here is given an EMG channel: the EMG never decides what is removed from the EEG.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.iclabel import ICLABEL_CLASSES, iclabel_probabilities
from eeg2emg.names.components import LABEL_IN_WORDS
from eeg2emg.recordings.channel_names import TEN_TWENTY, canonical_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from eeg2emg.cleaning.ica_settings import IcaSettings

_RULES = ("eog", "ecg", "muscle")
_HORIZONTAL = "eog_horizontal"
_LABEL_OF_CLASS = {
    "eye": "eog",
    "heart": "ecg",
    "muscle": "muscle",
    "line": "line",
    "channel": "channel",
}


@dataclass
class Verdict:
    """Label of one component and what it rests on.

    Attributes
    ----------
    label : str
        ``"brain"`` or a key of `eeg2emg.names.components.LABEL_IN_WORDS`.
    excess : float
        How far its score lies between the limit and the highest possible: comparable between kinds.
    reason : str
        The label, the score and the limit in words; empty for the brain.
    scores : dict of str to float
        By kind; kinds that were not judged are absent.
    """

    label: str = "brain"
    excess: float = 0.0
    reason: str = ""
    scores: dict[str, float] = field(default_factory=dict)

    def judge(self, label: str, score: float, limit: float, text: str, *, kind: str = "") -> None:
        """Note a score; from its limit on it decides the label, unless another exceeds its more."""
        self.scores[kind or label] = float(score)
        excess = (score - limit) / (1.0 - limit) if limit < 1 else 0.0
        if score >= limit and (self.label == "brain" or excess > self.excess):
            self.label, self.excess = label, float(excess)
            self.reason = f"{LABEL_IN_WORDS[label]}: {text} (limit {limit:g})"


def score_kinds(settings: IcaSettings) -> tuple[str, ...]:
    """List the kinds of score that components get: those of the rules, and ICLabel's classes."""
    horizontal = () if settings.horizontal_threshold is None else (_HORIZONTAL,)
    classes = ICLABEL_CLASSES if settings.iclabel else ()
    return (*_RULES, *horizontal, *(f"iclabel_{name}" for name in classes))


def label_components(
    ica: Any, raw: Any, settings: IcaSettings, *, auxiliary: Collection[str] = ()
) -> list[Verdict]:
    """Label the components of a decomposition.

    Parameters
    ----------
    ica : mne.preprocessing.ICA
        The decomposition.
    raw : mne.io.Raw
        What was decomposed, and the EOG and ECG channels (``eog0``, ..., ``ecg0``) of the same
        time.
    settings : IcaSettings
        The limits.
    auxiliary : collection of str
        Which of ``"eog"`` and ``"ecg"`` were recorded.

    Returns
    -------
    list of Verdict
        One per component.
    """
    verdicts = [Verdict() for _ in range(ica.n_components_)]
    _judge_eyes(verdicts, ica, raw, settings, recorded="eog" in auxiliary)
    _judge_horizontal_eyes(verdicts, ica, settings)
    if "ecg" in auxiliary:
        _judge_heart(verdicts, ica, raw, settings)
    _, scores = ica.find_bads_muscle(raw, verbose="error")
    for verdict, score in zip(verdicts, np.cbrt(scores), strict=True):
        verdict.judge("muscle", score, settings.muscle_threshold, f"muscle score {score:.2f}")
    if settings.iclabel:
        _judge_by_iclabel(verdicts, ica, raw, settings)
    return verdicts


def choose_removed(verdicts: Sequence[Verdict], rank: int, settings: IcaSettings) -> list[int]:
    """Choose which of the labelled components are removed: the clearest, no more than allowed.

    Parameters
    ----------
    verdicts : sequence of Verdict
        One per component; the reasons of those that are kept nevertheless are completed.
    rank : int
        Rank before the removal.
    settings : IcaSettings
        With `max_removed` and `minimum_rank`.

    Returns
    -------
    list of int
        Numbers of the components, ascending.
    """
    allowed = settings.max_removed
    if settings.minimum_rank is not None:
        allowed = max(0, min(allowed, rank - settings.minimum_rank))
    labelled = [number for number, verdict in enumerate(verdicts) if verdict.label != "brain"]
    ordered = sorted(labelled, key=lambda number: (-verdicts[number].excess, number))
    for number in ordered[allowed:]:
        verdicts[number].reason += f"; kept: no more than {allowed} may be removed here"
    return sorted(ordered[:allowed])


def _judge_eyes(
    verdicts: Sequence[Verdict], ica: Any, raw: Any, settings: IcaSettings, *, recorded: bool
) -> None:
    wanted = {canonical_name(name) for name in settings.eog_proxies}
    proxies = [name for name in ica.ch_names if canonical_name(name) in wanted]
    eyes = [name for name in raw.ch_names if name.startswith("eog")] if recorded else proxies
    if not eyes:
        return
    _, scores = ica.find_bads_eog(
        raw, ch_name=eyes, measure="correlation", threshold=0.99, verbose="error"
    )
    correlations = np.abs(np.atleast_2d(scores))
    for verdict, row in zip(verdicts, correlations.T, strict=True):
        best = int(np.argmax(row))
        text = f"correlation {row[best]:.2f} with {eyes[best]}"
        verdict.judge("eog", row[best], settings.eog_threshold, text)


def horizontal_likeness(
    maps: NDArray[np.floating], channels: Sequence[str], pair: Sequence[str]
) -> NDArray[np.float64] | None:
    """Compare maps with that of horizontal eye movements: opposite signs beside the eyes.

    Parameters
    ----------
    maps : ndarray, shape (n, components)
        The mixing matrix, at any reference.
    channels : sequence of str
        Names of the n channels.
    pair : sequence of two str
        The electrodes to the left and to the right of the eyes.

    Returns
    -------
    ndarray, shape (components,), or None
        Absolute cosine between each map and the difference of the pair, over the electrodes of the
        10-20 system and the pair: 1 for a map of nothing else, whatever the sign and the size.
        None where one of the pair is not recorded.

    References
    ----------
    Mognon A. et al. (2011), ADJUST: An automatic EEG artifact detector based on the joint use of
    spatial and temporal features, Psychophysiology 48(2), doi 10.1111/j.1469-8986.2010.01061.x.
    (Its spatial eye difference is the same idea.)
    """
    names = [canonical_name(name) for name in channels]
    left, right = (canonical_name(name) for name in pair)
    if left not in names or right not in names:
        return None
    shown = {canonical_name(name) for name in TEN_TWENTY} | {left, right}
    rows = [row for row, name in enumerate(names) if name in shown]
    size = np.linalg.norm(maps[rows], axis=0)
    difference = np.abs(maps[names.index(left)] - maps[names.index(right)])
    return difference / (np.sqrt(2) * np.maximum(size, np.finfo(float).tiny))


def _judge_horizontal_eyes(verdicts: Sequence[Verdict], ica: Any, settings: IcaSettings) -> None:
    if settings.horizontal_threshold is None:
        return
    pair = settings.horizontal_pair
    found = horizontal_likeness(ica.get_components(), ica.ch_names, pair)
    if found is None:
        return
    for verdict, score in zip(verdicts, found, strict=True):
        text = f"map {score:.2f} like horizontal eye movements ({pair[0]} against {pair[1]})"
        verdict.judge("eog", score, settings.horizontal_threshold, text, kind=_HORIZONTAL)


def _judge_heart(verdicts: Sequence[Verdict], ica: Any, raw: Any, settings: IcaSettings) -> None:
    _, scores = ica.find_bads_ecg(
        raw,
        ch_name="ecg0",
        method="correlation",
        measure="correlation",
        threshold=0.99,
        verbose="error",
    )
    for verdict, score in zip(verdicts, np.abs(scores), strict=True):
        text = f"correlation {score:.2f} with the ECG"
        verdict.judge("ecg", score, settings.ecg_threshold, text)


def _judge_by_iclabel(
    verdicts: Sequence[Verdict], ica: Any, raw: Any, settings: IcaSettings
) -> None:
    for verdict, row in zip(verdicts, iclabel_probabilities(ica, raw), strict=True):
        probabilities = dict(zip(ICLABEL_CLASSES, row.tolist(), strict=True))
        for name, probability in probabilities.items():
            if name not in settings.iclabel_removes:
                verdict.scores[f"iclabel_{name}"] = probability
                continue
            verdict.judge(
                _LABEL_OF_CLASS[name],
                probability,
                settings.iclabel_threshold,
                f"ICLabel {probability:.2f}",
                kind=f"iclabel_{name}",
            )
