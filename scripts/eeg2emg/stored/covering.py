"""Whom and what the card of a model covers: other recordings are refused, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.errors import ConfigurationError, NotEstimableError
from eeg2emg.names.stored_models import KNOWN, NEW
from eeg2emg.rates import same_rate
from eeg2emg.stored.conditions import refuse_unsaid_people

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.stored.card import Card
    from eeg2emg.stored.means import Means


def refuse_other_rate(rate_hz: float | None, card: Card) -> None:
    """Refuse EEG that was analysed at another rate (`ConfigurationError`)."""
    if rate_hz is not None and not same_rate(rate_hz, card.eeg_rate_hz):
        raise ConfigurationError(
            f"The EEG of these recordings was analysed at {rate_hz:g} Hz, that of the model at "
            f"{card.eeg_rate_hz:g} Hz",
            "the same order of a model spans another time then",
            "Record at that rate or a higher one, and analyse at it (connectivity.eeg_rate_hz)",
        )


def refuse_other_planes(dataset: ConnectivityDataset, card: Card) -> None:
    """Refuse other matrices than those that a model was given (`ConfigurationError`)."""
    further = dataset.log_coherency
    has = [list(dataset.planes), *([list(further.names)] if further is not None else [])]
    for (name, planes), own in zip(card.planes.items(), [*has, []], strict=False):
        if planes != own:
            raise ConfigurationError(
                f"These recordings have other matrices of {name} than the model",
                f"{', '.join(own) or 'none'} in place of {', '.join(planes)}",
                "Set connectivity.measures, pli_bands_hz, planes_per_band, log_coherency and "
                "log_coherency_bands_hz as the model has them",
            )


def refuse_other_phases(dataset: ConnectivityDataset, card: Card) -> None:
    """Refuse phases that a model does not know (`ConfigurationError`)."""
    other = [name for name in dataset.segments["phase"].unique() if name not in card.phases]
    if other:
        raise ConfigurationError(
            f"These recordings have the phase {', '.join(other)}, which the model does not know",
            f"it learned from {', '.join(card.phases)}",
            "Give phases that are the same the same name (segments.phases), and take the others "
            "from the configuration",
        )


def who_is_who(
    segments: pd.DataFrame, card: Card, means: Means, *, same_people: bool | None
) -> pd.DataFrame:
    """Say of every person and phase which model estimates it, or why none does.

    Parameters
    ----------
    segments : DataFrame
        Of the other recordings: subject, phase.
    card, means : Card, Means
        Of the model.
    same_people : bool or None
        Whether a name that is also in the card means the same person.

    Returns
    -------
    DataFrame
        Columns subject, phase, segments, used (`KNOWN`, `NEW`, or empty), reason.

    Raises
    ------
    ConfigurationError
        If there is such a name, and nobody says whether it is the same person.
    """
    refuse_unsaid_people(segments["subject"].unique(), card.people, same_people=same_people)
    rows = []
    for (subject, phase), own in segments.groupby(["subject", "phase"], sort=True):
        used = KNOWN if same_people and subject in card.people else NEW
        reason = card.models[used].reason
        if not reason and used == KNOWN:
            cell = card.cell_of(str(subject), str(phase))
            if cell not in means.cells:
                reason = f"The model has learned nothing of this person in phase {phase}"
        elif not reason and len(own) < card.least_segments:
            reason = (
                f"{len(own)} segments of phase {phase}: a new person needs {card.least_segments}, "
                "from which the mean of the own features is taken"
            )
        rows.append((subject, phase, len(own), "" if reason else used, reason))
    return pd.DataFrame(rows, columns=["subject", "phase", "segments", "used", "reason"])


def kept_segments(segments: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Keep the segments that can be estimated; their index is their place."""
    joined = segments.merge(people.drop(columns="segments"), on=["subject", "phase"], how="left")
    kept = joined[joined["reason"] == ""].drop(columns="reason")
    if kept.empty:
        reasons = people["reason"].value_counts()
        raise NotEstimableError(
            "The model can be applied to none of these people",
            "; ".join(f"{reason} ({count} times)" for reason, count in reasons.head(3).items()),
            "Its card says whom it covers: card.md beside it",
        )
    return kept
