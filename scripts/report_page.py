"""Write the report: one file that opens without a network."""

import json
import platform
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from eeg2emg.audit.rules import RULES
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.recovery.muscles import recovery_summary
from eeg2emg.report.context import ReportContext, ReportFigure
from eeg2emg.report.page import build_report, caption_of

PACKAGES = (
    "snakemake",
    "numpy",
    "scipy",
    "mne",
    "mne-bids",
    "spectral-connectivity",
    "scikit-learn",
    "tensorflow",
    "pandas",
    "matplotlib",
)


def main(snakemake):
    """Gather what the run made, and write the page."""
    configuration = snakemake.params.configuration
    contents = read_connectivity(snakemake.input.dataset)
    eeg, emg = contents.groups["eeg"], contents.groups["emg"]
    importance = _table(snakemake.input.importance)
    estimated = importance["status"] == "estimated"
    checks = [_json(path) for path in sorted(snakemake.input.cross_checks)]
    recovery, significance = snakemake.input.recovery, snakemake.input.significance
    context = ReportContext(
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
        exclusions=pd.read_csv(snakemake.input.exclusions, sep="\t", dtype=str),
        metrics=_table(snakemake.input.metrics),
        quality=_table(snakemake.input.quality),
        components=_table(snakemake.input.ica),
        cross_checks={check["recording"]: check["agreement"] for check in checks if check},
        splits={Path(path).stem: _json(path) for path in snakemake.input.splits},
        table3={
            name: pd.read_csv(snakemake.input[RECIPES[name].table3], dtype=str)
            for name in snakemake.params.recipes
        },
        confidence=configuration["evaluation"]["confidence"],
        audit=_table(snakemake.input.audit),
        limits=_table(snakemake.input.limits),
        reliability=_table(snakemake.input.reliability),
        null=_tables(snakemake.input.network_null, snakemake.input.null),
        controls=_table(snakemake.input.controls),
        edge_intervals=_table(snakemake.input.edge_intervals),
        rules=RULES,
        importance=importance[estimated] if estimated.any() else None,
        importance_reason="; ".join(importance.loc[~estimated, "reason"]),
        recovery=recovery_summary(_table(recovery)) if recovery else None,
        significance=_table(significance) if significance else None,
        **{
            name: _table(snakemake.input[name])
            for name in ("recovery_length", "recovery_eeg", "artefact_reduction")
            if snakemake.input[name]
        },
        training=_training(snakemake.input.folds),
        recipes={
            name: replace(RECIPES[name].recipe, **configuration["training"][name]).describe()
            for name in snakemake.params.recipes
        },
        configuration=configuration,
        versions={"Python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        figures=_figures(snakemake),
    )
    write_text(snakemake.output[0], build_report(context))


def _figures(snakemake):
    captions = {
        name: Path(path).read_text(encoding="utf-8")
        for path, names in zip(
            snakemake.input.captions, snakemake.params.figures.values(), strict=True
        )
        for name in names
    }
    return {
        path.stem: ReportFigure(
            image=path.read_bytes(),
            caption=caption_of(captions[path.stem], path.stem),
            data_csv=path.with_suffix(".csv").read_text(encoding="utf-8"),
        )
        for path in map(Path, snakemake.input.figures)
        if path.suffix == ".png"
    }


def _training(paths):
    tables = [_table(path) for path in paths if Path(path).read_text(encoding="utf-8").strip()]
    return pd.concat(tables, ignore_index=True) if tables else None


def _tables(*paths):
    return pd.concat([_table(path) for path in paths if path], ignore_index=True)


def _table(path):
    return pd.read_csv(path, dtype={"subject": str, "fold": str})


def _json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


run_job(main, snakemake)
