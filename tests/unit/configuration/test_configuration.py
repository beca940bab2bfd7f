"""The configuration: documented, complete, and clear about mistakes."""

import json
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from eeg2emg.configuration.consistency import refuse_slow_recordings
from eeg2emg.configuration.documentation import (
    json_schema,
    options_page,
    type_in_words,
    unit_of,
)
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


PHASES_OF_CODES = [{"name": "a", "labels": ["S  1"]}, {"name": "b", "labels": ["S 1"]}]


def two_phases(first, second, label=None):
    return [{"name": name, "labels": [label or name]} for name in (first, second)]


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
def test_all_options_of_a_run_can_be_given_to_another_run(path):
    options = read(path)
    if options["input"] == "bids":
        options["dataset"] = "somewhere"
    used = load_configuration(options)
    assert_the_same_when_written_and_read(used)


def test_all_options_that_nobody_sets_can_be_given_to_another_run():
    assert_the_same_when_written_and_read(load_configuration({}))


def assert_the_same_when_written_and_read(used):
    """Types count too: to Snakemake 4 and 4.0 are different params, and jobs would run again."""
    written = json.dumps(used.model_dump(mode="json"))
    again = load_configuration(json.loads(written))
    assert again == used
    for mode in ("json", "python"):
        assert repr(again.model_dump(mode=mode)) == repr(used.model_dump(mode=mode))


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


