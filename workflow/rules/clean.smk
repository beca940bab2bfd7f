# Artefacts out of the EEG by independent component analysis; filters for both.


rule fit_ica:
    """Decompose the EEG of one subject (or one recording) and label the components."""
    input:
        data=lambda wildcards: [
            file for name in recordings_of(wildcards.unit) for file in files_of(name)
        ],
        quality=lambda wildcards: expand(
            result("quality/recordings/{recording}.json"),
            recording=recordings_of(wildcards.unit),
        ),
        subject=lambda wildcards: result(
            f"quality/subjects/{subject_of_unit(wildcards.unit)}.json"
        ),
    output:
        result("{fit}derivatives/ica/{unit}.nc"),
    log:
        logs("{fit}fit_ica/{unit}"),
    benchmark:
        benchmarks("{fit}fit_ica/{unit}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory(
            "fit_ica", fitted_mb(len(OPTIONS.channels.eeg), OPTIONS.ica.max_fit_s)
        ),
    params:
        library=library("fit_ica"),
        state=lambda wildcards: state_of(recordings_of(wildcards.unit)),
        channels=options("channels"),
        settings=lambda wildcards: ica_settings(wildcards.fit),
        # Components are removed from potentials, whatever is made of them later.
        mvar_rank=OPTIONS.mvar_rank_of(laplacian=False),
        seed=OPTIONS.seed,
    script:
        script_of("fit_ica")


rule clean_recording:
    """Filter one recording and take the artefacts out."""
    input:
        data=lambda wildcards: files_of(wildcards.recording),
        quality=result("quality/recordings/{recording}.json"),
        subject=lambda wildcards: result(
            f"quality/subjects/{RECORDINGS[wildcards.recording].subject}.json"
        ),
        ica=lambda wildcards: result(
            f"{place_of('ica', wildcards)}derivatives/ica/{ica_unit(wildcards.recording)}.nc"
        ),
    output:
        cleaned=temp(result("{fit}derivatives/cleaned/{recording}.nc")),
        preview=result("{fit}derivatives/previews/{recording}.nc"),
    log:
        logs("{fit}clean_recording/{recording}"),
    benchmark:
        benchmarks("{fit}clean_recording/{recording}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("clean_recording"),
    params:
        library=library("clean_recording"),
        state=lambda wildcards: state_of([wildcards.recording]),
        cleaning=lambda wildcards: cleaning_settings(wildcards.fit),
    script:
        script_of("clean_recording")
