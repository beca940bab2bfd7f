"""Judge every claim of the paper by the audit of its table and by this run."""

from eeg2emg.files.tables import empty_text, read_table, write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.report.claims import claims_sentence, judge_claims


def main(snakemake):
    """Write one row per claim: its value there and here, the verdict and the reason."""
    given = snakemake.input
    claims = judge_claims(
        audit=read_table(given.audit),
        table3=empty_text(read_table(given.table3, dtype=str)),
        metrics=read_table(given.metrics),
        verdict=read_table(given.verdict),
        simulated=snakemake.params.simulated,
    )
    log.info("%s", claims_sentence(claims))
    write_table(snakemake.output[0], claims)


if __name__ == "__main__":
    run_job(main, snakemake)
