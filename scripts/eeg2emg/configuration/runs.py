"""Training plan: which networks are trained in which schemes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.learning.recipes import RECIPES, REPLICATION_RECIPE
from eeg2emg.names.models import ENSEMBLE, ModelName
from eeg2emg.splitting.catalogue import SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class NetworkRun:
    """One job of training: a recipe with an optimizer, in all schemes of the recipe.

    Attributes
    ----------
    recipe, optimizer : str
        Their names; as text ``<recipe>_<optimizer>``, the name of its folder.
    """

    recipe: str
    optimizer: str

    def __str__(self) -> str:
        return f"{self.recipe}_{self.optimizer}"


@dataclass(frozen=True)
class NetworkRuns:
    """All jobs of training of a run of the workflow.

    Attributes
    ----------
    compared : tuple of NetworkRun
        Recipes that are compared with all optimizers.
    further : tuple of NetworkRun
        Recipes that are trained with one optimizer beside them.
    schemes : mapping of str to tuple of str
        By recipe, the schemes in which it is trained, in the configured order.
    """

    compared: tuple[NetworkRun, ...]
    further: tuple[NetworkRun, ...]
    schemes: Mapping[str, tuple[str, ...]]

    @property
    def all(self) -> tuple[NetworkRun, ...]:
        """Those that are compared, then the further ones."""
        return self.compared + self.further

    def judged(self, primary: Sequence[str]) -> list[NetworkRun]:
        """List those of the replication, and the further ones that the primary analysis names."""
        return [
            *(run for run in self.compared if run.recipe == REPLICATION_RECIPE),
            *(run for run in self.further if run.recipe in primary),
        ]


def network_runs(training: Any, schemes: Sequence[str]) -> NetworkRuns:
    """List the networks that a configuration asks for.

    Parameters
    ----------
    training : Training
        The section of the configuration: which optimizers and further recipes.
    schemes : sequence of str
        The configured schemes, in their order.

    Returns
    -------
    NetworkRuns
    """
    compared = [name for name, entry in RECIPES.items() if entry.compared]
    further_schemes = tuple(scheme for scheme in schemes if scheme in training.further_schemes)
    return NetworkRuns(
        compared=tuple(
            NetworkRun(name, optimizer) for name in compared for optimizer in training.optimizers
        ),
        further=tuple(NetworkRun(name, training.further_optimizer) for name in training.further),
        schemes={
            name: tuple(
                scheme
                for scheme in schemes
                if scheme == TABLE3_SCHEME
                or (
                    name in SCHEMES[scheme].compared_recipes
                    and (training.new_people or SCHEMES[scheme].knows_subjects)
                )
            )
            for name in compared
        }
        | dict.fromkeys(training.further, further_schemes),
    )


def primary_models(training: Any, chosen: Sequence[str]) -> list[str]:
    """Name the models among which the primary analysis chooses as they stand in predictions.

    Parameters
    ----------
    training : Training
        The section of the configuration: the optimizer of the further recipes.
    chosen : sequence of str
        Regressions, and further recipes, of which the mean of several networks is meant.

    Returns
    -------
    list of str
    """
    return [
        str(ModelName.network(name, training.further_optimizer, ENSEMBLE))
        if name in RECIPES
        else name
        for name in chosen
    ]


def trained_recipes(training: Any) -> list[str]:
    """Name the recipes that are trained: those that are compared, and the further ones asked for.

    Parameters
    ----------
    training : Training
        The section of the configuration.

    Returns
    -------
    list of str
    """
    return [*(name for name, entry in RECIPES.items() if entry.compared), *training.further]
