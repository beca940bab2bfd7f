"""The validator of BIDS, asked about a dataset."""

import importlib.util
import json
import subprocess
import sys

import pytest


def asked_validator(folder):
    """Give what bids-validator-deno says of a dataset; skips where the package is missing."""
    if importlib.util.find_spec("bids_validator_deno") is None:
        pytest.skip("bids-validator-deno is not installed (requirements-dev.txt has it)")
    start = "from bids_validator_deno import cli; cli()"
    done = subprocess.run(
        [sys.executable, "-c", start, "--json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def errors_in(folder):
    """List the errors of a dataset by code and place."""
    issues = asked_validator(folder)["issues"]["issues"]
    return [
        (issue["code"], issue.get("subCode", ""), issue.get("location", ""))
        for issue in issues
        if issue["severity"] == "error"
    ]
