"""Memory: bounded whatever the length, and declared for what was measured."""

import importlib.util
from pathlib import Path

import pytest
from eeg2emg.jobs.memory import MEMORY_MB

ROOT = Path(__file__).parents[2]
BOUNDED = ("check_quality", "fit_ica", "clean_recording", "estimate_connectivity")


@pytest.fixture(scope="module")
def benchmark_of_memory():
    spec = importlib.util.spec_from_file_location("memory", ROOT / "benchmarks" / "memory.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.ci
def test_a_recording_four_times_as_long_takes_no_more_memory(benchmark_of_memory, tmp_path):
    """Of the short one already, not even the spectra are one piece: 64 channels, ten minutes."""
    peaks = []
    for name, seconds in (("short", 600), ("long", 2400)):
        benchmark_of_memory.write_recording(tmp_path / name, 64, 1000, seconds)
        peaks.append(
            {
                step: benchmark_of_memory.peak_mb(tmp_path / name, step, ica=False, segments=1)
                for step in BOUNDED
            }
        )
    short, long = peaks
    for step in BOUNDED:
        # The long one has a gigabyte more of samples; what varies are blocks that were not full.
        assert long[step] < short[step] + 200, (step, short, long)
        assert long[step] < MEMORY_MB[step], (step, long)


def test_every_job_stays_within_the_memory_that_its_rule_asks_for(finished):
    found = {}
    folder = finished.folder / "results" / "tiny" / "benchmarks"
    for path in sorted(folder.rglob("*.tsv")):
        names = path.relative_to(folder).with_suffix("").parts
        (rule,) = {*names} & {*MEMORY_MB}
        head, *rows = [line.split("\t") for line in path.read_text().splitlines()]
        for row in rows:
            measured = dict(zip(head, row, strict=True))["max_rss"]
            if measured not in ("NA", "-"):  # it ended before it was looked at
                found[rule] = max(found.get(rule, 0.0), float(measured))
    assert {*BOUNDED} <= found.keys()
    too_much = {rule: mb for rule, mb in found.items() if mb > MEMORY_MB[rule]}
    assert not too_much
