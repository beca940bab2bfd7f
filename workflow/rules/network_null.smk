# The null of the primary analysis: its networks trained anew on shifted pairings, on request.

NETWORK_SHIFTS = range(1, OPTIONS.evaluation.network_null_shifts + 1)


rule shift_pairing_of_network:
    """Train the networks of the primary analysis on one shifted pairing of EEG and EMG."""
    input:
        dataset=result("dataset.nc"),
        split=result(f"splits/{PRIMARY_SCHEME}.tsv"),
        about=result(f"splits/{PRIMARY_SCHEME}.json"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        result("models/network_null/shift-{shift}.json"),
    log:
        result("logs/shift_pairing_of_network/{shift}.log"),
    benchmark:
        result("benchmarks/shift_pairing_of_network/{shift}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=4000,
    params:
        library=library("shift_pairing_of_network"),
        target=OPTIONS.connectivity.target,
        recipe=options("training")[PRIMARY_RECIPE],
        optimizers=OPTIMIZERS,
        seed=OPTIONS.seed,
    script:
        "../../scripts/shift_pairing_of_network.py"


rule tabulate_network_null:
    """Set the skill of the primary analysis beside those of its networks under shifted pairings."""
    input:
        metrics=result("tables/metrics.csv"),
        skills=expand(
            result("models/network_null/shift-{shift}.json"), shift=NETWORK_SHIFTS
        ),
    output:
        report(
            result("tables/network_null.csv"),
            caption="../report/doubts.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/tabulate_network_null.log"),
    benchmark:
        result("benchmarks/tabulate_network_null.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("tabulate_network_null"),
    script:
        "../../scripts/tabulate_network_null.py"
