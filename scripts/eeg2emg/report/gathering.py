"""Gathering of the report's context from the files of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from eeg2emg.cohort.exclusions import Exclusion, read_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.reading import reading
from eeg2emg.files.tables import empty_text, read_json, read_table
from eeg2emg.jobs.provenance import commit_of, date_of_data
from eeg2emg.jobs.versions import versions_used
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.provenance.places import PROJECT_FOLDER, places_of
from eeg2emg.report.context import ReportContext
from eeg2emg.report.figure_parts import read_figure
from eeg2emg.report.provenance import provenance_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.report.context import ReportFigure

PRINTED_TABLES = tuple(entry.table3 for entry in RECIPES.values() if entry.compared)
"""Tables whose cells are read as they are printed."""

TABLES_OF_TEXT = (*PRINTED_TABLES, "statements")
"""Tables whose cells all are text, whatever they look like."""


TEXT_COLUMNS = ("reason", "remark")
"""Columns of other tables: where all rows are empty, they read as numbers that are missing."""


def gather_report(
    *,
    configuration: Mapping[str, Any],
    dataset: str,
    exclusions: str,
    tables: Iterable[str],
    folds: Iterable[str],
    splits: Iterable[str],
    cross_checks: Iterable[str],
    figures: Iterable[str],
    captions: Mapping[str, Sequence[str]],
    caption_files: Iterable[str],
    pins: Mapping[str, str],
    conda: bool,
    command: str = "",
    acquired: Iterable[str] = (),
    packed_tables: Iterable[str] = (),
    rules: Iterable[Sequence[Any]] = (),
) -> ReportContext:
    """Read what the run made.

    Parameters
    ----------
    configuration : mapping
        All options, nested.
    dataset, exclusions : str
        ``dataset.nc`` and ``exclusions.tsv``.
    tables : iterable of str
        ``tables/<name>.csv``.
    folds : iterable of str
        How each network was trained; without rows for networks that were not.
    splits, cross_checks : iterable of str
        JSON, per scheme and per subject.
    figures : iterable of str
        Every file of every figure: PNG and CSV are read.
    captions : mapping of str to sequence of str
        Names of the figures by file of captions.
    caption_files : iterable of str
        Those files.
    pins, conda : mapping of str to str, bool
        As in `eeg2emg.jobs.versions.versions_used`.
    command : str
        What starts such a run.
    acquired : iterable of str
        When the recordings say that they were made.
    packed_tables : iterable of str
        Files of tables that can be saved from the page.
    rules : iterable of sequence
        As from `eeg2emg.jobs.rule_graph.rules_in_words`.

    Returns
    -------
    ReportContext

    Raises
    ------
    OwnFileError
        If a file is missing or damaged.
    """
    figures, packed_tables = list(figures), list(packed_tables)
    contents = read_connectivity(dataset)
    eeg, emg = contents.groups["eeg"], contents.groups["emg"]
    checks = [read_json(path) for path in sorted(cross_checks)]
    return ReportContext(
        name=configuration["name"],
        simulated=bool(contents.attributes["simulated"]),
        phases=[phase["name"] for phase in configuration["segments"]["phases"]],
        segment_s=configuration["segments"]["length_s"],
        segments=pd.DataFrame(contents.segments),
        eeg_channels=eeg.channels,
        emg_channels=emg.channels,
        eeg_measures=eeg.measures,
        emg_measures=emg.measures,
        target=configuration["connectivity"]["target"],
        emg_values=emg.values,
        attributes=contents.attributes,
        exclusions=pd.DataFrame(read_exclusions(exclusions), columns=Exclusion._fields),
        tables={Path(path).stem: read_shown_table(path) for path in tables},
        cross_checks={check["recording"]: check["agreement"] for check in checks if check},
        splits={Path(path).stem: read_json(path) for path in splits},
        training=_training(folds),
        confidence=configuration["evaluation"]["confidence"],
        recipes={
            name: replace(entry.recipe, **configuration["training"][name]).describe()
            for name, entry in RECIPES.items()
            if entry.compared
        },
        configuration=configuration,
        versions=versions_used(pins, conda=conda),
        pins=pins,
        figures=_figures(figures, captions, caption_files),
        command=command,
        commit=commit_of(PROJECT_FOLDER),
        date=date_of_data(acquired),
        rules=[(str(name), str(does), list(after)) for name, does, after in rules],
        files={
            "tables": _contents(packed_tables),
            "figures": _contents(path for path in figures if path.endswith(".pdf")),
        },
        provenance=provenance_of(
            [
                *(Path(path) for path in (dataset, exclusions)),
                *(Path(path) for path in packed_tables if path.endswith(".csv")),
                *(Path(path) for path in figures if path.endswith(".png")),
            ],
            places_of(Path(dataset).parent, PROJECT_FOLDER, configuration),
        ),
    )


def _contents(paths: Iterable[str]) -> dict[str, bytes]:
    """Read files that are passed on as they are."""
    found = {}
    for path in map(Path, sorted(paths)):
        with reading(path, "a file of the results") as file:
            found[path.name] = file.read_bytes()
    return found


def read_shown_table(path: str) -> pd.DataFrame:
    """Read a table of the run, with empty text where there is no reason or remark."""
    table = read_table(path, dtype=str if Path(path).stem in TABLES_OF_TEXT else None)
    if Path(path).stem in PRINTED_TABLES:
        return empty_text(table)
    text = [name for name in TEXT_COLUMNS if name in table]
    return table.assign(**empty_text(table[text]))


def _training(paths: Iterable[str]) -> pd.DataFrame | None:
    tables = [table for path in paths if len(table := read_table(path))]
    return pd.concat(tables, ignore_index=True) if tables else None


def _figures(
    paths: Iterable[str], captions: Mapping[str, Sequence[str]], caption_files: Iterable[str]
) -> dict[str, ReportFigure]:
    file_of = {Path(path).stem: path for path in caption_files}
    caption = {name: file_of[file] for file, names in captions.items() for name in names}
    images = [Path(path) for path in paths if path.endswith(".png")]
    return {image.stem: read_figure(image, caption[image.stem]) for image in images}
