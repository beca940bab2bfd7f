"""Where options come from: files that can be read, and the place that is named for a mistake."""

import subprocess
import sys
from pathlib import Path

import pytest
from eeg2emg.configuration.arguments import check_arguments
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.sources import COMMAND_LINE, Source, read_source
from eeg2emg.errors import ConfigurationError

SCRIPTS = Path(__file__).parents[3] / "scripts"

UNREADABLE = {
    "missing": (None, "there is no such configuration file"),
    "latin-1": ("name: café\n".encode("latin-1"), "byte 10 is not UTF-8"),
    "utf-16": ("name: a\n".encode("utf-16"), "byte 1 is not UTF-8"),
    "empty": (b"", "holds no options"),
    "comments": (b"# nothing\n", "holds no options"),
    "list": (b"- a\n- b\n", "holds no options"),
    "text": (b"name\n", "holds no options"),
    "tab": (b"a:\n\tb: 1\n", "neither YAML nor JSON in line 2"),
    "open": (b"a: [1, 2\n", "neither YAML nor JSON"),
    "zero": (b"a: \0", "neither YAML nor JSON"),
    "deep": (b"a: " + b"[" * 5000, "neither YAML nor JSON"),
    "huge number": (b"seed: " + b"1" * 5000, "neither YAML nor JSON"),
    "no date": (b"name: 2024-99-99", "neither YAML nor JSON"),
    "object": (b"a: !!python/object:os.system {}", "neither YAML nor JSON in line 1"),
    "twice": (b"seed: 1\nname: a\nseed: 2\n", "`seed` stands twice .* in line 3"),
    "twice within": (b"emg:\n  ica: true\n  ica: false\n", "`ica` stands twice .* in line 3"),
    "twice in a list": (b"a:\n- {b: 1, b: 2}\n", "`b` stands twice"),
    "twice in JSON": (b'{"seed": 1, "seed": 2}', "`seed` stands twice"),
}


@pytest.mark.parametrize(("content", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_used_is_named_in_one_line(tmp_path, content, message):
    path = tmp_path / "my.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"my.yaml: .*{message}") as caught:
        read_source(path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffname: a\nemg: {ica: true}\n",
        '{\n\t"name": "a",\n\t"emg": {"ica": true}}',
        "x: &x {ica: true}\nname: a\nemg:\n  <<: *x\n",
    ],
    ids=["byte order mark", "JSON with tabs", "merge key"],
)
def test_what_snakemake_reads_is_read(tmp_path, text):
    path = tmp_path / "my.yaml"
    path.write_text(text, encoding="utf-8")
    found = read_source(path)
    assert found.name == str(path)
    assert found.content["name"] == "a"
    assert found.content["emg"] == {"ica": True}


BASE, MINE, COMMAND = "config/config.yaml", "my.yaml", COMMAND_LINE
WRONG = {
    "seed": -1,
    "emg.highpass_hz": -1,
    "connectivity.measures": ["dtf", "dtf"],
    "connectivity.band_hz": [45, 1],
    "training.tuned.momentum": 2,
    "segments.phases": [{"name": "a", "labels": ["x"]}, {"name": "a", "labels": ["y"]}],
    "segments": 3,
}


def nested(option, value):
    for part in reversed(option.split(".")):
        value = {part: value}
    return value


@pytest.mark.parametrize("winner", [BASE, MINE, COMMAND])
@pytest.mark.parametrize("option", WRONG)
def test_the_place_that_won_is_blamed(option, winner):
    wrong = nested(option, WRONG[option])
    order = [BASE, MINE, COMMAND]
    # What came before set the option too, and what came behind sets another one.
    sources = [
        Source(name, wrong if order.index(name) <= order.index(winner) else {"name": "x"})
        for name in order
    ]
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(wrong, sources)
    (line,) = [line for line in str(caught.value).splitlines() if line.startswith("  - ")]
    expected = f"--config {option.split('.')[0]}" if winner == COMMAND else winner
    assert line.startswith(f"  - {expected}: ")
    assert option in line


def test_of_options_that_do_not_fit_the_one_set_last_is_blamed():
    base = {"connectivity": {"band_hz": [1, 45]}}
    mine = {"connectivity": {"eeg_rate_hz": 80}}
    merged = {"connectivity": {"band_hz": [1, 45], "eeg_rate_hz": 80}}
    with pytest.raises(ConfigurationError, match=r"- my.yaml: connectivity.band_hz: band"):
        load_configuration(merged, [Source("base.yaml", base), Source("my.yaml", mine)])
    with pytest.raises(ConfigurationError, match=r"- base.yaml: connectivity.band_hz: band"):
        load_configuration(merged, [Source("my.yaml", mine), Source("base.yaml", base)])


def test_every_mistake_has_a_line_of_its_own():
    wrong = {
        "emg": {"highpass_hz": 900},
        "connectivity": {"band_hz": [10, 10.0001], "eeg_order": 900},
        "simulation": {"subjects": 2, "noisy_subjects": 2},
    }
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(wrong, [Source("my.yaml", wrong)])
    lines = [line for line in str(caught.value).splitlines() if line.startswith("  - my.yaml: ")]
    assert [line.split()[2].rstrip(":") for line in lines] == [
        *("connectivity.band_hz", "emg.highpass_hz", "connectivity.eeg_order"),
        "simulation.noisy_subjects",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-n", "--configfile", "missing.yaml"], "missing.yaml: there is no such"),
        (["--configfile=missing.yaml"], "missing.yaml: there is no such"),
        (["--configfiles", "good.yaml", "missing.yaml", "-n"], "missing.yaml: there is no such"),
        (["--configfile", "good.yaml", "--config", "a.b=1"], r'Write --config "a=\{b: 1\}"'),
        (["--config", "a.b.c=1"], r'Write --config "a=\{b: \{c: 1\}\}"'),
        (["-C", "seed"], "--config seed: not option=value"),
        (["--config", "seed=1", "dataset"], "--config dataset: not option=value"),
        (["--config", "1a=2"], "'1a' is no name of an option"),
    ],
)
def test_arguments_that_snakemake_answers_with_a_traceback(
    tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text("name: a")
    with pytest.raises(ConfigurationError, match=message):
        check_arguments(arguments)


def test_other_arguments_are_passed_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text("name: a")
    check_arguments([])
    check_arguments(
        [
            *(
                "-n",
                "dataset",
                "--cores",
                "2",
                "--config",
                "name=a=b",
                "seed=2",
                "--rerun-triggers",
            ),
            *("mtime", "--configfile", "good.yaml", "--", "report"),
        ]
    )


def test_the_check_before_snakemake_ends_with_one_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "eeg2emg.configuration.arguments", "--config", "a.b=1"],
        env={"PYTHONPATH": str(SCRIPTS)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("eeg2emg: --config a.b=1: ")
    assert len(done.stderr.splitlines()) == 1


def test_run_sh_asks_before_snakemake():
    lines = (SCRIPTS.parent / "run.sh").read_text(encoding="utf-8").splitlines()
    asked = [place for place, line in enumerate(lines) if "configuration.arguments" in line]
    started = [place for place, line in enumerate(lines) if "-m snakemake" in line]
    assert len(asked) == len(started) == 1
    assert asked < started
