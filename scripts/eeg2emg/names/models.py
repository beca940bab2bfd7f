"""Names of models: one type in place of texts that are taken apart.

In files and tables a network is ``network-<recipe>-<optimizer>-<weights>``, or
``network-<recipe>-chosen`` where the optimizer is chosen on validation segments; every other model
(a regression, a rival without EEG, the model that validation chooses) has a plain name.
Standard library only, since it is imported while a workflow is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}
"""Optimizers as people write them, in the order of the paper's Table 3; ``sgd`` has momentum, as
MATLAB's ``sgdm``."""

NETWORK = "network"
CHOSEN = "chosen"
"""In the place of optimizer and weights: those that validation chooses."""

BEST_CHOSEN = "best-chosen"
"""The model that validation chooses among all that see EEG."""

PRIMARY_CHOSEN = "primary-chosen"
"""The model of the primary analysis: validation chooses it among those that the configuration
names."""

LAST, BEST, ENSEMBLE = "last", "best", "ensemble"
"""Weights after the last iteration, those with the smallest validation loss, and the mean of
several networks with the latter."""

DIVERGED = "diverged"
"""How a training stopped whose loss is no finite number: it gives no network."""

_NETWORK = re.compile(rf"{NETWORK}-[a-z]+-(?:{CHOSEN}|[a-z]+-(?:{LAST}|{BEST}|{ENSEMBLE}))")


@dataclass(frozen=True)
class ModelName:
    """What a model is.

    Attributes
    ----------
    family : str
        ``network``, or the plain name of any other model.
    recipe : str
        Of a network: the recipe that trained it.
    optimizer : str
        Of a network: its optimizer; empty where validation chooses.
    weights : str
        Of a network: `LAST`, `BEST`, `ENSEMBLE` or `CHOSEN`.
    """

    family: str
    recipe: str = ""
    optimizer: str = ""
    weights: str = ""

    @classmethod
    def parse(cls, text: str) -> ModelName:
        """Read the name of a model as it stands in files."""
        if not _NETWORK.fullmatch(text):
            return cls(text)
        _, recipe, *rest = text.split("-")
        return cls(NETWORK, recipe, *(["", CHOSEN] if rest == [CHOSEN] else rest))

    @classmethod
    def network(cls, recipe: str, optimizer: str, weights: str) -> ModelName:
        """Name a network with the weights of one training."""
        return cls(NETWORK, recipe, optimizer, weights)

    @classmethod
    def chosen_network(cls, recipe: str) -> ModelName:
        """Name the network of a recipe whose optimizer validation chooses."""
        return cls(NETWORK, recipe, weights=CHOSEN)

    def __str__(self) -> str:
        return "-".join(
            part for part in (self.family, self.recipe, self.optimizer, self.weights) if part
        )

    @property
    def is_network(self) -> bool:
        """Whether it is a network."""
        return self.family == NETWORK

    @property
    def is_chosen(self) -> bool:
        """Whether validation chooses, fold by fold, what it is."""
        return self.weights == CHOSEN or self.family in {BEST_CHOSEN, PRIMARY_CHOSEN}


def optimizer_title(optimizer: str) -> str:
    """Spell an optimizer's name for people."""
    return OPTIMIZERS.get(optimizer.lower(), optimizer)


def networks_in(text: str) -> dict[str, ModelName]:
    """Find the names of networks in a text, by the way in which they stand there."""
    return {found: ModelName.parse(found) for found in _NETWORK.findall(text)}
