"""Set the skill of the primary analysis beside those of its networks under shifted pairings."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from eeg2emg.controls.shifted_models import COLUMNS, no_null, null_row
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row, of the layout of the other models' null."""
    scheme, model = PRIMARY["scheme"], PRIMARY["model"]
    found = [json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.skills]
    metrics = pd.read_csv(snakemake.input.metrics)
    observed = metrics[metrics["primary"]].iloc[0]
    reasons = [one["reason"] for one in found if one["reason"]]
    if observed["status"] != "estimated":
        reasons.insert(0, observed["reason"])
    if reasons:
        table = no_null(scheme, reasons[0], [model])
    else:
        null = np.array([one["skill"] for one in found])
        row = null_row(scheme, model, observed["value"], null)
        table = pd.DataFrame([row], columns=list(COLUMNS))
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


run_job(main, snakemake)
