"""The names of models: what is written is read again."""

import pytest
from eeg2emg.names.models import (
    BEST_CHOSEN,
    ENSEMBLE,
    OPTIMIZERS,
    ModelName,
    networks_in,
    optimizer_title,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("network-tuned-adam-best", ModelName("network", "tuned", "adam", "best")),
        ("network-edges-sgd-ensemble", ModelName.network("edges", "sgd", ENSEMBLE)),
        ("network-paper-chosen", ModelName.chosen_network("paper")),
        ("kernel ridge", ModelName("kernel ridge")),
        ("time-smoothed cell mean", ModelName("time-smoothed cell mean")),
        (BEST_CHOSEN, ModelName(BEST_CHOSEN)),
        ("network-like", ModelName("network-like")),
    ],
)
def test_names_are_read_as_they_are_written(text, name):
    assert ModelName.parse(text) == name
    assert str(name) == text


def test_what_is_a_network_and_what_validation_chooses():
    found = {
        text: (ModelName.parse(text).is_network, ModelName.parse(text).is_chosen)
        for text in ("network-tuned-adam-last", "network-tuned-chosen", BEST_CHOSEN, "ridge")
    }
    assert found == {
        "network-tuned-adam-last": (True, False),
        "network-tuned-chosen": (True, True),
        BEST_CHOSEN: (False, True),
        "ridge": (False, False),
    }


def test_networks_are_found_in_a_text():
    text = "chosen: network-tuned-sgd-best (2 folds), ridge, network-paper-chosen"
    assert list(networks_in(text)) == ["network-tuned-sgd-best", "network-paper-chosen"]
    assert networks_in(text)["network-paper-chosen"].recipe == "paper"


def test_optimizers_are_spelled_as_people_write_them():
    assert [optimizer_title(name) for name in OPTIMIZERS] == ["Adam", "SGD", "RMSprop"]
    assert optimizer_title("SGD") == "SGD"
