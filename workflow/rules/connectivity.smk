# Brain networks and muscle networks.


rule estimate_connectivity:
    """Estimate the matrices of every segment of one recording."""
    input:
        cleaned=cleaned_of,
    output:
        result("{fit}connectivity/{recording}.nc"),
    log:
        logs("{fit}estimate_connectivity/{recording}"),
    benchmark:
        benchmarks("{fit}estimate_connectivity/{recording}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("estimate_connectivity"),
    params:
        library=library("estimate_connectivity"),
        eeg=lambda wildcards: eeg_settings(wildcards.fit),
        emg=emg_settings(),
        controls=OPTIONS.connectivity.controls,
        log_coherency_bands=log_coherency_bands(),
        simulated=OPTIONS.input == "simulated",
    script:
        script_of("estimate_connectivity")


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
        logs("cross_check/{subject}"),
    benchmark:
        benchmarks("cross_check/{subject}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("cross_check"),
    params:
        library=library("cross_check"),
        eeg=eeg_settings(),
    script:
        script_of("cross_check")
