"""Count which targets and groups of features are found in simulated cohorts, coupled and not.

    python benchmarks/targets.py FOLDER [--cohorts 10] [--first 1]

Cohorts of eight people with five recordings of eight segments of 15 s at 500 Hz, simulated in
memory without artefacts, alike but for the coupling of brain and muscles: `COUPLINGS`. Every target
of the catalogue is judged as in a run, every group of features compared with connectivity. The
tables of each cohort are kept in FOLDER, and taken from there the next time; then two tables in
Markdown are printed: how often a target is detected, and what connectivity says beyond each group
(docs/targets.md). A cohort takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.cohort.dataset import load_amplitudes, load_dataset, load_planes
from eeg2emg.connectivity.file import BELOW_LIMIT, HIGH
from eeg2emg.connectivity.graphs import graph_features
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.connectivity.vectors.catalogue import (
    FEATURE_GROUPS,
    FURTHER_TARGETS,
    GRAPH,
    SYNERGIES,
    VECTOR_TARGETS,
)
from eeg2emg.connectivity.vectors.estimates import (
    estimate_vectors,
    names_of_entries,
    vectors_of_recording,
)
from eeg2emg.connectivity.vectors.file import read_vectors, write_vectors
from eeg2emg.connectivity.vectors.settings import VectorSettings
from eeg2emg.evaluation.feature_groups import compare_groups
from eeg2emg.evaluation.feature_table import ADDED_BY_CONNECTIVITY, ADDED_BY_GROUP
from eeg2emg.evaluation.synergies import learn_synergies
from eeg2emg.evaluation.target_data import features_of, load_target
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split
from eeg2emg.studies.cohorts import cohort_settings
from eeg2emg.studies.signal_cohorts import SIGNAL_SETTINGS, Estimates, write_signal_cohort
from eeg2emg.verdict.target_table import CONTROL, NULL
from eeg2emg.verdict.targets import judge_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording
    from eeg2emg.simulation.settings import SimulationSettings

COUPLINGS = {"coupled": 0.9, "uncoupled": 0.0}
SHIFTS, LEVEL = 39, 0.025
COHORT = replace(SIGNAL_SETTINGS, recordings=5, segments=8, segment_s=15.0)
ESTIMATES = Estimates(emg=EmgSettings(rate_hz=500.0, order=10), log_coherency=False)
VECTORS = VectorSettings(rate_hz=ESTIMATES.emg.rate_hz)
GROUPS = [name for name, group in FEATURE_GROUPS.items() if group.vector]
DETECTED, DETECTED_CHANGES, DETECTED_NULL = "interval", "changes", "null"


def estimate_cohort(settings: SimulationSettings, folder: Path) -> tuple[Path, list[Path]]:
    """Simulate a cohort and write its matrices, and the vectors of each recording.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs, with seed and law.
    folder : Path
        Where to.

    Returns
    -------
    tuple of (Path, list of Path)
        The file of the matrices, and those of the vectors.
    """
    asked = (list(VECTOR_TARGETS), GROUPS)
    channels = settings.eeg_channels, settings.emg_channels
    names = names_of_entries(*asked, channels, VECTORS, ESTIMATES.eeg)
    written = []

    def also(recording: CleanedRecording) -> None:
        found, _ = estimate_segments(
            recording,
            ESTIMATES.eeg,
            lambda source: (
                source.name,
                estimate_vectors(source, *asked, VECTORS, ESTIMATES.eeg),
            ),
        )
        written.append(folder / f"{recording.name}.nc")
        write_vectors(written[-1], vectors_of_recording(names, dict(found)))

    path = folder / "connectivity.nc"
    write_signal_cohort(path, settings, estimates=ESTIMATES, also=also)
    return path, written


def judge_targets(path: Path, vectors: Sequence[Path], seed: int) -> pd.DataFrame:
    """Judge all targets of a cohort as a run does.

    Parameters
    ----------
    path : Path
        The cohort's matrices.
    vectors : sequence of Path
        Vectors of all recordings.
    seed : int
        The cohort's seed.

    Returns
    -------
    DataFrame
        Columns of `eeg2emg.verdict.target_table.COLUMNS`.
    """
    frames = []
    for name in FURTHER_TARGETS:
        data = load_target(path, name, vectors)
        split = make_split(data.dataset.segments, PRIMARY_SCHEME, seed=seed)
        splits, learnt = {PRIMARY_SCHEME: split}, None
        if name == SYNERGIES:
            data, splits, learnt = learn_synergies(data, splits)
        frames.append(
            judge_target(
                data,
                splits,
                seed=seed,
                shifts=SHIFTS,
                learnt=learnt,
                planes=load_planes(path, data.dataset, [BELOW_LIMIT]),
                high_v=load_amplitudes(path, data.dataset, HIGH),
            )
        )
    return pd.concat(frames, ignore_index=True)


def judge_features(path: Path, vectors: Sequence[Path], seed: int) -> pd.DataFrame:
    """Compare all groups of features with connectivity, on the primary target.

    Parameters
    ----------
    path, vectors, seed
        As for `judge_targets`.

    Returns
    -------
    DataFrame
        Columns of `eeg2emg.evaluation.feature_table.COLUMNS`.
    """
    dataset = load_dataset(path)
    split = make_split(dataset.segments, PRIMARY_SCHEME, seed=seed)
    groups = {
        name: graph_features(dataset.features, dataset.planes)
        if name == GRAPH
        else features_of(dataset, read_vectors(vectors, name))
        for name in FEATURE_GROUPS
    }
    rivals = fit_models(dataset, split, PRIMARY_SCHEME, regressions=PRIMARY_MODELS)
    return compare_groups(
        dataset, {PRIMARY_SCHEME: split}, {PRIMARY_SCHEME: rivals}, groups, seed=seed
    )


def of_cohort(kind: str, number: int, kept: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give both tables of a cohort, from the folder where they are there.

    Parameters
    ----------
    kind : str
        Of `COUPLINGS`.
    number : int
        The cohort's number: same number, same cohort.
    kept : Path
        Folder of the tables of all cohorts.

    Returns
    -------
    tuple of (DataFrame, DataFrame)
        Of targets and of groups of features.
    """
    paths = [kept / f"{kind}-{number}-{what}.csv" for what in ("targets", "features")]
    if not all(path.exists() for path in paths):
        settings = replace(COHORT, coupling=COUPLINGS[kind])
        settings = cohort_settings(settings.law, number, settings=settings)
        with tempfile.TemporaryDirectory() as folder:
            files = estimate_cohort(settings, Path(folder))
            tables = judge_targets(*files, settings.seed), judge_features(*files, settings.seed)
        for path, table in zip(paths, tables, strict=True):
            write_table(path, table)
    targets, features = (
        read_table(path).assign(kind=kind, cohort=number, cohort_name=f"{kind} {number}")
        for path in paths
    )
    return targets, features


