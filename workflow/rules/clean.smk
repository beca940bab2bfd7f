# Artefacts out of the EEG by independent component analysis; filters for both.


rule fit_ica:
    """Decompose the EEG of one subject (or one recording) and label the components."""
    input:
        data=lambda wildcards: [
            file
            for name in recordings_of(wildcards.unit)
            for file in RECORDINGS[name].files
        ],
        quality=lambda wildcards: expand(
            result("quality/recordings/{recording}.json"),
            recording=recordings_of(wildcards.unit),
        ),
        subject=lambda wildcards: result(
            f"quality/subjects/{subject_of_unit(wildcards.unit)}.json"
        ),
    output:
        result("derivatives/ica/{unit}.nc"),
    log:
        result("logs/fit_ica/{unit}.log"),
    benchmark:
        result("benchmarks/fit_ica/{unit}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=3000,
    params:
        library=library("fit_ica"),
        channels=options("channels"),
        settings=options("ica"),
        mvar_rank=OPTIONS.mvar_rank,
        seed=OPTIONS.seed,
    script:
        "../../scripts/fit_ica.py"


rule clean_recording:
    """Filter one recording and take the artefacts out."""
    input:
        data=lambda wildcards: RECORDINGS[wildcards.recording].files,
        quality=result("quality/recordings/{recording}.json"),
        subject=lambda wildcards: result(
            f"quality/subjects/{RECORDINGS[wildcards.recording].subject}.json"
        ),
        ica=lambda wildcards: result(
            f"derivatives/ica/{ica_unit(wildcards.recording)}.nc"
        ),
    output:
        cleaned=temp(result("derivatives/cleaned/{recording}.nc")),
        preview=result("derivatives/previews/{recording}.nc"),
    log:
        result("logs/clean_recording/{recording}.log"),
    benchmark:
        result("benchmarks/clean_recording/{recording}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=3000,
    params:
        library=library("clean_recording"),
        cleaning=cleaning_settings(),
    script:
        "../../scripts/clean_recording.py"
