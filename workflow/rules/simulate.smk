# The simulated cohort: a BIDS dataset with known truth beside it.

if OPTIONS.input == "simulated":

    rule describe_dataset:
        """Write the files that the recordings of the dataset share."""
        output:
            description=result("bids/dataset_description.json"),
            participants=result("bids/participants.tsv"),
            readme=result("bids/README"),
        log:
            result("logs/describe_dataset.log"),
        benchmark:
            result("benchmarks/describe_dataset.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=500,
        params:
            library=library("describe_dataset"),
            settings=simulation_options(),
        script:
            "../../scripts/describe_dataset.py"

    rule simulate_head:
        """Compute the head model of one subject, which all of its recordings share."""
        output:
            result("bids/sourcedata/heads/{subject}.npz"),
        log:
            result("logs/simulate_head/{subject}.log"),
        benchmark:
            result("benchmarks/simulate_head/{subject}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=1000,
        params:
            library=library("simulate_head"),
            settings=simulation_options(),
        script:
            "../../scripts/simulate_head.py"

    rule simulate_recording:
        """Simulate one recording and write it as BIDS, with the truth beside it."""
        input:
            head=result("bids/sourcedata/heads/{subject}.npz"),
        output:
            files=recording_files("{subject}", "{recording}"),
            truth=result("bids/sourcedata/truth/{subject}/{recording}_truth.nc"),
        log:
            result("logs/simulate_recording/{subject}/{recording}.log"),
        benchmark:
            result("benchmarks/simulate_recording/{subject}/{recording}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=2000,
        params:
            library=library("simulate_recording"),
            settings=simulation_options(),
        script:
            "../../scripts/simulate_recording.py"
