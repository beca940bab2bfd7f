"""Storing: a model of a run, fitted to all of its segments, in a folder with its card."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.errors import NotEstimableError
from eeg2emg.files.atomic import write_text
from eeg2emg.files.digests import sha256_of
from eeg2emg.learning.catalogue import FAM, REGRESSIONS
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.keras_networks import group_names, keras_model
from eeg2emg.learning.model_fits import fit_for_known_people, fit_for_new_people
from eeg2emg.names.features import LOG_COHERENCY
from eeg2emg.names.project import VERSION
from eeg2emg.names.stored_models import KNOWN, NEW
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES
from eeg2emg.stored.archives import write_keras
from eeg2emg.stored.card import (
    CARD_FOR_PEOPLE,
    MEANS,
    Card,
    HeldOutSkill,
    StoredModel,
    keras_file,
    write_card,
)
from eeg2emg.stored.conditions import conditions_of
from eeg2emg.stored.means import means_of, write_means
from eeg2emg.stored.words import card_for_people

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.model_fits import SolvedMember
    from eeg2emg.learning.predictions import Predictions

SCHEME_OF = {KNOWN: PRIMARY_SCHEME, NEW: "leave-one-subject-out-adapted"}
"""The scheme that tests what each of the two models is for."""


class Judged(NamedTuple):
    """What a run found out about its models.

    Attributes
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    verdict : DataFrame
        As from `eeg2emg.verdict.table.verdict_table`.
    predictions : Predictions or None
        Of the regressions in scheme ``blocked``, whose hyperparameters are taken.
    """

    metrics: pd.DataFrame
    verdict: pd.DataFrame
    predictions: Predictions | None


def store_model(
    folder: str | os.PathLike[str],
    dataset: ConnectivityDataset,
    judged: Judged,
    configuration: Mapping[str, Any],
    *,
    model: str = FAM,
) -> Card:
    """Fit a mean of solved networks to all segments of a run, and store it with its card.

    Parameters
    ----------
    folder : path-like
        Where to: ``known-people.keras`` and ``new-people.keras`` (each where the cohort can carry
        it; the card says why not), ``means.npz``, ``card.json`` and ``card.md``. Equal inputs give
        equal bytes.
    dataset : ConnectivityDataset
        The cohort.
    judged : Judged
        How good the model was, on segments that it had not seen.
    configuration : mapping
        All options of the run, nested, as in ``configuration.json``.
    model : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS` that is made of solved networks.

    Returns
    -------
    Card
        As written.
    """
    folder = Path(folder)
    vectors = vectors_of(dataset)
    fits = {
        KNOWN: lambda: _for_known_people(model, dataset, judged.predictions),
        NEW: lambda: fit_for_new_people(model, vectors, dataset.targets, dataset.segments),
    }
    skills = skills_of(judged.metrics, model)
    models, files = {}, [MEANS]
    for name, fit in fits.items():
        models[name], members = _fitted(SCHEME_OF[name], skills, fit)
        if members:
            files.append(keras_file(name))
            write_keras(folder / files[-1], _building(members, dataset))
    write_means(folder / MEANS, means_of(vectors, dataset.targets, dataset.segments))
    planes = {next(iter(vectors.sets)): list(dataset.planes)}
    if dataset.log_coherency is not None:
        planes[LOG_COHERENCY] = list(dataset.log_coherency.names)
    segments = dataset.segments
    outcome = judged.verdict.iloc[0]
    card = Card(
        model=model,
        title=REGRESSIONS[model].title,
        run=str(configuration["name"]),
        version=VERSION,
        simulated=dataset.simulated,
        eeg_channels=list(dataset.eeg_channels),
        emg_channels=list(dataset.emg_channels),
        eeg_rate_hz=float(configuration["connectivity"]["eeg_rate_hz"]),
        target=dataset.target_name,
        planes=planes,
        conditions=conditions_of(configuration),
        phases=[str(name) for name in np.unique(segments["phase"].astype(str))],
        people=[str(name) for name in np.unique(segments["subject"].astype(str))],
        segment_s=float(configuration["segments"]["length_s"]),
        segments={
            str(person): dict(sorted(Counter(map(str, own["phase"])).items()))
            for person, own in segments.groupby("subject", sort=True)
        },
        models=models,
        skills=skills,
        verdict={
            "outcome": str(outcome["outcome"]),
            "answer": str(outcome["passed"]),
            "meaning": str(outcome["remark"]),
        },
        confidence=float(configuration["evaluation"]["confidence"]),
        files={name: sha256_of(folder / name) for name in sorted(files)},
    )
    write_card(folder, card)
    write_text(folder / CARD_FOR_PEOPLE, card_for_people(card))
    return card


def skills_of(metrics: pd.DataFrame, model: str) -> dict[str, HeldOutSkill]:
    """Read the skill of a model on tested segments, in every scheme that is evidence."""
    rows = metrics[(metrics["part"] == "test") & (metrics["metric"] == "skill")]
    found = {}
    for scheme, entry in SCHEMES.items():
        own = rows[(rows["scheme"] == scheme)]
        if own.empty or not entry.is_evidence:
            continue
        of_model = own[own["model"] == model]
        row = (of_model if len(of_model) else own).iloc[0]
        if row["status"] != "estimated" or of_model.empty:
            reason = row["reason"] if row["status"] != "estimated" else "it was not evaluated"
            found[scheme] = HeldOutSkill(scheme, reason=str(reason))
            continue
        found[scheme] = HeldOutSkill(
            scheme,
            _number(row["value"]),
            _number(row["low"]),
            _number(row["high"]),
            rival=_text(row["rival"]),
            subjects=int(row["n_subjects"]),
            segments=int(row["n_segments"]),
            reason=_text(row["reason"]),
        )
    return found


def _fitted(
    scheme: str,
    skills: Mapping[str, HeldOutSkill],
    fit: Callable[[], tuple[Sequence[SolvedMember], str]],
) -> tuple[StoredModel, Sequence[SolvedMember]]:
    """Fit one of the two models, or say why not: nobody should use what was not tested."""
    skill = skills.get(scheme)
    if skill is None or skill.value is None:
        known = skill.reason if skill else "it is not among evaluation.schemes"
        return StoredModel(scheme, reason=f"scheme {scheme} tells nothing of it: {known}"), ()
    try:
        members, chosen = fit()
    except NotEstimableError as error:
        return StoredModel(scheme, reason=str(error)), ()
    return StoredModel(scheme, chosen, group_names(members)), members


def _for_known_people(
    model: str, dataset: ConnectivityDataset, predictions: Predictions | None
) -> tuple[list[SolvedMember], str]:
    remarks = None if predictions is None else predictions.remarks
    if remarks is not None:
        remarks = remarks[(remarks["model"] == model) & (remarks["kind"] == "chosen")]
    if remarks is None or remarks.empty:
        raise NotEstimableError(
            "A model for known people is not estimable",
            f"nothing was chosen in scheme {PRIMARY_SCHEME}",
        )
    chosen = str(remarks["text"].iloc[0])
    vectors = vectors_of(dataset)
    members = fit_for_known_people(model, vectors, dataset.targets, dataset.segments, chosen=chosen)
    return members, chosen


def _building(members: Sequence[SolvedMember], dataset: ConnectivityDataset) -> Callable[[], Any]:
    sets = vectors_of(dataset).sets
    return lambda: keras_model(members, sets, len(dataset.emg_channels))


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
