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


def test_whatever_is_imported_is_loaded_whole(tmp_path):
    file = sparse(tmp_path / "a.acq", 50 * MB)
    assert memory_mb("import_recording", [file]) == MEMORY_MB["import_recording"] + 800


def test_the_samples_may_lie_beside_the_header_that_is_imported(tmp_path):
    header, _, _ = (
        sparse(tmp_path / name, size)
        for name, size in (("a.vhdr", 10), ("a.eeg", 50 * MB), ("b.eeg", MB))
    )
    assert memory_mb("import_recording", [header]) == MEMORY_MB["import_recording"] + 800


def test_what_is_not_there_yet_counts_for_nothing(tmp_path):
    assert memory_mb("check_quality", [str(tmp_path / "a.set")]) == MEMORY_MB["check_quality"]


def test_an_ica_asks_for_its_channels_and_seconds():
    assert fitted_mb(64, 600.0) == pytest.approx(2 * fitted_mb(32, 600.0), abs=1)
    assert fitted_mb(64, 600.0) == pytest.approx(2 * fitted_mb(64, 300.0), abs=1)
