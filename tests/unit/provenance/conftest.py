"""A run of a few files, with the records that its jobs would have left."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from eeg2emg.jobs.records import JobRecord, write_record
from eeg2emg.provenance.record import build_record, read_record_of_run, write_record_of_run
from making.report_context import options_of

ROOT = Path(__file__).parents[3]


@dataclass
class SmallRun:
    """A run in a folder; `given` are its options."""

    folder: Path
    given: dict = field(default_factory=lambda: {"name": "small"})

    @property
    def run(self):
        return self.folder / "results" / "small"

    def write(self, name, text):
        path = self.run / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def job(self, rule, inputs, outputs, **wildcards):
        """Let a job have made files, whose text is its own; one that is None was not kept."""
        for name, text in outputs.items():
            if text is not None:
                self.write(name, text)
        place = "_".join([rule, *wildcards.values()])
        record = JobRecord(
            rule,
            wildcards,
            f"digest of {rule}",
            tuple(str(one) if Path(one).is_absolute() else str(self.run / one) for one in inputs),
            tuple(str(self.run / name) for name in outputs),
        )
        write_record(self.run / "logs" / f"{place}.log", record)

    def made(self, *recordings):
        """Make the run, from recordings where some are given."""
        self.job("clean", recordings, {"derivatives/cleaned.nc": None})
        self.job("assemble", ["derivatives/cleaned.nc"], {"dataset.nc": "matrices"})
        self.job("list_exclusions", ["dataset.nc"], {"exclusions.tsv": "level\tname\treason\n"})
        about = {
            "splits/blocked.tsv": "a\n",
            "splits/blocked.json": '{"status": "ok", "digest": "1f"}',
        }
        self.job("split", ["dataset.nc"], about, scheme="blocked")
        self.job("evaluate", ["dataset.nc", "splits/blocked.tsv"], {"tables/metrics.csv": "r\n1\n"})
        self.job(
            "draw", ["tables/metrics.csv"], {"figures/skill.png": "p", "figures/skill.csv": "c"}
        )
        figures = ["figures/skill.png", "figures/skill.csv"]
        known = ["dataset.nc", "tables/metrics.csv", "exclusions.tsv", *figures]
        self.job("write_report", [*known, ROOT / "workflow/report/audit.rst"], {"report.html": "h"})
        self.job("write_configuration", [], {"configuration.json": "{}"})
        taken = "stage,rule,jobs,cpu_s,start_s,wall_s,memory_mb,disk_mb\nreport,draw,1,2.5,,3,9,1\n"
        self.job(
            "write_resources", ["report.html"], {"resources.html": "t", "resources.csv": taken}
        )
        return self

    def record(self):
        ends = ["report.html", "resources.html", "configuration.json"]
        return build_record(
            self.run,
            ROOT,
            ends=[str(self.run / name) for name in ends],
            configuration=options_of(self.given),
            command="snakemake --cores N",
            conda=False,
        )

    def recorded(self):
        """Write its record, and read it again."""
        write_record_of_run(self.run / "provenance.json", self.record())
        return read_record_of_run(self.run)


@pytest.fixture
def small_run(tmp_path):
    return SmallRun(tmp_path).made()


@pytest.fixture
def recorded_run(tmp_path):
    """A run of recordings of others, in a folder that is not its own."""
    dataset = tmp_path / "study"
    recording = dataset / "sub-01" / "eeg" / "sub-01_task-arm_eeg.edf"
    recording.parent.mkdir(parents=True)
    recording.write_bytes(b"samples")
    (dataset / "dataset_description.json").write_text(json.dumps({"Name": "study"}))
    given = {"name": "small", "input": "bids", "dataset": str(dataset)}
    return SmallRun(tmp_path, given).made(recording, dataset / "dataset_description.json")
