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
REPORTED_TABLES = [
    result(f"tables/{name}.csv")
    for name in TABLES_OF_REPORT
    if result(f"tables/{name}.csv") in TABLES
]


rule write_report:
    """Write the report: one file that opens without a network."""
    input:
        tables=REPORTED_TABLES,
        figures=FIGURES,
        captions=[str(CAPTIONS / f"{name}.rst") for name in FIGURES_BY_CAPTION],
        templates=sorted(map(str, TEMPLATES.iterdir())),
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
        result("logs/write_report.log"),
    benchmark:
        result("benchmarks/write_report.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("write_report"),
        configuration=OPTIONS.model_dump(mode="json"),
        captions=FIGURES_BY_CAPTION,
    script:
        "../../scripts/write_report.py"
