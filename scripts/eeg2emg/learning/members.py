"""Members of a model: each fitted to what is left of the targets, with a choice of its own.

A member learns from features less their training means what is left of the targets from theirs: the
mean of the cell (subject x phase) where every judged subject was trained on, the mean of the phase
where subjects are new (`eeg2emg.learning.residuals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.cohort.judged_entries import judged_entries
from eeg2emg.learning.residuals import as_shares, target_means, without_rounding
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.learning.candidates import Candidate, FitCandidates, PrepareCandidates, Problem
    from eeg2emg.learning.catalogue import Member
    from eeg2emg.learning.divided_features import DividedFeatures
    from eeg2emg.learning.groups import Groups

MEAN_ALONE = "the mean alone"
"""What is chosen where no candidate beats the mean."""

TURNS = 4
"""Groups of training subjects that take turns as new ones."""


class WeightedMember(NamedTuple):
    """A member, its weight, and the columns of all features that it sees.

    `prepare` is its function (`eeg2emg.learning.catalogue.Member.candidates`).
    """

    member: Member
    prepare: PrepareCandidates
    weight: float
    columns: np.ndarray


class PreparedMember:
    """A member and its features, to be fitted to any number of targets."""

    def __init__(
        self,
        one: WeightedMember,
        features: DividedFeatures,
        parts: np.ndarray,
        *,
        turns: Sequence[np.ndarray],
        adapted: bool,
        refits: bool,
        keep: bool,
    ) -> None:
        def divide(parts: np.ndarray, *, keep: bool = True) -> Division:
            return Division(one, features, parts, adapted=adapted, keep=keep)

        self.one = one
        self._own = divide(parts)
        self._turns = [divide(turn, keep=keep) for turn in turns]
        self._final = divide(join_validation(parts)) if refits else self._own

    def fit(self, targets: np.ndarray) -> FittedMember:
        """Choose the hyperparameters of the member, and fit."""
        own = self._own.learn(targets)
        # One after the other: what is made of the features of a turn is large.
        turns = [turn.learn(targets).on_validation() for turn in self._turns]
        checks = turns or [own.on_validation()]
        errors = _sums([check.errors() for check in checks])
        label = min(errors, key=errors.__getitem__)
        chosen = own.chosen(label)
        final = chosen if self._final is self._own else self._final.learn(targets).chosen(label)
        compared = [(one.estimates[label], one.truth) for one in checks]
        return FittedMember(self.one, label, chosen, final, compared)


@dataclass(frozen=True)
class FittedMember:
    """A member with what was chosen for it: the fit that chose, and the one of tested segments.

    `compared` holds what it said, and what was true, of the segments on which it was chosen: for
    each turn of new people, or once, of validation segments.
    """

    one: WeightedMember
    label: str
    chosen_fit: Chosen
    final_fit: Chosen
    compared: list[tuple[np.ndarray, np.ndarray]]

    def base(self, tested: np.ndarray) -> np.ndarray:
        """Give the mean that the prediction of each segment starts from."""
        return np.where(tested[:, None], self.final_fit.base, self.chosen_fit.base)

    def of_segments(self, rows: np.ndarray, tested: np.ndarray) -> np.ndarray:
        """Predict some segments."""
        return self._by_fit(rows, tested, lambda fit, own: fit.of_segments(rows[own]))

    def of_rows(self, changed: np.ndarray, rows: np.ndarray, tested: np.ndarray) -> np.ndarray:
        """Predict from features that take the place of those of some segments."""
        values = changed[:, self.one.columns]
        return self._by_fit(rows, tested, lambda fit, own: fit.of_rows(values[own], rows[own]))

    def _by_fit(
        self,
        rows: np.ndarray,
        tested: np.ndarray,
        predict: Callable[[Chosen, np.ndarray], np.ndarray],
    ) -> np.ndarray:
        estimate = np.empty((len(rows), self.chosen_fit.base.shape[1]))
        for fit, own in ((self.chosen_fit, ~tested[rows]), (self.final_fit, tested[rows])):
            estimate[own] = predict(fit, own)
        return estimate


def _sums(errors: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Add the errors of the candidates that all turns offer."""
    return {
        label: sum(turn[label] for turn in errors)
        for label in errors[0]
        if all(label in turn for turn in errors)
    }


