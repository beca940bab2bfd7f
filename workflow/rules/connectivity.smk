# Brain networks and muscle networks.


rule estimate_connectivity:
    """Estimate the matrices of every segment of one recording."""
    input:
        cleaned=result("derivatives/cleaned/{recording}.nc"),
    output:
        result("connectivity/{recording}.nc"),
    log:
        result("logs/estimate_connectivity/{recording}.log"),
    benchmark:
        result("benchmarks/estimate_connectivity/{recording}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("estimate_connectivity"),
        eeg=eeg_settings(),
        emg=emg_settings(),
        controls=OPTIONS.connectivity.controls,
        simulated=OPTIONS.input == "simulated",
    script:
        "../../scripts/estimate_connectivity.py"


rule cross_check:
    """Check a subject's first usable recording with an independent package."""
    input:
        cleaned=lambda wildcards: expand(
            result("derivatives/cleaned/{recording}.nc"),
            recording=recordings_of(wildcards.subject),
        ),
    output:
        result("derivatives/cross_check/{subject}.json"),
    log:
        result("logs/cross_check/{subject}.log"),
    benchmark:
        result("benchmarks/cross_check/{subject}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=3000,
    params:
        library=library("cross_check"),
        eeg=eeg_settings(),
    script:
        "../../scripts/cross_check.py"
