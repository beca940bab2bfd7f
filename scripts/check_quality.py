"""Read one recording in a child process, cut it into segments and check every channel."""

from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.isolated_inspection import inspect_isolated
from eeg2emg.quality.recording_quality import unusable_recording, with_import


def main(snakemake):
    """Write what was found; a recording that cannot be used is a finding, not a failure."""
    params, imported = snakemake.params, snakemake.input.imported
    outcome = ImportOutcome.read(imported) if imported else None
    if outcome and outcome.reason:
        quality = unusable_recording(params.data, outcome.reason)
    else:
        known = {"imported_hz": outcome.rates_hz, "matched": outcome.matched} if outcome else {}
        quality = inspect_isolated(params.data, **known, **params.inspection)
    if outcome:
        quality = with_import(
            quality,
            notes=outcome.notes,
            findings=outcome.findings,
            distances_mm=outcome.distances_mm,
        )
    for reason in quality.reasons:
        log.warning("left out: %s", reason)
    quality.write(snakemake.output[0])


if __name__ == "__main__":
    run_job(main, snakemake)