def detections(targets: pd.DataFrame) -> pd.DataFrame:
    """Tell of each cohort and target whether it passes each check, and all of them.

    Parameters
    ----------
    targets : DataFrame
        As from `of_cohort`, of many cohorts.

    Returns
    -------
    DataFrame
        One row per target, kind and cohort.
    """
    rows = []
    for (target, kind, cohort), own in targets.groupby(["target", "kind", "cohort"], sort=False):
        best = own[own["model"] == "primary-chosen"].set_index("quantity")
        skill, changes = best.loc["skill"], best.loc["slope_of_changes"]
        null = own[own["quantity"] == NULL]
        null = null[null["model"] == "primary-chosen"].iloc[0]
        low = own[(own["quantity"] == CONTROL) & (own["model"] == "high_frequencies")]
        passed = (
            bool(skill["low"] > 0),
            bool(changes["p"] <= LEVEL),
            bool(null["p"] <= LEVEL),
        )
        rows.append(
            {
                "target": target,
                "kind": kind,
                "cohort": cohort,
                "skill": skill["value"],
                DETECTED: passed[0],
                DETECTED_CHANGES: passed[1],
                DETECTED_NULL: passed[2],
                "all": all(passed),
                "outcome": own.loc[own["quantity"] == "verdict", "outcome"].iloc[0],
                "beyond_high": bool((low["low"] > 0).all()),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cohorts", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    targets, features = [], []
    for number in range(given.first, given.first + given.cohorts):
        for kind in COUPLINGS:
            for frames, table in zip(
                (targets, features), of_cohort(kind, number, given.folder), strict=True
            ):
                frames.append(table)
            print(f"{kind}, cohort {number}", file=sys.stderr, flush=True)
    found = detections(pd.concat(targets, ignore_index=True))
    heads = "".join(f" skill, {kind} | detected, {kind} |" for kind in COUPLINGS)
    print(f"| target |{heads}\n|---|" + "--:|" * (2 * len(COUPLINGS)))
    for target, own in found.groupby("target", sort=False):
        cells = []
        for kind in COUPLINGS:
            of_kind = own[own["kind"] == kind]
            low, middle, high = of_kind["skill"].quantile([0, 0.5, 1])
            cells.append(f"{middle:.2f} ({low:.2f} to {high:.2f})")
            cells.append(f"{of_kind['all'].sum()} of {len(of_kind)}")
        print(f"| {target} | " + " | ".join(cells) + " |")
    of_groups = pd.concat(features, ignore_index=True)
    columns = (ADDED_BY_CONNECTIVITY, ADDED_BY_GROUP)
    heads = "".join(f" {kind}, {name} |" for kind in COUPLINGS for name in columns)
    print(f"\n| group |{heads}\n|---|" + "--:|" * (len(columns) * len(COUPLINGS)))
    for group, own in of_groups.groupby("group", sort=False):
        cells = []
        for kind in COUPLINGS:
            for name in columns:
                rows = own[(own["kind"] == kind) & (own["features"] == name)]
                above = int((rows["low"] > 0).sum())
                cells.append(f"{rows['value'].median():.2f}, above 0 in {above} of {len(rows)}")
        print(f"| {group} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
