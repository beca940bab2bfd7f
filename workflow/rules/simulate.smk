# The simulated cohort: a BIDS dataset with known truth beside it.

if OPTIONS.input == "simulated":

    rule describe_dataset:
        """Write the files that the recordings of the dataset share."""
        output:
            description=result("bids/dataset_description.json"),
            participants=result("bids/participants.tsv"),
            readme=result("bids/README"),
        log:
            logs("describe_dataset"),
        benchmark:
            benchmarks("describe_dataset")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("describe_dataset"),
        params:
            library=library("describe_dataset"),
            settings=simulation_options(),
        script:
            script_of("describe_dataset")

    rule simulate_head:
        """Compute the head model of one subject, which all of its recordings share."""
        output:
            result("bids/sourcedata/heads/{subject}.npz"),
        log:
            logs("simulate_head/{subject}"),
        benchmark:
            benchmarks("simulate_head/{subject}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("simulate_head"),
        params:
            library=library("simulate_head"),
            settings=simulation_options(),
        script:
            script_of("simulate_head")

    rule simulate_recording:
        """Simulate one recording and write it as BIDS, with the truth beside it."""
        input:
            head=result("bids/sourcedata/heads/{subject}.npz"),
        output:
            files=recording_files("{subject}", "{recording}"),
            truth=result("bids/sourcedata/truth/{subject}/{recording}_truth.nc"),
        log:
            logs("simulate_recording/{subject}/{recording}"),
        benchmark:
            benchmarks("simulate_recording/{subject}/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("simulate_recording"),
        params:
            library=library("simulate_recording"),
            settings=simulation_options(),
        script:
            script_of("simulate_recording")
