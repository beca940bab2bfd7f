"""What a run costs as recordings become more: the cost model, fits, and Snakemake itself.

    python benchmarks/scaling.py                       # the cost model, from 10 recordings to 10^5
    python benchmarks/scaling.py --fits 500 1000 2000  # models of so many segments, really fitted
    python benchmarks/scaling.py --dry-runs 200 2000   # Snakemake's own time and memory

Ten recordings per person, each of ten segments of one minute; the other options are the defaults.
The cost model is that of `./run.sh plan`, of recordings in a dataset. Fits are those of the rule
fit_models in the scheme blocked, on a cohort of matrices. A dry run orders and prints all jobs
of a simulated run of which nothing is there yet. Times are processor time, memory is the largest
resident size; each measurement has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.configuration.loading import load_configuration
from eeg2emg.planning.cost import Cost, estimate_cost
from eeg2emg.quality.recording_quality import RecordingQuality

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
RATE_HZ, RECORDINGS, SEGMENTS, LENGTH_S = 1000.0, 10, 10, 60.0
MOST_PEOPLE = 1000  # that can be simulated
SIZES = (10, 100, 1_000, 10_000, 100_000)
SIGNALS = (
    *("simulate_head", "simulate_recordings", "check_quality", "judge_subject", "fit_ica"),
    *("clean_recording", "estimate_connectivity", "cross_check", "compare_with_truth"),
    *("draw_recordings",),
)
"""Rules whose work grows with the recordings alone; folds of the models multiply that of others."""

KERNEL_BYTES, MOST_GB = 216, 500  # of a pair of segments, as --fits measures; of a node
FEWER_SCHEMES = ("random", "blocked")
FOLDS_PER_PERSON = ("leave-one-subject-out", "leave-one-subject-out-adapted", "few-shot")


def options_of(recordings: int) -> dict:
    """Give the options of a cohort of so many recordings."""
    people = min(max(recordings // RECORDINGS, 1), MOST_PEOPLE)
    return {
        "name": "scaling",
        "input": "simulated",
        "segments": {"length_s": LENGTH_S},
        "simulation": {
            "subjects": people,
            "noisy_subjects": 0,
            "recordings": recordings // people,
            "segments": SEGMENTS,
        },
    }


def cost_table() -> str:
    """Lay out what the cost model says, as Markdown."""
    few = ", ".join(FEWER_SCHEMES)
    lines = [
        f"| recordings | jobs | signals, core h | learning, core h | in {few} alone | kept, GB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for size in SIZES:
        whole, fewer = cost_of(size, None), cost_of(size, FEWER_SCHEMES)
        signals = signals_h(whole)
        kernels_gb = KERNEL_BYTES * (size * SEGMENTS) ** 2 / 1e9
        learning = [f"{one.seconds / 3600 - signals:,.1f}" for one in (whole, fewer)]
        if kernels_gb > MOST_GB:
            learning = [f"kernels of {kernels_gb:,.0f} GB"] * 2
        cells = [f"{size:,}", f"{whole.n_jobs:,}", f"{signals:,.1f}", *learning]
        lines.append(f"| {' | '.join(cells)} | {whole.kept_bytes / 1e9:,.1f} |")
    return "\n".join(lines)


def cost_of(recordings: int, schemes: Sequence[str] | None) -> Cost:
    """Estimate the cost of a dataset of so many recordings, in some schemes or in all."""
    evaluation = {} if schemes is None else {"evaluation": {"schemes": list(schemes)}}
    options = load_configuration({"input": "bids", "dataset": "a dataset"} | evaluation)
    people = max(recordings // RECORDINGS, 1)
    outlines = [
        RecordingQuality(
            recording=f"sub-{1 + k % people}_run-{k // people}",
            subject=str(k % people),
            eeg_reasons=[],
            emg_reasons=[],
            rate_hz=RATE_HZ,
            emg_rate_hz=RATE_HZ,
            duration_s=SEGMENTS * LENGTH_S,
        )
        for k in range(recordings)
    ]
    folds = {name: people if name in FOLDS_PER_PERSON else 1 for name in options.evaluation.schemes}
    return estimate_cost(options, outlines, n_segments=recordings * SEGMENTS, folds=folds)


def signals_h(cost: Cost) -> float:
    """Add up the core hours of rules whose work grows with the recordings alone."""
    return sum(cost.seconds_by_rule.get(rule, 0.0) for rule in SIGNALS) / 3600


def fitted(segments: int) -> None:
    """Fit the models of the scheme blocked to a cohort of matrices; print seconds."""
    from eeg2emg.cohort.simulated_matrices import draw_matrices
    from eeg2emg.learning.model_predictions import fit_models
    from eeg2emg.splitting.schemes import make_split
    from eeg2emg.studies.cohorts import STUDY_SETTINGS

    people = max(segments // (RECORDINGS * SEGMENTS), 1)
    settings = replace(STUDY_SETTINGS, subjects=people, recordings=RECORDINGS, segments=SEGMENTS)
    dataset = draw_matrices(settings)
    split = make_split(dataset.segments, "blocked", seed=0)
    before = time.process_time()
    fit_models(dataset, split, "blocked")
    print(json.dumps({"segments": len(dataset.segments), "cpu_s": time.process_time() - before}))


def dry_run(recordings: int) -> None:
    """Order and print all jobs of a run; print seconds."""
    with tempfile.TemporaryDirectory() as folder:
        options = Path(folder) / "options.yaml"
        options.write_text(json.dumps(options_of(recordings)))
        command = [sys.executable, "-m", "snakemake", "-n", "--quiet", "all", "--cores", "1"]
        subprocess.run(
            [*command, "--configfile", options],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def measured(what: str, size: int) -> tuple[float, float, str]:
    """Run one measurement in a process of its own: CPU seconds, MB, and what it printed."""
    command = [sys.executable, __file__, "--one", what, str(size)]
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(
            command, stdout=printed, env=os.environ | {"OMP_NUM_THREADS": "1"}
        )
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(command)} failed")
        printed.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, printed.read()


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fits", nargs="+", type=int, metavar="SEGMENTS")
    parser.add_argument("--dry-runs", nargs="+", type=int, metavar="RECORDINGS")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        {"fit": fitted, "dry": dry_run}[chosen.one[0]](int(chosen.one[1]))
        return
    if chosen.fits:
        print("| segments | fitting, CPU s | memory, MB |\n|--:|--:|--:|")
        for size in chosen.fits:
            _, memory_mb, printed = measured("fit", size)
            told = json.loads(printed)
            print(f"| {told['segments']:,} | {told['cpu_s']:.0f} | {memory_mb:.0f} |", flush=True)
    if chosen.dry_runs:
        print("| recordings | CPU s | memory, MB |\n|--:|--:|--:|")
        for size in chosen.dry_runs:
            cpu_s, memory_mb, _ = measured("dry", size)
            print(f"| {size:,} | {cpu_s:.0f} | {memory_mb:.0f} |", flush=True)
    if not (chosen.fits or chosen.dry_runs):
        print(cost_table())


if __name__ == "__main__":
    main()
