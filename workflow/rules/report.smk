# One page that explains the run to somebody who never saw the code.

# Relative to where the workflow runs, so that a clone that is moved reruns nothing.
CAPTIONS = Path(os.path.relpath(ROOT / "workflow" / "report"))
TEMPLATES = Path(os.path.relpath(SCRIPTS / "eeg2emg" / "report" / "templates"))
REPORTED_TABLES = [
    result(f"tables/{name}.csv")
    for name in TABLES_OF_REPORT
    if result(f"tables/{name}.csv") in TABLES
]

END_OF_RUN = [
    result("report.html"),
    result("tables/connectivity.csv"),
    result(f"models/{STORED_MODEL}"),
]
"""What nothing else is made from, but the page about what the run took."""


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
        rules=lambda wildcards: rules_of_the_run(),
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


rule write_resources:
    """Write what the run took, beside the report, whose bytes do not depend on the machine."""
    input:
        of_the_run=with_emg(END_OF_RUN),
        templates=[
            str(TEMPLATES / name)
            for name in (
                "resources_page.html.jinja",
                "macros.html.jinja",
                "style.css",
            )
        ],
    output:
        page=result("resources.html"),
        table=result("resources.csv"),
    log:
        logs("write_resources"),
    benchmark:
        benchmarks("write_resources")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_resources"),
    params:
        library=library("write_resources"),
        name=OPTIONS.name,
        # When the rule is planned, all others are read.
        stages=lambda wildcards: stages_of_rules(),
        outputs=lambda wildcards: outputs_of_rules(),
    script:
        script_of("write_resources")