def test_the_laplacian_costs_the_rank_one_unless_it_was_chosen_lower():
    density = {"eeg": {"laplacian": True}}
    assert Configuration(**density).mvar_rank == 15
    assert Configuration(**density, ica={"enabled": False}).mvar_rank == 18
    assert Configuration(**density, connectivity={"mvar_rank": 12}).mvar_rank == 12
    # A comparison takes the other choice of a run whose rank only potentials have.
    asked = Configuration(ica={"enabled": False}, connectivity={"mvar_rank": 19})
    assert [asked.mvar_rank_of(laplacian=one) for one in (False, True)] == [19, 18]


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
        (
            {"eeg": {"laplacian": True}, "connectivity": {"mvar_rank": 19}},
            r"mvar_rank is 19, the number .*but eeg.laplacian takes one .*at most 18",
        ),
        (
            {"eeg": {"laplacian": True}, "channels": {"eeg": ["F3", "F4", "C3", "C4"]}},
            r"eeg.laplacian is true, but channels.eeg names 4 channels, .*needs 8 or more",
        ),
        ({"eeg": {"laplacian": "csd"}}, r"`eeg.laplacian` was given 'csd'"),
        ({"eeg": {"laplace": True}}, r"`eeg.laplace`; did you mean `laplacian`\?"),
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
            r"shifts is 5, with which p cannot reach 0.025",
        ),
        (
            {"ica": {"fit": "recording", "fit_on": "training"}},
            r"ica.fit: .*fit_on cannot be training; set fit to subject",
        ),
        ({"quality": 3}, r"`quality` was given 3"),
        ({"name": "a" * 101}, r"`name` was given .* at most 100 characters"),
        ({"name": 2024}, r"`name` was given 2024, but .* write it in quotes, so that it is text"),
        ({"subjects": [1]}, r"`subjects.0` was given 1, but .* write it in quotes"),
        ({"segments": {"phases": [{"name": "a", "labels": [True]}]}}, r"labels.0` .* in quotes"),
        ({"subjects": []}, r"`subjects` was given \[\], but .*at least 1 item"),
        ({"subjects": ["sub-01", "01"]}, r"`subjects` .* must not name anything twice: 01"),
        ({"tasks": ["arm/leg"]}, r"`tasks.0` was given 'arm/leg'"),
        ({"dataset": "a\n"}, r"`dataset` .* must not hold line breaks"),
        ({"dataset": "a" * 300}, r"`dataset` .* is longer than any path"),
        ({"channels": {"eeg": ["Cz", ""]}}, r"`channels.eeg.1` was given '', .* not be empty"),
        ({"channels": {"eeg": ["Cz", "Fp1 "]}}, r"`channels.eeg.1` .* not begin or end with a bl"),
        ({"channels": {"eeg": ["Cz", "F\tz"]}}, r"`channels.eeg.1` .* must not hold tabs"),
        ({"channels": {"eeg": ["Cz", "T3", "T7"]}}, r"`channels.eeg` .* name anything twice: T7"),
        ({"channels": {"emg": ["A", "fz"]}}, r"channels.emg: channel named twice.*: fz"),
        ({"channels": {"emg": ["A"]}}, r"channels.emg: emg names 'A' alone"),
        (
            {"channels": {"emg": ["A", "B"], "head_muscles": ["Jaw", "B", "fz"]}},
            r"channels.head_muscles.*: head_muscles names B, fz, which eeg or emg name too",
        ),
        ({"segments": {"phases": two_phases("a", "A")}}, r"phases.1.name: two phases are named A"),
        (
            {"segments": {"phases": two_phases("a", "b", label="x")}},
            r"phases.1.labels: the label 'x' is in two phases, a and b",
        ),
        (  # events that look the same are the same
            {"segments": {"phases": PHASES_OF_CODES}},
            r"phases.1.labels: the label 'S 1' is in two phases, a and b",
        ),
        ({"segments": {"length_s": 3}}, r"length_s is 3, but coherence needs two windows of 2 s"),
        ({"segments": {"length_s": 6.0001}}, r"segments.length_s: .*a whole number of samples"),
        (
            {"connectivity": {"pli_bands_hz": [[4, 8], [10, 10.0001]]}},
            r"connectivity.pli_bands_hz.1: band \[10, 10.0001\] is narrower than 0.5 Hz",
        ),
        (
            {"connectivity": {"measures": ["correlation", "log_coherency"]}},
            r"measures.1` was given .*must not name log_coherency, .* set connectivity.log_coher",
        ),
        (
            {
                "connectivity": {
                    "band_hz": [4, 40],
                    "log_coherency_bands_hz": [[1, 4], [8, 13], [30, 45]],
                }
            },
            r"log_coherency_bands_hz holds \[1, 4\], \[30, 45\], beyond .*\[4, 40\].* or set con",
        ),
        (
            {"connectivity": {"log_coherency_bands_hz": [[4, 8], [13, 8]]}},
            r"log_coherency_bands_hz.1: band \[13, 8\] must rise by 0.5 Hz at least",
        ),
        (
            {"connectivity": {"log_coherency_bands_hz": [[4, 8], [10, 10.4]]}},
            r"log_coherency_bands_hz.1: band \[10, 10.4\] must rise by 0.5 Hz at least",
        ),
        (
            {"connectivity": {"log_coherency_bands_hz": [[4, 8], [4, 8]]}},
            r"`connectivity.log_coherency_bands_hz` .* must not name anything twice",
        ),
        ({"connectivity": {"log_coherency_bands_hz": []}}, r"at least 1 item"),
        (
            {"connectivity": {"log_coherency_bands_hz": [[30, 45]]}},
            r"_bands_hz has no band that begins below 30 Hz, which the control below_30_hz needs",
        ),
        (
            {
                "segments": {"length_s": 3},
                "connectivity": {
                    "measures": ["pli"],
                    "emg_order": 10,
                    "eeg_order": 4,
                    "log_coherency_bands_hz": [[8, 13]],
                },
            },
            r"length_s is 3, but the log-Euclidean coherency needs two windows of 2 s: give longer",
        ),
        (
            {"connectivity": {"emg_rate_hz": 200}},
            r"emg_envelope_rate_hz: .*\(250\) must not exceed emg_rate_hz \(200\)",
        ),
        (
            {"connectivity": {"eeg_order": 100}},
            r"eeg_order is 100: .*1600 coefficients for the 14900",
        ),
        (
            {"connectivity": {"emg_order": 999}, "segments": {"length_s": 10}},
            r"emg_order is 999: models of 2 signals",
        ),
        (
            {"connectivity": {"emg_order_ms": 999}, "segments": {"length_s": 10}},
            r"emg_order is 999 \(emg_order_ms: 999\): models of 2 signals",
        ),
        (
            {"connectivity": {"eeg_order_ms": 3.9}},
            r"eeg_order_ms is 3.9, which is 0.97 of a sample at 250 Hz \(eeg_rate_hz\). Give 4 ms",
        ),
        (
            {"connectivity": {"emg_order_ms": 3}},
            r"0.75 of a sample at 250 Hz \(emg_envelope_rate_hz, below which no EMG is used\)",
        ),
        (
            {"connectivity": {"emg_envelope_order_ms": 2}},
            r"emg_envelope_order_ms is 2, .* Give 4 ms or more, or analyse at a higher rate",
        ),
        (
            {"connectivity": {"eeg_order_ms": 5000}},
            r"are 1250 samples at 250 Hz \(eeg_rate_hz\). Give 4e\+03 ms or less",
        ),
        ({"connectivity": {"eeg_order_ms": 0}}, r"`connectivity.eeg_order_ms` .*above 0"),
        (
            {"channels": {"montage": "biosemi128"}},
            r"channels.montage is biosemi128, but simulated channels have the names of sites",
        ),
        ({"channels": {"montage": "biosemi32"}}, r"`channels.montage` was given 'biosemi32'"),
        (
            {"channels": {"eeg": ["Fz", "A1", "D19"], "montage": "biosemi128"}},
            r"eeg names sites .* but A1, D19 are none whose place is known \(A1 and A2 are the",
        ),
        (
            {
                "channels": {"montage": "positions"},
                "input": "import",
                "import_table": "recordings.tsv",
            },
            r"montage is positions, but files to import have none",
        ),
        (
            {"emg": {"highpass_hz": 500}},
            r"highpass_hz is 500, but .*connectivity.emg_rate_hz \(1000 Hz\)",
        ),
        (
            {"emg": {"highpass_hz": 250}, "simulation": {"rate_hz": 500}},
            r"highpass_hz is 250, but .*simulation.rate_hz \(500 Hz\)",
        ),
        (
            {"emg": {"highpass_hz": 125}, "input": "bids", "dataset": "d"},
            r"highpass_hz is 125, but .*emg_envelope_rate_hz \(250 Hz\)",
        ),
        (
            {"quality": {"min_rate_hz": 2000}},
            r"min_rate_hz \(2000\) must not exceed simulation.rate",
        ),
        ({"simulation": {"subjects": 900, "recordings": 900}}, r"more than 20000 recordings"),
        ({"simulation": {"task": "two words"}}, r"simulation.task: .*letters and digits only"),
        ({"ica": {"horizontal_pair": ["F7", "F7"]}}, r"`ica.horizontal_pair` .* twice: F7"),
        ({"significance": {"surrogates": 5}}, r"significance.surrogates is 5; .* at least 19"),
        ({"corticomuscular": {"bands_hz": [[30, 15]]}}, r"band \[30, 15\] must rise"),
        (
            {"corticomuscular": {"bands_hz": [[20, 20.5]]}},
            r"band \[20, 20.5\] is narrower than the 1 Hz between two frequencies",
        ),
        (
            {"corticomuscular": {"surrogates": 19, "confidence": 0.99}},
            r"surrogates is 19, but at a confidence of 0.99 at least 99 are needed",
        ),
        (
            {"corticomuscular": {"enabled": True, "bands_hz": [[60, 130]]}},
            r"band \[60, 130\] must end below half of connectivity.eeg_rate_hz \(125 Hz\)",
        ),
        (
            {"corticomuscular": {"enabled": True, "window_s": 10.0}, "segments": {"length_s": 15}},
            r"segments of 15 s in trials of 15 s do not hold two windows",
        ),
        (
            {
                "corticomuscular": {"enabled": True},
                "channels": {"emg": []},
                "input": "bids",
                "dataset": "d",
            },
            r"asks for brain and muscles together, but channels.emg is empty",
        ),
        ({"training": {"tuned": {"batch_size": 0}}}, r"`training.tuned.batch_size` was given 0"),
        (
            {"training": {"tuned": {"filters": [5], "kernel_sizes": [3, 3]}}},
            r"training.tuned.filters is .*as many as kernel_sizes",
        ),
        ({"training": {"paper": {"kernel_sizes": [0, 1, 1]}}}, r"`training.paper.kernel_sizes.0`"),
        (
            {"evaluation": {"random_shares": {"test": 0, "training": 0.9}}},
            r"shares.test` .*above 0",
        ),
        (
            {"evaluation": {"bootstrap": 30}},
            r"bootstrap is 30, but an interval of level 0.95 needs at least 40 resamples",
        ),
        (
            {"evaluation": {"coupling_sweep": [0.1, 0.5, 0.1000000001]}},
            r"`evaluation.coupling_sweep` .* must not name anything twice: 0.1",
        ),
        ({"training": {"edges": {"edge_filters": []}}}, r"training.edges.* at least one, or edge"),
        (
            {"training": {"edges": {"target_forms": ["share", "ratio"]}}},
            r"`training.edges.target_forms.1` .*'difference' or 'share'",
        ),
        (
            {"training": {"edges": {"target_forms": ["share", "share"]}}},
            r"`training.edges.target_forms` .*must not name anything twice: share",
        ),
        (
            {"training": {"phase": {"target_forms": []}}},
            r"training.phase.target_forms is .*one or more of difference, share",
        ),
        (
            {"training": {"unlike": {"members": 1}}},
            r"training.unlike.members is 1.*at least one for each of target_forms",
        ),
        (
            {"training": {"tuned": {"target_forms": ["share"]}}},
            r"`training.tuned.target_forms`",
        ),
        ({"ica": {"iclabel_removes": ["brain"]}}, r"ica.iclabel_removes names 'brain'"),
        ({"quality": {"max_eeg_uv": 0.05}}, r"max_eeg_uv \(0.05\) must exceed quality.flat_eeg_uv"),
        (
            {"training": {"further_schemes": []}},
            r"further_schemes names none of evaluation.schemes",
        ),
        (
            {
                "training": {"further_schemes": ["few-shot"]},
                "evaluation": {"schemes": ["random", "blocked"]},
            },
            r"further_schemes names none of evaluation.schemes, so that residual, phase, edges",
        ),
        (
            {"simulation": {"segments": 1000, "rate_hz": 2000}},
            r"simulation.segments is 1000: a recording of 60000 s at 2000 Hz with 25 channels",
        ),
        (
            {"training": {"paper": {"initial_rates": {"adm": 1, "sgd": 1, "rmsprop": 1}}}},
            r"`training.paper.initial_rates.adm` was given 'adm'.*did you mean `adam`",
        ),
        ({"ica": None}, r"`ica` was given None"),
        ({1: 2}, r"option `1` was given 1, but keys should be strings"),
    ],
)
def test_a_mistake_is_answered_by_file_option_and_remedy(options, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_configuration(
            options, [Source("config/config.yaml", {"name": "x"}), Source("my.yaml", options)]
        )
    assert "my.yaml" in str(caught.value)
    assert "config/README.md" in str(caught.value)


def test_an_import_of_slow_recordings_alone_is_refused_before_any_work():
    options = Configuration(input="import", import_table="recordings.tsv")
    for rates in ([], [None, 100], [100, 250], [1000]):
        refuse_slow_recordings(options, rates)
    with pytest.raises(ConfigurationError, match=r"eeg_rate_hz is 250, .* fastest .* has 200 Hz"):
        refuse_slow_recordings(options, [200, 100])
    without = {"channels": {"emg": []}, "connectivity": {"eeg_rate_hz": 100}}
    slow = Configuration(input="import", import_table="recordings.tsv", **without)
    refuse_slow_recordings(slow, [200])


@pytest.mark.parametrize("further", [{"log_coherency": False}, {}], ids=["off", "no EMG"])
@pytest.mark.parametrize(
    "options", [{"log_coherency_bands_hz": bands} for bands in ([[8, 4]], [[1, 60]])], ids=str
)
def test_bands_of_what_is_not_estimated_are_no_mistake(options, further):
    channels = {} if further else {"channels": {"emg": []}, "input": "bids", "dataset": "d"}
    load_configuration({"connectivity": options | further} | channels)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [(1, 4), (4, 8), (8, 13), (13, 20), (20, 30), (30, 45)]),
        (
            {"connectivity": {"band_hz": [4, 40]}},
            [(4, 8), (8, 13), (13, 20), (20, 30), (30, 40)],
        ),
        (
            {"connectivity": {"band_hz": [1, 20.2]}},
            [(1, 4), (4, 8), (8, 13), (13, 20)],
        ),
        ({"connectivity": {"log_coherency_bands_hz": [[2, 9]]}}, [(2, 9)]),
        ({"connectivity": {"log_coherency": False}}, []),
        ({"channels": {"emg": []}, "input": "bids", "dataset": "d"}, []),
        (
            {
                "segments": {"length_s": 3},
                "connectivity": {
                    "measures": ["correlation"],
                    "emg_order": 10,
                    "eeg_order": 4,
                    "emg_envelope_order": 4,
                },
            },
            [],
        ),
    ],
    ids=str,
)
def test_bands_of_the_coherency_lie_within_that_of_the_eeg(options, expected):
    assert load_configuration(options).log_coherency_bands_hz == expected


