# The run as a BIDS derivative dataset, which other programs read.

DERIVATIVES = result("bids-derivatives")


rule export_recording:
    """Write one cleaned recording as BIDS does."""
    input:
        cleaned=result("derivatives/cleaned/{recording}.nc"),
    output:
        temp(directory(result("derivatives/exported/{recording}"))),
    log:
        logs("export_recording/{recording}"),
    benchmark:
        benchmarks("export_recording/{recording}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("export_recording"),
    params:
        library=library("export_recording"),
        source=lambda wildcards: source_of(wildcards.recording),
        line_hz=OPTIONS.line_hz,
        emg_high_pass_hz=OPTIONS.emg.highpass_hz,
    script:
        script_of("export_recording")


rule write_derivatives:
    """Write the run as a BIDS derivative dataset: matrices, and recordings where asked for."""
    input:
        connectivity=of_recordings("connectivity/{recording}.nc"),
        recordings=(
            of_recordings("derivatives/exported/{recording}")
            if OPTIONS.derivatives.recordings
            else []
        ),
    output:
        directory(DERIVATIVES),
    log:
        logs("write_derivatives"),
    benchmark:
        benchmarks("write_derivatives")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("write_derivatives"),
    params:
        library=library("write_derivatives"),
        sources=lambda wildcards: [source_of(name) for name in RECORDINGS],
        settings={"eeg": eeg_settings(), "emg": emg_settings()},
        dataset={
            "name": OPTIONS.name,
            "simulated": SIMULATED,
            "source": os.path.relpath(DATASET, DERIVATIVES),
        },
    script:
        script_of("write_derivatives")
