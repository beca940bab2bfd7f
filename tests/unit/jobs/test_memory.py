import pytest
from eeg2emg.jobs.memory import MEMORY_MB, TIMES_ITS_SIZE, fitted_mb, memory_mb

MB = 10**6


def sparse(path, size):
    with path.open("wb") as file:
        file.truncate(size)
    return str(path)


def test_every_rule_with_input_of_its_own_is_a_rule():
    assert TIMES_ITS_SIZE.keys() <= MEMORY_MB.keys()


@pytest.mark.parametrize("rule", ["check_quality", "clean_recording"])
def test_a_recording_read_in_pieces_asks_for_the_same_at_any_length(tmp_path, rule):
    for ending in (".vhdr", ".eeg", ".edf", ".bdf", ".fdt"):
        files = [sparse(tmp_path / f"a{ending}", size) for size in (MB, 5000 * MB)]
        assert memory_mb(rule, files) == MEMORY_MB[rule]


@pytest.mark.parametrize("rule", ["check_quality", "fit_ica", "clean_recording"])
def test_one_that_is_loaded_whole_asks_for_more_the_larger_it_is(tmp_path, rule):
    files = [sparse(tmp_path / f"{size}.set", size * MB) for size in (10, 100)]
    assert memory_mb(rule, files[:1]) == MEMORY_MB[rule] + 80
    assert memory_mb(rule, files) == MEMORY_MB[rule] + 800


@pytest.mark.parametrize(("ending", "times"), [(".acq", 16), (".mat", 16), (".set", 8)])
def test_an_import_that_is_loaded_whole_asks_for_more(tmp_path, ending, times):
    file = sparse(tmp_path / f"a{ending}", 50 * MB)
    asked = memory_mb("import_recording", [file])
    assert asked == MEMORY_MB["import_recording"] + 50 * times


@pytest.mark.parametrize("ending", [".vhdr", ".edf", ".bdf", ".csv", ".tsv"])
def test_an_import_in_pieces_asks_for_the_same(tmp_path, ending):
    file = sparse(tmp_path / f"a{ending}", 5000 * MB)
    assert memory_mb("import_recording", [file]) == MEMORY_MB["import_recording"]


def test_what_is_not_there_yet_counts_for_nothing(tmp_path):
    assert memory_mb("check_quality", [str(tmp_path / "a.set")]) == MEMORY_MB["check_quality"]


def test_an_ica_asks_for_its_channels_and_seconds():
    assert fitted_mb(16, 600.0) == pytest.approx(2 * fitted_mb(8, 600.0), abs=1)
    assert fitted_mb(16, 600.0) == pytest.approx(2 * fitted_mb(16, 300.0), abs=1)
    assert fitted_mb(128, 600.0) < 2 * fitted_mb(64, 600.0)  # the fit takes every second sample
