# One page that explains the run to somebody who never saw the code.

FIGURES_BY_CAPTION = {
    "training": TRAINING_FIGURES,
    "recordings": RECORDING_FIGURES,
    "connectivity": CONNECTIVITY_FIGURES,
    "significance": SIGNIFICANCE_FIGURES,
    "evaluation": EVALUATION_FIGURES,
    "recovery": RECOVERY_FIGURES,
}
CAPTIONS = SCRIPTS.parent / "workflow" / "report"
TEMPLATES = SCRIPTS / "eeg2emg" / "report" / "templates"


rule report_page:
    """Write the report: one file that opens without a network."""
    input:
        **{
            table: result(f"tables/{table}.csv") if SIMULATED else []
            for table in RECOVERY_TABLES
        },
        **{name: result(f"tables/{name}.csv") for name in TABLE3_RECIPES},
        figures=FIGURES,
        captions=[str(CAPTIONS / f"{name}.rst") for name in FIGURES_BY_CAPTION],
        templates=sorted(map(str, TEMPLATES.iterdir())),
        metrics=result("tables/metrics.csv"),
        audit=result("tables/audit.csv"),
        limits=result("tables/limits.csv"),
        reliability=result("tables/reliability.csv"),
        null=result("tables/null.csv"),
        network_null=result("tables/network_null.csv") if NETWORK_SHIFTS else [],
        controls=result("tables/controls.csv"),
        edge_intervals=result("tables/edge_intervals.csv"),
        importance=result("tables/importance.csv"),
        quality=result("tables/quality.csv"),
        ica=result("tables/ica.csv"),
        significance=result("tables/significance.csv") if SIGNIFICANCE_FIGURES else [],
        recovery=result("tables/recovery.csv") if SIMULATED else [],
        exclusions=result("exclusions.tsv"),
        dataset=result("dataset.nc"),
        folds=expand(result("models/{run}/folds.csv"), run=RUNS.all),
        splits=expand(result("splits/{scheme}.json"), scheme=SCHEMES),
        cross_checks=expand(
            result("derivatives/cross_check/{subject}.json"),
            subject=SUBJECTS,
        ),
    output:
        report(
            result("report.html"), caption="../report/report.rst", category="0 Report"
        ),
    log:
        result("logs/report_page.log"),
    benchmark:
        result("benchmarks/report_page.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("report_page"),
        recipes=list(TABLE3_RECIPES.values()),
        configuration=OPTIONS.model_dump(mode="json"),
        figures=FIGURES_BY_CAPTION,
    script:
        "../../scripts/report_page.py"
