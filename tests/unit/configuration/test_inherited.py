"""Own recordings do not get the small options of the simulated default without being told."""

from pathlib import Path

import pytest
import yaml
from eeg2emg.configuration.inherited import inherited_options
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.sources import Source

ROOT = Path(__file__).parents[3]
OWN = Source("config/config.yaml", yaml.safe_load((ROOT / "config" / "config.yaml").read_text()))


def merged(under, over):
    both = dict(under)
    for key, value in over.items():
        inner = both.get(key)
        both[key] = merged(inner, value) if isinstance(inner, dict) and value else value
    return both


def inherited(content):
    named = Source("mine.yaml", content)
    options = load_configuration(merged(OWN.content, content))
    return inherited_options(options, [OWN, named])


def test_what_a_file_leaves_out_is_listed():
    found = inherited({"input": "bids", "dataset": "x", "training": {"tuned": {"max_epochs": 60}}})
    assert "training.new_people: False" in found
    assert not [option for option in found if "max_epochs" in option or "simulation" in option]


@pytest.mark.parametrize("name", ["dataset.yaml"])
def test_the_template_leaves_nothing_to_the_default(name):
    content = yaml.safe_load((ROOT / "config" / name).read_text())
    assert inherited(content | {"dataset": "x"}) == []


def test_simulated_cohorts_are_not_spoken_of():
    assert inherited({"simulation": {"coupling": 0}}) == []


def test_without_a_file_of_ones_own_nothing_is_inherited():
    options = load_configuration(OWN.content)
    assert inherited_options(options, [OWN]) == []
