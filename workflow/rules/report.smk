# One page that explains the run to somebody who never saw the code.

# Relative to where the workflow runs, so that a clone that is moved reruns nothing.
CAPTIONS = Path(os.path.relpath(ROOT / "workflow" / "report"))
TEMPLATES = Path(os.path.relpath(SCRIPTS / "eeg2emg" / "report" / "templates"))
REPORTED_TABLES = [
    result(f"tables/{name}.csv")
    for name in TABLES_OF_REPORT
    if result(f"tables/{name}.csv") in TABLES
]


rule write_configuration:
    """Write the options of the run with all defaults: `--configfile` reads them again."""
    output:
        result("configuration.json"),
    log:
        logs("write_configuration"),
    benchmark:
        benchmarks("write_configuration")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_configuration"),
    params:
        library=library("write_configuration"),
        configuration=OPTIONS.model_dump(mode="json"),
    script:
        script_of("write_configuration")


rule write_report:
    """Write the report: one file that opens without a network."""
    input:
        tables=REPORTED_TABLES,
        packed=TABLES,
        figures=FIGURES,
        captions=[str(CAPTIONS / f"{name}.rst") for name in FIGURES_BY_CAPTION],
        templates=sorted(map(str, TEMPLATES.iterdir())),
        exclusions=result("exclusions.tsv"),
        dataset=result("dataset.nc"),
        folds=expand(result("models/{run}/folds.csv"), run=RUNS.all),
        splits=of_schemes("splits/{scheme}.json"),
        cross_checks=of_subjects("derivatives/cross_check/{subject}.json"),
    output:
        reported(result("report.html"), "report"),
    log:
        logs("write_report"),
    benchmark:
        benchmarks("write_report")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_report"),
    params:
        library=library("write_report"),
        configuration=OPTIONS.model_dump(mode="json"),
        captions=FIGURES_BY_CAPTION,
        pins=PINS,
        conda=CONDA,
        command=COMMAND,
        rules=lambda wildcards: [list(row) for row in rules_in_words(workflow.rules)],
        acquired=sorted({time for time in ACQUIRED.values() if time}),
    script:
        script_of("write_report")


rule report_applied:
    """Write the page about a stored model on these recordings, also where there is no EMG."""
    input:
        people=result("tables/applied_people.csv"),
        templates=[
            str(TEMPLATES / name)
            for name in (
                "applied_page.html.jinja",
                "applied.html.jinja",
                "macros.html.jinja",
                "style.css",
            )
        ],
    output:
        reported(result("applied.html"), "applied"),
    log:
        logs("report_applied"),
    benchmark:
        benchmarks("report_applied")
    conda:
        environment("report")
    resources:
        mem_mb=memory("report_applied"),
    params:
        library=library("report_applied"),
        name=OPTIONS.name,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("report_applied")