class Division:
    """A way to divide the segments, and what a member makes of the features under it."""

    def __init__(
        self,
        one: WeightedMember,
        features: DividedFeatures,
        parts: np.ndarray,
        *,
        adapted: bool,
        keep: bool,
    ) -> None:
        self.one, self.features = one, features
        self.parts, self.adapted, self.keep = parts, adapted, keep
        self._prepared: tuple[np.ndarray, Problem, FitCandidates] | None = None

    def prepare(self) -> tuple[np.ndarray, Problem, FitCandidates]:
        """Give the means and scaled features, and make of them what needs no targets."""
        if self._prepared is not None:
            return self._prepared
        inputs = self.one.member.inputs
        centre, problem = self.features.of(inputs, self.parts, adapted=self.adapted)
        found = centre, problem, self.one.prepare(problem)
        if self.keep:
            self._prepared = found
        return found

    def learn(self, targets: np.ndarray) -> Learned:
        """Fit the candidates to targets."""
        centre, problem, fit = self.prepare()
        fitted, base = target_means(targets, self.features.groups, self.parts, adapted=self.adapted)
        left = without_rounding(targets.reshape(fitted.shape) - fitted, fitted)
        if self.one.member.relative:
            unit, of_base = np.maximum(fitted, 0.0), np.maximum(base, 0.0)
            shares = as_shares(left, fitted)
        else:
            unit = of_base = np.ones((1, 1))
            shares = left
        candidates = list(fit(shares[problem.train]))
        judged = judged_entries(targets.shape[1:]).ravel()
        return Learned(problem, centre, left, unit, base, of_base, candidates, judged)


@dataclass(frozen=True)
class Learned:
    """The candidates of a member, fitted to targets under one division.

    What they estimate is in the unit of `unit`: 1, or the mean that targets were divided by. Of its
    entries those of `judged` count.
    """

    problem: Problem
    centre: np.ndarray
    left: np.ndarray
    unit: np.ndarray
    base: np.ndarray
    of_base: np.ndarray
    candidates: list[Candidate]
    judged: np.ndarray

    def on_validation(self) -> OnValidation:
        """Let all candidates, and the mean, estimate the validation segments."""
        judged, rows = self.judged, self.problem.compared
        truth = self.left[rows][:, judged]
        unit = self.unit if self.unit.size == 1 else self.unit[rows][:, judged]
        estimates = {MEAN_ALONE: np.zeros_like(truth)}
        for candidate in self.candidates:
            estimates[candidate.label] = candidate.compare(self.problem)[:, judged] * unit
        return OnValidation(truth, estimates)

    def chosen(self, label: str) -> Chosen:
        """Take one candidate; the mean alone where none has this label."""
        found = next((one for one in self.candidates if one.label == label), None)
        return Chosen(self.problem, self.centre, self.base, self.of_base, found)


class OnValidation(NamedTuple):
    """What is left of the targets of validation segments, as far as it counts, and estimates."""

    truth: np.ndarray
    estimates: dict[str, np.ndarray]

    def errors(self) -> dict[str, float]:
        """Sum the squared errors of every candidate, and of the mean."""
        return {
            label: float(np.sum((estimate - self.truth) ** 2))
            for label, estimate in self.estimates.items()
        }


@dataclass(frozen=True)
class Chosen:
    """The candidate that was chosen, or None where it is the mean alone."""

    problem: Problem
    centre: np.ndarray
    base: np.ndarray
    of_base: np.ndarray
    candidate: Candidate | None

    def of_segments(self, rows: np.ndarray) -> np.ndarray:
        """Predict some segments, shape (k, m * m)."""
        if self.candidate is None:
            return self.base[rows]
        return self._on_base(self.candidate.of_segments(self.problem, rows), rows)

    def of_rows(self, changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Predict from features that take the place of those of some segments."""
        if self.candidate is None:
            return self.base[rows]
        scaled = (changed - self.centre[rows]) / self.problem.scale
        return self._on_base(self.candidate.of_rows(scaled, rows), rows)

    def _on_base(self, estimate: np.ndarray, rows: np.ndarray) -> np.ndarray:
        unit = self.of_base if self.of_base.size == 1 else self.of_base[rows]
        return self.base[rows] + unit * estimate


def tests_new_cells(parts: np.ndarray, groups: Groups) -> bool:
    """Say whether tested segments are of cells that nothing was trained on."""
    known = groups.cell[parts == "training"]
    return not np.isin(groups.cell[parts == "test"], known).all()


def turns_of_new_subjects(parts: np.ndarray, groups: Groups) -> list[np.ndarray]:
    """Let training subjects take turns as new ones, in validation; none where nobody is new."""
    train = parts == "training"
    known = np.unique(groups.subject[train])
    if not tests_new_cells(parts, groups) or len(known) < 2:
        return []
    turns = []
    for turn in range(min(TURNS, len(known))):
        new = train & np.isin(groups.subject, known[turn::TURNS])
        turns.append(np.where(new, "validation", np.where(train, "training", "unused")))
    return turns
