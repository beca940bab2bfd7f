# The null of networks, trained anew on wrong pairings, on request.

# Number 0 is the true pairing.
NETWORK_SHIFTS = range(OPTIONS.evaluation.network_null_shifts + 1)
NETWORK_NULL_OF = [REPLICATION_MODEL, *([PRIMARY_CHOSEN] if FURTHER_IN_PRIMARY else [])]


rule shift_pairing_of_network:
    """Train the networks whose null was asked for on one wrong pairing of EEG and EMG."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
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
        recipes=options("training"),
        networks=[(run.recipe, run.optimizer) for run in JUDGED_RUNS],
        judged=NETWORK_NULL_OF,
        primary=PRIMARY_MODELS,
        seed=OPTIONS.seed,
    script:
        script_of("shift_pairing_of_network")


rule tabulate_network_null:
    """Set the skills of networks beside those of networks trained on wrong pairings."""
    input:
        expand(result("models/network_null/shift-{shift}.json"), shift=NETWORK_SHIFTS),
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
        judged=NETWORK_NULL_OF,
    script:
        script_of("tabulate_network_null")
