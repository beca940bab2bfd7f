# One page that explains the run to somebody who never saw the code.

rule report_page:
    """Write the report: one file that opens without a network."""
    input:
        figures=FIGURES,
        tables=TABLES,
        recovery=result("tables/recovery.csv") if SIMULATED else [],
        exclusions=result("exclusions.tsv"),
        dataset=result("dataset.nc"),
        splits=expand(result("splits/{scheme}.json"), scheme=SCHEMES),
        subjects=expand(result("quality/subjects/{subject}.json"), subject=SUBJECTS),
        cross_checks=expand(
            result("derivatives/cross_check/{recording}.json"), recording=FIRST_RECORDINGS
        ),
        shared=result("bids/dataset_description.json") if SIMULATED else [],
        templates=sorted(str(path) for path in (SCRIPTS / "eeg2emg/report/templates").iterdir()),
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
        configuration=OPTIONS.model_dump(mode="json"),
    script:
        "../../scripts/report_page.py"
