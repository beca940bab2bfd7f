"""A whole run from matrices on: the workflow's own scripts, one after the other, in one process."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.cohort.exclusions import write_exclusions
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.runs import network_runs, primary_models
from eeg2emg.connectivity.file import write_connectivity
from eeg2emg.learning.recipes import RECIPES, REPLICATION_MODEL, REPLICATION_RECIPE
from eeg2emg.report.catalogue import TABLES_OF_REPORT
from eeg2emg.report.page import build_report
from eeg2emg.report.printed_tables import PRINTED_TABLES, tables_needed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from making.report_context import bare_context, full_context, image_in

CAPTIONS = Path(__file__).parents[3] / "workflow" / "report"
ENDINGS = ("csv", "md", "tex")


class Named(list):
    """Files of a rule, by place and by name, as Snakemake gives them."""

    def __init__(self, *files, **named):
        super().__init__(files)
        for name, own in named.items():
            setattr(self, name, own)
            self += own if isinstance(own, list) else [own]

    def __getitem__(self, key):
        return getattr(self, key) if isinstance(key, str) else super().__getitem__(key)


class WholeRun:
    """The results of a run in a folder: everything after the dataset."""

    def __init__(self, folder, dataset, options, *, compared=None):
        self.folder = folder
        self.options = load_configuration(options)
        self.runs = network_runs(self.options.training, self.options.evaluation.schemes)
        self.write(dataset)

    def at(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return str(path)

    def script(self, name, *, wildcards=(), output, **given):
        params = SimpleNamespace(**given.pop("params", {}))
        module = importlib.import_module(name)
        module.main(
            SimpleNamespace(
                input=Named(**given),
                output=output if isinstance(output, Named) else Named(output),
                params=params,
                wildcards=SimpleNamespace(**dict(wildcards)),
            )
        )

    def write(self, dataset):
        """Write what `assemble_dataset` makes."""
        values = dataset.targets[:, None]
        halves = np.concatenate([values, values], axis=1)
        write_connectivity(
            self.at("dataset.nc"),
            segments={name: dataset.segments[name].tolist() for name in dataset.segments},
            groups={
                "eeg": (
                    dataset.planes,
                    dataset.eeg_channels,
                    np.moveaxis(dataset.features, -1, 1),
                ),
                "emg": (
                    (dataset.target_name, "granger_time_reversed", "zero_lag_coherence"),
                    dataset.emg_channels,
                    np.concatenate([values, values / 2, np.abs(values) / 20], axis=1),
                ),
                "emg_halves": (
                    [f"{dataset.target_name}_{half}" for half in ("odd", "even")],
                    dataset.emg_channels,
                    halves,
                ),
            },
            attributes={
                "simulated": dataset.simulated,
                "halves_lengthening": 2.0,
                "eeg_rate_hz": 250.0,
                "eeg_order": 12,
                "emg_rate_hz": 1000.0,
                "emg_order": 20,
            },
        )
        write_exclusions(self.at("exclusions.tsv"), [])
        self.eeg_channels = dataset.eeg_channels

    def run(self):
        """Run everything; gives the text of the report."""
        options, at, dataset = self.options, self.at, self.at("dataset.nc")
        schemes = options.evaluation.schemes
        common = {"target": options.connectivity.target, "seed": options.seed}
        resampling = {"confidence": options.evaluation.confidence}
        chosen_from = {
            "primary": primary_models(options.training, options.evaluation.primary_models)
        }
        split = {s: at(f"splits/{s}.tsv") for s in schemes}
        about = {s: at(f"splits/{s}.json") for s in schemes}
        fits = {s: at(f"models/regressions/{s}.nc") for s in schemes}
        for scheme in schemes:
            self.script(
                "split_segments",
                wildcards={"scheme": scheme},
                output=Named(split=split[scheme], about=about[scheme]),
                dataset=dataset,
                ica=[],
                params=common
                | {
                    "shares": options.evaluation.random_shares.model_dump(),
                    "few_shot_segments": options.evaluation.few_shot_segments,
                },
            )
            self.script(
                "fit_models",
                output=fits[scheme],
                dataset=dataset,
                split=split[scheme],
                about=about[scheme],
                params=common,
            )
        for run in self.runs.all:
            own = self.runs.schemes[run.recipe]
            self.script(
                "train_network",
                wildcards={"recipe": run.recipe, "optimizer": run.optimizer},
                output=Named(
                    **{
                        name.partition(".")[0]: at(f"models/{run}/{name}")
                        for name in ("predictions.nc", "history.csv", "folds.csv", "weights.npz")
                    }
                ),
                dataset=dataset,
                splits=[split[s] for s in own],
                about=[about[s] for s in own],
                params=common | {"recipe": options.training.model_dump(mode="json")[run.recipe]},
            )
        networks = [at(f"models/{run}/predictions.nc") for run in self.runs.all]
        of_schemes = {
            "dataset": dataset,
            "splits": list(split.values()),
            "about": list(about.values()),
            "networks": networks,
            "regressions": list(fits.values()),
        }
        table3 = {RECIPES[r].table3: r for r in dict.fromkeys(x.recipe for x in self.runs.compared)}
        self.script(
            "evaluate",
            output=Named(
                **{n: [at(f"tables/{n}.{e}") for e in ENDINGS] for n in table3},
                metrics=at("tables/metrics.csv"),
                subjects=at("tables/subjects.csv"),
            ),
            **of_schemes,
            params=common | resampling | chosen_from | {"recipes": list(table3.values())},
        )
        self.script(
            "audit_published_table",
            output=at("tables/audit.csv"),
            **{n: at(f"tables/{n}.csv") for n in table3},
            params={"tables": list(table3), "n_outputs": len(options.channels.emg) ** 2},
        )
        self.script(
            "measure_limits",
            output=Named(limits=at("tables/limits.csv"), reliability=at("tables/reliability.csv")),
            **of_schemes,
            metrics=at("tables/metrics.csv"),
            expected=[],
            truth=[],
            params=common | {"why_no_ceiling": "not simulated"},
        )
        self.script(
            "measure_learning_curve",
            output=at("tables/learning_curve.csv"),
            dataset=dataset,
            split=split[PRIMARY_SCHEME],
            about=about[PRIMARY_SCHEME],
            regressions=fits[PRIMARY_SCHEME],
            params=common | resampling | {"models": ["ridge"]},
        )
        self.script(
            "estimate_edge_intervals",
            output=at("tables/edge_intervals.csv"),
            **of_schemes,
            params=common | chosen_from | {"level": options.evaluation.edge_level},
        )
        primary = {
            "dataset": dataset,
            "split": split[PRIMARY_SCHEME],
            "about": about[PRIMARY_SCHEME],
            "regressions": fits[PRIMARY_SCHEME],
        }
        runs = [run for run in self.runs.compared if run.recipe == REPLICATION_RECIPE]
        of_primary = [at(f"models/{run}/predictions.nc") for run in runs]
        self.script(
            "fit_controls",
            output=Named(controls=at("tables/controls.csv"), edges=at("tables/control_edges.csv")),
            **primary,
            params=common
            | resampling
            | {
                "repeats": options.evaluation.control_repeats,
                "limit_hz": options.connectivity.high_frequencies_hz,
            },
        )
        self.script(
            "shift_pairing",
            output=at("tables/null.csv"),
            **primary,
            params=common | chosen_from | {"shifts": options.evaluation.null_shifts},
        )
        self.script(
            "measure_importance",
            output=at("tables/importance.csv"),
            **primary,
            predictions=of_primary,
            weights=[at(f"models/{run}/weights.npz") for run in runs],
            params=common
            | resampling
            | {
                "optimizers": list(options.training.optimizers),
                "repeats": {"measure": 1, "channel": 1, "edge": 1},
            },
        )
        if options.evaluation.network_null_shifts:
            shifted = [at(f"null/{shift}.json") for shift in (0, 1)]
            for shift, path in enumerate(shifted):
                self.script(
                    "shift_pairing_of_network",
                    wildcards={"shift": shift},
                    output=path,
                    **primary,
                    params=common
                    | chosen_from
                    | {
                        "recipes": options.training.model_dump(mode="json"),
                        "networks": [(run.recipe, run.optimizer) for run in runs],
                        "judged": [REPLICATION_MODEL],
                    },
                )
            self.script(
                "tabulate_network_null",
                output=at("tables/network_null.csv"),
                shifted=shifted,
                params={"judged": [REPLICATION_MODEL]},
            )
        self.script(
            "reach_verdict",
            output=Named(verdict=at("tables/verdict.csv"), trends=at("tables/trends.csv")),
            dataset=dataset,
            nulls=[at("tables/null.csv")],
            **{name: at(f"tables/{name}.csv") for name in ("metrics", "subjects", "controls")},
            params=common | resampling,
        )
        self.script(
            "judge_edges",
            output=at("tables/brain_or_muscle.csv"),
            **primary,
            networks=[],
            control_edges=at("tables/control_edges.csv"),
            verdict=at("tables/verdict.csv"),
            params=common | resampling | chosen_from,
        )
        self.script(
            "judge_claims",
            output=at("tables/claims.csv"),
            **{
                name: at(f"tables/{name}.csv") for name in ("audit", "table3", "metrics", "verdict")
            },
            params={"simulated": options.input == "simulated"},
        )
        simulated = options.input == "simulated"
        needed = [n for n in tables_needed(simulated=simulated) if n != "recovery"]
        self.script(
            "write_latex",
            output=Named(*(at(f"tables/{n}.tex") for n in PRINTED_TABLES if n != "recovery")),
            dataset=at("dataset.nc"),
            tables=[at(f"tables/{n}.csv") for n in needed],
            params={
                "phases": [phase.name for phase in options.segments.phases],
                "simulated": simulated,
                "confidence": options.evaluation.confidence,
            },
        )
        self.script("tabulate_connectivity", output=at("tables/connectivity.csv"), dataset=dataset)
        return self.draw_and_report(primary, of_primary, about)

    def draw_and_report(self, primary, of_primary, about):
        """Draw the figures and write the report; gives its text."""
        options, at = self.options, self.at
        simulated = options.input == "simulated"
        compared = self.runs.compared
        figures = {
            "training": list(dict.fromkeys(RECIPES[r.recipe].training_figure for r in compared)),
            "connectivity": ["eeg_connectivity"],
            "evaluation": [
                *("pipeline", "skill_summary", "brain_or_muscle", "skill"),
                *("estimates", "importance", "importance_edges"),
            ],
        }
        drawn = {
            caption: [at(f"figures/{n}.{e}") for n in names for e in ("png", "csv")]
            for caption, names in figures.items()
        }
        self.script(
            "draw_training",
            output=Named(*drawn["training"]),
            histories=[at(f"models/{run}/history.csv") for run in compared],
            folds=[at(f"models/{run}/folds.csv") for run in compared],
            params={
                "runs": [(run.recipe, run.optimizer) for run in compared],
                "simulated": simulated,
                "target": options.connectivity.target,
            },
        )
        self.script(
            "draw_connectivity",
            output=Named(*drawn["connectivity"]),
            dataset=at("dataset.nc"),
            params={
                "phases": [phase.name for phase in options.segments.phases],
                "simulated": simulated,
            },
        )
        # What stages before this cohort would have told of the recordings.
        quality, ica = at("quality_of_recordings.csv"), at("components.csv")
        Path(quality).write_text("subject,recording,segments\n01,a,10\n", "utf-8")
        Path(ica).write_text("unit,component,removed\nsub-01,0,1\n", "utf-8")
        self.script(
            "draw_evaluation",
            output=Named(*drawn["evaluation"]),
            **primary,
            networks=of_primary,
            **{
                name: at(f"tables/{name}.csv")
                for name in (
                    *("metrics", "subjects", "importance", "limits", "verdict"),
                    *("learning_curve", "brain_or_muscle"),
                )
            },
            quality=quality,
            ica=ica,
            exclusions=at("exclusions.tsv"),
            params={
                "target": options.connectivity.target,
                "confidence": options.evaluation.confidence,
                "primary": primary_models(options.training, options.evaluation.primary_models),
            },
        )
        tables = [at(f"tables/{n}.csv") for n in TABLES_OF_REPORT]
        self.script(
            "write_report",
            output=at("report.html"),
            tables=[path for path in tables if Path(path).exists()],
            figures=[path for paths in drawn.values() for path in paths],
            captions=[str(CAPTIONS / f"{name}.rst") for name in figures],
            exclusions=at("exclusions.tsv"),
            dataset=at("dataset.nc"),
            folds=[at(f"models/{run}/folds.csv") for run in self.runs.all],
            splits=list(about.values()),
            cross_checks=[],
            packed=[path for path in tables if Path(path).exists()],
            params={
                "configuration": options.model_dump(mode="json"),
                "captions": figures,
                "pins": {},
                "conda": False,
                "command": "snakemake --cores N",
                "acquired": [],
                "rules": [],
            },
        )
        return Path(at("report.html")).read_text("utf-8")


SMALL = {"batch_size": 8, "max_epochs": 3, "filters": [2, 2, 2]}
QUICK = {
    "name": "small",
    "input": "simulated",
    "training": {
        "optimizers": ["adam"],
        "paper": SMALL,
        "tuned": SMALL,
        "residual": SMALL | {"members": 2},
        "further": ["residual"],
    },
    "evaluation": {
        "schemes": ["random", "blocked"],
        "null_shifts": 2,
        "control_repeats": 1,
        "few_shot_segments": 2,
    },
}


def merged(options, other):
    """Lay some options over others, section by section."""
    return options | {
        key: merged(options.get(key, {}), value) if isinstance(value, dict) else value
        for key, value in other.items()
    }


@pytest.fixture
def whole_run(tmp_path):
    """Give a function that runs everything after the dataset with small networks."""

    def make(dataset, options=None, folder="run"):
        channels = {"eeg": list(dataset.eeg_channels), "emg": list(dataset.emg_channels)}
        phases = list(dict.fromkeys(dataset.segments["phase"]))
        base = {
            "channels": channels,
            "segments": {"phases": [{"name": name, "labels": [name]} for name in phases]},
        }
        return WholeRun(tmp_path / folder, dataset, merged(merged(QUICK, base), options or {}))

    return make


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """A simulated run that has everything."""
    return full_context(image_in(tmp_path_factory.mktemp("figures")))


@pytest.fixture(scope="session")
def bare():
    """A real cohort of one phase that can carry next to nothing."""
    return bare_context()


@pytest.fixture(scope="session")
def full_page(full):
    return build_report(full)


@pytest.fixture(scope="session")
def bare_page(bare):
    return build_report(bare)
