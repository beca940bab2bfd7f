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
            logs("describe_import"),
        benchmark:
            benchmarks("describe_import")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("describe_import"),
        params:
            library=library("describe_import"),
            subjects=SUBJECTS,
            root=result("bids"),
        script:
            script_of("describe_import")

    rule import_recording:
        """Turn one file of another format into a BIDS recording, or say why it cannot be."""
        input:
            lambda wildcards: imported_files(wildcards.recording),
        output:
            files=recording_files("{subject}", "{recording}"),
            outcome=result("bids/sourcedata/imports/{subject}/{recording}.json"),
        log:
            logs("import_recording/{subject}/{recording}"),
        benchmark:
            benchmarks("import_recording/{subject}/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("import_recording"),
        params:
            library=library("import_recording"),
            state=lambda wildcards: state_of_files(imported_files(wildcards.recording)),
            row=lambda wildcards: import_options(wildcards.recording),
            channels=options("channels"),
            line_hz=OPTIONS.line_hz,
        script:
            script_of("import_recording")