def test_limits_that_stand_twice_are_those_of_the_estimates():
    from eeg2emg.configuration.consistency import LOW_HZ, WINDOW_S
    from eeg2emg.connectivity.eeg_subsets import LIMIT_HZ
    from eeg2emg.connectivity.settings import EegSettings

    assert (LIMIT_HZ, EegSettings().window_s) == (LOW_HZ, WINDOW_S)


def test_several_mistakes_are_listed_together():
    with pytest.raises(ConfigurationError) as caught:
        load_configuration({"naem": "x", "sead": 1})
    assert str(caught.value).count("  - ") == 2


def test_the_measures_that_may_be_configured_are_those_that_exist():
    from typing import get_args

    from eeg2emg.configuration.connectivity import EegMeasure, EmgTarget
    from eeg2emg.connectivity.catalogue import PLANE_MEASURES, TARGETS

    measures, _ = get_args(EegMeasure)
    assert get_args(measures) == PLANE_MEASURES
    primary, _ = get_args(EmgTarget)
    assert get_args(primary) == tuple(TARGETS)


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


@pytest.mark.parametrize("level", ["", "1", "2"])
def test_the_options_are_the_same_however_python_is_asked_to_optimise(level):
    import subprocess
    import sys

    code = (
        "from eeg2emg.configuration.model import Configuration;"
        "print(Configuration().model_dump_json())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "scripts"), "PYTHONOPTIMIZE": level},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == Configuration().model_dump(mode="json")


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (bool, "yes or no"),
        (int | None, "whole number or `null`"),
        (list[str], "list of text"),
        (list[tuple[float, float]], "list of list of 2: number"),
        (Literal["a", "b"], "`a` or `b`"),
        (dict[str, float], "number by name"),
        (Annotated[int, "of something"], "whole number"),
    ],
)
def test_kinds_of_values_are_said_in_words(hint, words):
    assert type_in_words(hint) == words


@pytest.mark.parametrize(
    ("name", "unit"),
    [("band_hz", "Hz"), ("max_drift_ms_per_min", "ms per minute"), ("coupling", "")],
)
def test_units_are_read_from_the_names_of_options(name, unit):
    assert unit_of(name) == unit
