"""`kill -9` of the workflow, of a job and of a reader, over and over while one cohort is made."""

import numpy as np
import psutil
import pytest
from making.digests import digests
from making.killing import VICTIMS, Assault, orphans, temporary_files

ARGUMENTS = ("--rerun-incomplete", "--cores", 2, "--configfile", "tiny.yaml")
LONGEST_S = 120


def killed_over_and_over(make_checkout, kills, seed):
    """Make cohorts until so many kills are done, each recovered from; give the copies."""
    rng = np.random.default_rng(seed)
    # Recordings are read at the beginning.
    order = sorted((VICTIMS[number % len(VICTIMS)] for number in range(kills)), key="reader".__ne__)
    readers = order.count("reader")
    order[readers:] = rng.permutation(order[readers:]).tolist()
    copies, left = [], order
    while left:
        checkout = make_checkout(f"kills-{seed}-{len(copies)}")
        copies.append(checkout)
        assault = Assault(checkout, rng, ARGUMENTS)
        while left and assault.kill(left[0]):
            left = left[1:]
        checkout.snakemake(*ARGUMENTS)
        assert "Nothing to be done" in checkout.snakemake(*ARGUMENTS)
    return copies


@pytest.mark.parametrize(
    ("kills", "seed"), [(3, 1), pytest.param(20, 2, marks=pytest.mark.on_request)]
)
def test_after_kills_and_recoveries_the_bytes_are_those_of_a_run_without(
    finished, make_checkout, kills, seed
):
    expected = digests(finished.folder / "results" / "tiny")
    for checkout in killed_over_and_over(make_checkout, kills, seed):
        psutil.wait_procs(orphans(checkout), timeout=LONGEST_S)
        assert not orphans(checkout)
        assert digests(checkout.folder / "results" / "tiny") == expected
        assert temporary_files(checkout.folder / "results") == []
