# The null of the primary analysis: its networks trained anew on shifted pairings, on request.

NETWORK_SHIFTS = range(1, OPTIONS.evaluation.network_null_shifts + 1)


rule shift_pairing_of_network:
    """Train the networks of the primary analysis on one shifted pairing of EEG and EMG."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        result("models/network_null/shift-{shift}.json"),
    log:
        logs("shift_pairing_of_network/{shift}"),
    benchmark:
        benchmarks("shift_pairing_of_network/{shift}")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("shift_pairing_of_network"),
    params:
        library=library("shift_pairing_of_network"),
        target=OPTIONS.connectivity.target,
        recipe=options("training")[PRIMARY_RECIPE],
        optimizers=OPTIMIZERS,
        seed=OPTIONS.seed,
    script:
        script_of("shift_pairing_of_network")


rule tabulate_network_null:
    """Set the skill of the primary analysis beside those of its networks under shifted pairings."""
    input:
        metrics=result("tables/metrics.csv"),
        skills=expand(
            result("models/network_null/shift-{shift}.json"), shift=NETWORK_SHIFTS
        ),
    output:
        table("network_null", "doubts"),
    log:
        logs("tabulate_network_null"),
    benchmark:
        benchmarks("tabulate_network_null")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("tabulate_network_null"),
    params:
        library=library("tabulate_network_null"),
    script:
        script_of("tabulate_network_null")
