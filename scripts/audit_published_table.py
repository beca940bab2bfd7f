"""Check the published Table 3, and this run's own, against arithmetic."""

import pandas as pd
from eeg2emg.audit.table import (
    audit_metric_table,
    findings_table,
    published_findings,
    read_metric_table,
)
from eeg2emg.evaluation.table3 import counts_of_parts, estimated_rows
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write every finding: the two sides of its inequality, and the verdict."""
    audited = [published_findings()]
    for name in snakemake.params.tables:
        table = estimated_rows(read_metric_table(snakemake.input[name]))
        if table.empty:
            continue
        findings = audit_metric_table(
            table, n_outputs=snakemake.params.n_outputs, counts=counts_of_parts(table)
        )
        audited.append(findings_table(findings).assign(table=name))
    result = pd.concat(audited, ignore_index=True)
    log.info("%s", result.groupby(["table", "verdict"]).size().to_string())
    result = result[["table", *result.columns.drop("table")]]
    write_table(snakemake.output[0], result)


if __name__ == "__main__":
    run_job(main, snakemake)
