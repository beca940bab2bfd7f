"""The configuration: documented, complete, and clear about mistakes."""

import json
from pathlib import Path

import pytest
import yaml
from eeg2emg.configuration.documentation import json_schema, options_page
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.model import Configuration
from eeg2emg.configuration.sources import Source
from eeg2emg.errors import ConfigurationError

ROOT = Path(__file__).parents[3]
CONFIG_FILES = sorted((ROOT / "config").glob("*.yaml"))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def keys(options, path=()):
    if not isinstance(options, dict):
        return {path}
    return {key for name, value in options.items() for key in keys(value, (*path, name))}


def test_the_committed_schema_is_the_one_of_the_model():
    committed = (ROOT / "workflow" / "schemas" / "config.schema.json").read_text(encoding="utf-8")
    assert committed == json_schema()
    assert json.loads(committed)["additionalProperties"] is False


def test_the_committed_page_of_options_is_the_one_of_the_model():
    assert (ROOT / "config" / "README.md").read_text(encoding="utf-8") == options_page()


def test_every_option_is_described():
    page = options_page()

    def walk(model, prefix):
        for name, field in model.model_fields.items():
            if hasattr(field.annotation, "model_fields"):
                walk(field.annotation, f"{prefix}{name}.")
                continue
            assert field.description, f"{prefix}{name} has no description"
            assert f"| `{prefix}{name}` |" in page

    walk(Configuration, "")


@pytest.mark.parametrize("path", CONFIG_FILES, ids=lambda path: path.name)
def test_the_committed_files_are_valid(path):
    options = read(path)
    if options["input"] == "bids":
        options["dataset"] = "somewhere"
    assert load_configuration(options, [Source(path.name, options)]).name == options["name"]


@pytest.mark.parametrize("path", CONFIG_FILES, ids=lambda path: path.name)
def test_no_option_of_the_default_file_leaks_into_another(path):
    # Snakemake merges a --configfile over config.yaml, so what it leaves unset is taken from there.
    assert keys(read(ROOT / "config" / "config.yaml")) <= keys(read(path))


def test_every_file_has_a_name_of_its_own():
    names = [read(path)["name"] for path in CONFIG_FILES]
    assert len(set(names)) == len(names)


def test_paper_configuration_is_tables_1_and_2_to_the_letter():
    paper = load_configuration(read(ROOT / "config" / "paper.yaml"))
    recipe = paper.training.paper
    assert recipe.filters == (25, 50, 100)
    assert recipe.kernel_sizes == (7, 5, 3)
    assert recipe.max_epochs == 10
    assert set(recipe.initial_rates.values()) == {0.01}
    assert (recipe.rate_factor, recipe.rate_period_epochs) == (0.95, 2)
    assert (recipe.validation_period, recipe.patience, recipe.batch_size) == (4, 20, 128)
    simulation = paper.simulation
    assert (simulation.subjects, simulation.noisy_subjects) == (12, 2)
    assert (simulation.recordings, simulation.segments) == (10, 10)
    assert simulation.rate_hz == 1000
    assert paper.segments.length_s == 60


def test_the_rank_is_one_constant_for_all_recordings():
    assert Configuration().mvar_rank == 16
    assert Configuration(ica={"enabled": False}).mvar_rank == 19
    assert Configuration(connectivity={"mvar_rank": 12}).mvar_rank == 12


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"trainin": {}}, r"my.yaml: unknown option `trainin`; did you mean `training`\?"),
        (
            {"training": {"paper": {"max_epoch": 3}}},
            r"unknown option `training.paper.max_epoch`; did you mean `max_epochs`\?",
        ),
        ({"input": "simulate"}, r"`input` was given 'simulate'.*did you mean `simulated`\?"),
        ({"line_hz": 55}, r"`line_hz` was given 55, but input should be 50 or 60"),
        ({"seed": "many"}, r"`seed` was given 'many', but .*valid integer"),
        ({"input": "bids"}, r"`input: bids` needs `dataset`.*--config dataset="),
        ({"segments": {"phases": [{"labels": ["a"]}]}}, r"my.yaml: .*phases.0.name` is missing"),
        ({"segments": {"phases": []}}, r"segments.phases.*at least 1 item"),
        ({"channels": {"eeg": ["Cz", "cz"]}}, r"must not name anything twice: cz"),
        ({"connectivity": {"band_hz": [45, 1]}}, r"band \[45, 1\] must rise"),
        (
            {"connectivity": {"eeg_rate_hz": 80}},
            r"band \[1, 45\] must end below half of eeg_rate_hz \(40 Hz\)",
        ),
        ({"connectivity": {"mvar_rank": 40}}, r"mvar_rank is 40, but must lie between 2 and .*19"),
        ({"connectivity": {"measures": ["coherense"]}}, r"did you mean `coherence`\?"),
        (
            {"simulation": {"coupling": 1.5}},
            r"`simulation.coupling` was given 1.5, but must be .*at most 1",
        ),
        ({"simulation": {"noisy_subjects": 5}}, r"simulation: no subject is left"),
        ({"evaluation": {"schemes": ["random", "few"]}}, r"schemes.1` was given 'few'"),
        (
            {"evaluation": {"schemes": ["random", "leave-one-subject-out"]}},
            r"schemes must contain blocked",
        ),
        ({"evaluation": {"random_shares": {"test": 0.5}}}, r"must add up to 1"),
        (
            {"channels": {"eeg": ["F3", "F4", "C3", "C4"]}, "connectivity": {"mvar_rank": 4}},
            r"names 4 channels, but the network of training.paper needs at least 13",
        ),
        (
            {"evaluation": {"network_null_shifts": 5}},
            r"shifts is 5, with which p cannot reach 0.05",
        ),
        (
            {"ica": {"fit": "recording", "fit_on": "training"}},
            r"ica: .*fit_on cannot be training; set fit to subject",
        ),
        ({"quality": 3}, r"`quality` was given 3"),
    ],
)
def test_a_mistake_is_answered_by_file_option_and_remedy(options, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_configuration(
            options, [Source("config/config.yaml", {"name": "x"}), Source("my.yaml", options)]
        )
    assert "my.yaml" in str(caught.value)
    assert "config/README.md" in str(caught.value)


def test_several_mistakes_are_listed_together():
    with pytest.raises(ConfigurationError) as caught:
        load_configuration({"naem": "x", "sead": 1})
    assert str(caught.value).count("  - ") == 2


def test_the_measures_that_may_be_configured_are_those_that_exist():
    from typing import get_args

    from eeg2emg.configuration.model import EegMeasure, EmgTarget
    from eeg2emg.connectivity.catalogue import MEASURES, TARGETS

    assert get_args(EegMeasure) == tuple(MEASURES)
    assert get_args(EmgTarget) == tuple(TARGETS)


def test_parsing_the_workflow_imports_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys; import eeg2emg.configuration.loading, eeg2emg.configuration.runs;"
        "import eeg2emg.learning.catalogue, eeg2emg.recordings.layout;"
        "print(sorted({'numpy', 'scipy', 'mne', 'pandas', 'tensorflow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
