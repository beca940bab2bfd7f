# Recordings of other formats, listed in a table, become a BIDS dataset.

if OPTIONS.input == "import":

    rule describe_import:
        """Write the files that the recordings of the dataset share."""
        input:
            OPTIONS.import_table,
        output:
            result("bids/dataset_description.json"),
            result("bids/participants.tsv"),
        log:
            result("logs/describe_import.log"),
        benchmark:
            result("benchmarks/describe_import.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=500,
        params:
            library=library("describe_import"),
            subjects=SUBJECTS,
            root=result("bids"),
        script:
            "../../scripts/describe_import.py"

    rule import_recording:
        """Turn one file of another format into a BIDS recording, or say why it cannot be."""
        input:
            file=lambda wildcards: str(IMPORTS[wildcards.recording].file),
        output:
            files=recording_files("{subject}", "{recording}"),
            outcome=result("bids/sourcedata/imports/{subject}/{recording}.json"),
        log:
            result("logs/import_recording/{subject}/{recording}.log"),
        benchmark:
            result("benchmarks/import_recording/{subject}/{recording}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=3000,
        params:
            library=library("import_recording"),
            row=lambda wildcards: import_options(wildcards.recording),
            channels=options("channels"),
            line_hz=OPTIONS.line_hz,
        script:
            "../../scripts/import_recording.py"
