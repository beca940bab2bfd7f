"""Contexts of reports: a run that has everything, and one that can carry next to nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.controls.control_edges import no_control_edges
from eeg2emg.evaluation.edge_skills import places_of
from eeg2emg.evaluation.judgement import CHANGES
from eeg2emg.evaluation.primary_edges import NUMBERS_OF_PRIMARY
from eeg2emg.figures.saving import save_figure
from eeg2emg.figures.style import not_estimable_figure
from eeg2emg.importance.permutation import COLUMNS
from eeg2emg.report.context import ReportContext, ReportFigure
from eeg2emg.report.provenance import FileProvenance
from eeg2emg.verdict.brain_or_muscle import brain_or_muscle
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import Estimate, Evidence
from eeg2emg.verdict.origins import ORIGINS
from eeg2emg.verdict.table import verdict_table

from making import targets
from making.corticomuscular import group_rows, people_rows, refused_rows

MUSCLES = ("BSH", "TRIO", "DEL")
ATTRIBUTES = {"eeg_rate_hz": 250.0, "eeg_order": 12, "emg_rate_hz": 1000.0, "emg_order": 20}
EMG_MEASURES = ("granger_raw", "granger_time_reversed", "zero_lag_coherence")
CAPTIONS = Path(__file__).parents[2] / "workflow" / "report"
FIGURES = {
    "training": "training",
    "skill_summary": "evaluation",
    "pipeline": "evaluation",
    "brain_or_muscle": "evaluation",
    "learning_curve": "evaluation",
    "quality": "recordings",
    "components": "recordings",
    "before_after": "recordings",
    "spectra": "recordings",
    "emg": "recordings",
    "eeg_connectivity": "connectivity",
    "emg_connectivity": "connectivity",
    "emg_controls": "connectivity",
    "corticomuscular_maps": "corticomuscular",
    "corticomuscular_spectra": "corticomuscular",
    "eeg_significance": "significance",
    "emg_significance": "significance",
    "skill": "evaluation",
    "estimates": "evaluation",
    "importance": "evaluation",
    "importance_edges": "evaluation",
    "targets": "targets",
    "synergies": "targets",
    "recovery": "recovery",
    "recovery_length": "recovery",
    "recovery_eeg": "recovery",
    "artefact_reduction": "recovery",
}


MADE_BY = {
    file: FileProvenance("evaluate", "0123456789ab", "f" * 64, ("dataset.nc", "splits/blocked.tsv"))
    for file in (
        *("dataset.nc", "exclusions.tsv", "tables/metrics.csv", "tables/verdict.csv"),
        *(f"figures/{name}.png" for name in FIGURES),
    )
}
"""Where the files of `full_context` come from, as if one job had made all."""


def options_of(given):
    """Give all options of a run as the workflow hands them on."""
    return load_configuration(given).model_dump(mode="json")


def metric_row(scheme, model, metric, value, **more):
    return {
        "scheme": scheme,
        "model": model,
        "part": "test",
        "metric": metric,
        "rival": "cell mean",
        "chosen": "",
        "value": value,
        "low": np.nan,
        "high": np.nan,
        "p": np.nan,
        "p_corrected": np.nan,
        "family": "",
        "n_subjects": 8,
        "n_segments": 40,
        "primary": False,
        "status": "estimated",
        "reason": "",
    } | more


def metrics_table():
    chosen = "kernel ridge"
    primary = {"low": 0.1, "high": 0.4, "p": 0.01, "primary": True, "chosen": chosen}
    return pd.DataFrame(
        [
            metric_row("random", "network-tuned-adam-last", "r", 0.91),
            metric_row("random", "cell mean", "r", 0.93),
            metric_row("random", "network-tuned-adam-last", "skill", -0.2),
            metric_row("random", "best-chosen", "skill", 0.1),
            metric_row("blocked", "primary-chosen", "skill", 0.3, **primary),
            metric_row("blocked", "primary-chosen", CHANGES, 0.8, low=0.5, high=1.1),
            metric_row("blocked", "network-tuned-chosen", "skill", 0.05, low=-0.1, high=0.2),
            metric_row("blocked", "best-chosen", "skill", 0.35),
            metric_row(
                "leave-one-subject-out",
                "all models",
                "skill",
                np.nan,
                status="not estimable",
                reason="There are 2 subjects & it needs <3>",
            ),
        ]
    )


def subjects_table():
    row = {"scheme": "blocked", "model": "primary-chosen", "rival": "cell mean"}
    row |= {"skill": 0.3, "rival_error": 1.0, "n_segments": 40}
    return pd.DataFrame([row | {"subject": f"{k:02d}"} for k in range(1, 9)])


def verdict_of(evidence, subjects):
    return verdict_table(decide(evidence), subjects, seed=1, confidence=0.95)


def verdict_shown():
    above = Estimate(0.3, 0.1, 0.4, 0.01)
    evidence = Evidence(
        above, above, above, "cell mean", "kernel ridge", null=Estimate(0.2, p=0.02)
    )
    return verdict_of(evidence, subjects_table())


def verdict_open(reason):
    nothing = Estimate(np.nan)
    return verdict_of(Evidence(nothing, nothing, nothing, reason=reason), subjects_table()[:0])


def learning_curve_table():
    row = {"scheme": "blocked", "model": "ridge", "rival": "cell mean", "n_subjects": 8}
    row |= {"low": 0.0, "high": 0.4, "status": "estimated", "reason": ""}
    shares = ((0.5, 40, 0.1), (1.0, 80, 0.25))
    names = ("share", "training_segments", "skill")
    return pd.DataFrame([row | dict(zip(names, values, strict=True)) for values in shares])


def brain_or_muscle_table():
    """All edges together, and one edge of each origin."""
    places = places_of(MUSCLES)
    skills = places.assign(n_subjects=8)
    for column in NUMBERS_OF_PRIMARY:
        skills[column] = 0.001 if "_p" in column else 0.3
    found = brain_or_muscle(skills, no_control_edges(), verdict_shown(), confidence=0.95)
    found.loc[1:5, "origin"] = list(ORIGINS)
    return found


def trends_table():
    row = {"share": 0.02, "p": 0.4, "n_subjects": 8, "status": "estimated", "reason": ""}
    return pd.DataFrame([{"signal": signal} | row for signal in ("EEG", "EMG")])


def table3():
    return pd.DataFrame(
        [
            {
                "optimizer": "Adam",
                "split": split,
                "segments": 10,
                "r2": "0.9100",
                "mse": "1.5e-03",
                "mae": "2.0e-02",
                "r": "nan",
                "published_r2": "0.9270",
                "published_mse": "0.0185",
                "published_mae": "0.0004",
                "published_r": "0.9489",
            }
            for split in ("training", "test")
        ]
    )


def image_in(folder):
    """Draw a figure as every run does; gives the bytes of its PNG file."""
    path = folder / "x.png"
    figure, data = not_estimable_figure("t", "r", simulated=False)
    save_figure(figure, data, [path])
    return path.read_bytes()


def full_context(image):
    """Make a simulated run that has everything."""
    phases = ["rest", "activity"] * 4
    return ReportContext(
        name="run <one>",
        provenance=MADE_BY,
        simulated=True,
        phases=("rest", "activity"),
        segment_s=30.0,
        segments=pd.DataFrame(
            {
                "subject": ["01"] * 4 + ["02"] * 4,
                "recording": ["a", "a", "b", "b", "c", "c", "d", "d"],
                "phase": phases,
                "eeg_rank": 16.0,
                "eeg_spectral_radius": 0.97,
                "eeg_condition": 200.0,
                "eeg_whiteness_p": 0.0,
            }
        ),
        eeg_channels=("Fz", "Cz"),
        emg_channels=MUSCLES,
        eeg_measures=("correlation", "dtf"),
        emg_measures=EMG_MEASURES,
        target="granger_raw",
        emg_values=np.random.default_rng(0).random((8, 3, 3, 3)),
        attributes=ATTRIBUTES,
        exclusions=pd.DataFrame(
            [("recording", "sub-03_run-01", "EMG <b>dead</b> & gone")],
            columns=["level", "name", "reason"],
        ),
        tables={
            "metrics": metrics_table(),
            "subjects": subjects_table(),
            "verdict": verdict_shown(),
            "learning_curve": learning_curve_table(),
            "trends": trends_table(),
            "brain_or_muscle": brain_or_muscle_table(),
            "quality": pd.DataFrame(
                [
                    {
                        "recording": "sub-03_run-01",
                        "subject": "03",
                        "used": 0,
                        "reason": "EMG <b>dead</b>",
                        "rate_hz": 1000.0,
                        "duration_s": 60.0,
                        "segments": 2,
                        "eeg_rank": 19,
                        "bad_eeg_channels": np.nan,
                        "bridged_pairs": "Fp1=Fp2",
                        "renamed_channels": "T7=EEG T3-Ref",
                        "bad_channel_reasons": np.nan,
                    }
                ]
            ),
            "ica": pd.DataFrame(
                [
                    ("01", 0, "eog", 0.9, 0.2, 1, "correlation 0.9 with Fp1"),
                    ("01", 1, "brain", 0.1, 0.3, 0, np.nan),
                ],
                columns=[
                    *("unit", "component", "label", "highest_score", "explained_variance"),
                    *("removed", "reason"),
                ],
            ),
            "table3": table3(),
            "audit": pd.DataFrame(
                [
                    ("published", "r2_below_r_squared", "Adam test", 0.9, 0.8, "impossible", "No."),
                    ("table3", "range", "Adam test", 0.0, 1.0, "ok", "Fine."),
                ],
                columns=["table", "rule", "rows", "left", "right", "verdict", "explanation"],
            ),
            "importance": pd.DataFrame(
                [
                    ("ridge", 0.1, "permutation", *row, np.nan, np.nan, 4, 8, 5)
                    for row in (
                        ("measure", "dtf", 0.05),
                        ("channel", "Cz", 0.01),
                        ("edge", "Fz-Cz", 0),
                    )
                ],
                columns=["model", "skill", *COLUMNS],
            ).assign(status="estimated", reason=""),
            "targets": targets.targets_table(),
            "features": targets.features_table(),
            "synergies": targets.synergies_table(),
            "recovery": pd.DataFrame(
                {
                    "truth": "value of the functional",
                    "segment": ["s1", "s1", "s2", "s2"],
                    "phase": ["rest", "rest", "activity", "activity"],
                    "true": [0.1, 0.2, 0.3, 0.5],
                    "estimated": [0.11, 0.19, 0.31, 0.52],
                }
            ),
            "significance": pd.DataFrame(
                [
                    ("eeg", measure, phase, 4, 0.5, 0.125, 0.25)
                    for phase in ("activity", "rest")
                    for measure in ("dtf", "pli")
                ],
                columns=[
                    *("signal", "measure", "phase", "segments", "share_uncorrected"),
                    *("share_max_statistic", "share_false_discovery"),
                ],
            ),
            "corticomuscular": people_rows(),
            "corticomuscular_group": group_rows(("C3", "Cz", "Pz"), MUSCLES),
            "corticomuscular_refused": refused_rows(),
            "recovery_length": pd.DataFrame(
                [
                    ("run", 5.0, "rest", 4, 0.71, 1.0, 0.1),
                    ("run", 30.0, "rest", 1, 0.98, 1.0, 0.01),
                ],
                columns=["recording", "length_s", "phase", "windows", "r", "slope", "rmse"],
            ),
            "recovery_eeg": pd.DataFrame(
                [("run", "dtf", "before cleaning", "rest", 2, 0.612, 0.5)],
                columns=[
                    "recording",
                    "measure",
                    "signal",
                    "phase",
                    "segments",
                    "r",
                    "r_of_changes",
                ],
            ),
            "artefact_reduction": pd.DataFrame(
                [("run", "all channels", 20.0, 2.0, 20.0, 10.0, 0.01)],
                columns=[
                    *("recording", "what", "artefact_before_uv", "artefact_after_uv"),
                    *("reduction_db", "brain_uv", "brain_changed_share"),
                ],
            ),
        },
        cross_checks={
            "a": {"pli": {"correlation": 0.99, "max_difference": 0.01, "mean_difference": 0.0}}
        },
        splits={
            "blocked": {"status": "estimable", "reason": "", "digest": "abc123", "folds": 1},
            "leave-one-subject-out": {"status": "not estimable", "reason": "too few subjects"},
        },
        recipes={"paper": [{"option": "l2", "value": "1", "source": "MATLAB", "meaning": "m"}]},
        configuration=options_of(
            {
                "name": "x",
                "training": {"paper": {"batch_size": 16}},
                "corticomuscular": {"enabled": True},
                "significance": {
                    "enabled": True,
                    "surrogates": 199,
                    "kind": "phase",
                    "correction": "max_statistic",
                },
            }
        ),
        versions={"Python": "3.11"},
        figures={
            name: ReportFigure(image, (CAPTIONS / f"{file}.rst").read_text("utf-8"), "a,b\n1,2\n")
            for name, file in FIGURES.items()
        },
    )


def bare_context():
    """Make a real cohort of one phase that can carry next to nothing."""
    reason = "Subject 01 has one recording; blocked needs three"
    return ReportContext(
        name="clinic",
        simulated=False,
        phases=("task",),
        segment_s=5.0,
        configuration=options_of({"input": "bids", "dataset": "recordings"}),
        segments=pd.DataFrame({"subject": ["01"], "recording": ["a"], "phase": ["task"]}),
        eeg_channels=("Fz", "Cz"),
        emg_channels=MUSCLES,
        eeg_measures=("dtf",),
        emg_measures=("granger_raw",),
        target="granger_raw",
        emg_values=np.zeros((1, 1, 3, 3)),
        attributes=ATTRIBUTES,
        exclusions=pd.DataFrame(columns=["level", "name", "reason"]),
        tables={
            "metrics": pd.DataFrame(
                [
                    metric_row(
                        scheme, "all models", "skill", np.nan, status="not estimable", reason=reason
                    )
                    for scheme in ("random", "blocked")
                ]
            ),
            "subjects": subjects_table()[:0],
            "verdict": verdict_open(reason),
            "trends": trends_table(),
            "importance": pd.DataFrame(
                {"status": ["not estimable"], "reason": ["There is no network"]}
            ),
        },
    )
