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

    rule simulate_recordings:
        """Simulate the recordings of one subject and write them as BIDS, with the truth beside them."""
        input:
            head=result("bids/sourcedata/heads/{subject}.npz"),
        output:
            files=[
                file
                for name in simulated_recordings("{subject}")
                for file in recording_files("{subject}", name)
            ],
            truth=[
                result(f"bids/sourcedata/truth/{{subject}}/{name}_truth.nc")
                for name in simulated_recordings("{subject}")
            ],
        log:
            logs("simulate_recordings/{subject}"),
        benchmark:
            benchmarks("simulate_recordings/{subject}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("simulate_recordings"),
        params:
            library=library("simulate_recordings"),
            settings=simulation_options(),
            recordings=lambda wildcards: simulated_recordings(wildcards.subject),
        script:
            script_of("simulate_recordings")
