"""Catalogue of schemes: the ways to divide a cohort, and all that depends on them.

To add one, write the function that divides (`eeg2emg.splitting.schemes.Divide`) and its entry here.
Standard library only, since it is imported while a workflow is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eeg2emg.catalogues import catalogue

PRIMARY_SCHEME = "blocked"
"""The scheme of the primary analysis, and of whatever doubts or explains it."""

TABLE3_SCHEME = "random"
"""The scheme of the paper's Table 3."""


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to divide a cohort.

    Attributes
    ----------
    name : str
        Name in files, tables and the configuration.
    definition : str
        What it is and what it tells, for people.
    divide : str
        Reference to the function that divides (`eeg2emg.splitting.schemes.Divide`).
    knows_subjects : bool
        Whether segments of the tested people are trained on.
    causal : bool
        Whether tested segments follow known ones of the same person in time, so that what is
        smoothed over time looks back only.
    calibrates_by : {"segment", "subject"}
        What the intervals of single edges are calibrated by: the errors on the tested subject's
        own training and validation segments, each predicted by a fit without its block of
        recordings, or one error of each other tested subject.
    adapted : bool
        Whether a new person's EEG, which needs no EMG, may centre that person's features.
    is_evidence : bool
        Whether a skill in it says anything about data that are recorded later or elsewhere.
    unseen_by_ica : bool
        Whether no tested recording is one that the independent components were fitted on, where
        ``ica.fit_on`` is ``training``.
    compared_recipes : tuple of str
        Of the recipes that are trained with every optimizer (`eeg2emg.learning.recipes.RECIPES`),
        those that are trained in it; in the scheme of Table 3 all of them are.
    trains_further : bool
        Whether the further recipes are trained in it, unless the configuration says otherwise.
    refits : bool
        Whether models and rivals are fitted again on training and validation segments once these
        have chosen. Not in the scheme of Table 3, whose network the paper trains on training
        segments alone: what it is compared with must know no more.
    """

    name: str
    definition: str
    divide: str
    knows_subjects: bool
    causal: bool
    calibrates_by: Literal["segment", "subject"]
    adapted: bool = False
    is_evidence: bool = True
    unseen_by_ica: bool = False
    compared_recipes: tuple[str, ...] = ()
    trains_further: bool = False
    refits: bool = True


SCHEMES = catalogue(
    Scheme(
        name="random",
        definition=(
            "Segments are divided at random, as in the paper. Neighbours in time sit on both "
            "sides, so this scheme is never read as evidence."
        ),
        divide="eeg2emg.splitting.schemes:divide_at_random",
        knows_subjects=True,
        causal=False,
        calibrates_by="subject",
        is_evidence=False,
        refits=False,
    ),
    Scheme(
        name="blocked",
        definition=(
            "Within each subject the last recordings are tested, those before validate, the "
            "earliest train, with a gap between. Tells whether the estimate holds later in the "
            "same session."
        ),
        divide="eeg2emg.splitting.schemes:divide_in_blocks",
        knows_subjects=True,
        causal=True,
        calibrates_by="segment",
        unseen_by_ica=True,
        compared_recipes=("tuned",),
        trains_further=True,
    ),
    Scheme(
        name="leave-one-subject-out",
        definition=(
            "Everything of the tested subject is unseen, except that models and rivals may know "
            "the phase. Tells whether the estimate holds for a new person."
        ),
        divide="eeg2emg.splitting.schemes:leave_one_subject_out",
        knows_subjects=False,
        causal=False,
        calibrates_by="subject",
        compared_recipes=("tuned",),
    ),
    Scheme(
        name="leave-one-subject-out-adapted",
        definition=(
            "Divided as leave-one-subject-out, but a new person's EEG, which needs no EMG, may "
            "centre its own features per phase; the tested segments are among them."
        ),
        divide="eeg2emg.splitting.schemes:leave_one_subject_out",
        knows_subjects=False,
        causal=False,
        calibrates_by="subject",
        adapted=True,
        trains_further=True,
    ),
    Scheme(
        name="few-shot",
        definition=(
            "Divided as leave-one-subject-out, but the first segments of each phase of the new "
            "person, EMG and all, are trained on: a short calibration. Only what follows is tested."
        ),
        divide="eeg2emg.splitting.schemes:divide_after_few_shots",
        knows_subjects=True,
        causal=True,
        calibrates_by="subject",
        trains_further=True,
    ),
)
"""All schemes by name."""
