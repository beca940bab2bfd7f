# Skill against the coupling of the simulated cohort: a target of its own, since it multiplies the run.

if SIMULATED:
    SWEEP = {
        coupling_name(coupling): coupling
        for coupling in OPTIONS.evaluation.coupling_sweep
    }

    rule coupling_sweep:
        """Skill against coupling: table, figure and page."""
        input:
            result("coupling_sweep.html"),
        localrule: True

    rule estimate_at_couplings:
        """Simulate and estimate the muscles of one recording at every coupling; its EEG stays."""
        input:
            connectivity=result("connectivity/{recording}.nc"),
            head=lambda wildcards: head_of(wildcards.recording),
            quality=result("quality/recordings/{recording}.json"),
            subject=lambda wildcards: result(
                f"quality/subjects/{RECORDINGS[wildcards.recording].subject}.json"
            ),
            ica=lambda wildcards: result(
                f"derivatives/ica/{ica_unit(wildcards.recording)}.nc"
            ),
        output:
            expand(
                result("coupling_sweep/{coupling}/connectivity/{{recording}}.nc"),
                coupling=SWEEP,
            ),
        log:
            logs("estimate_at_couplings/{recording}"),
        benchmark:
            benchmarks("estimate_at_couplings/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("estimate_at_couplings"),
        params:
            library=library("estimate_at_couplings"),
            couplings=list(SWEEP.values()),
            simulation=simulation_options(),
            cleaning=cleaning_settings(),
            emg=emg_settings(),
        script:
            script_of("estimate_at_couplings")

    rule evaluate_couplings:
        """Judge the models at every coupling."""
        input:
            **split_of(PRIMARY_SCHEME),
            datasets=expand(
                result("coupling_sweep/{coupling}/dataset.nc"), coupling=SWEEP
            ),
            regressions=expand(
                result("coupling_sweep/{coupling}/models/regressions/{scheme}.nc"),
                coupling=SWEEP,
                scheme=PRIMARY_SCHEME,
            ),
        output:
            table("coupling_sweep", "coupling_sweep"),
        log:
            logs("evaluate_couplings"),
        benchmark:
            benchmarks("evaluate_couplings")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("evaluate_couplings"),
        params:
            library=library("evaluate_couplings"),
            couplings=list(SWEEP.values()),
            target=OPTIONS.connectivity.target,
            confidence=OPTIONS.evaluation.confidence,
            seed=OPTIONS.seed,
        script:
            script_of("evaluate_couplings")

    rule report_couplings:
        """Draw skill against coupling and write the page about it."""
        input:
            table=result("tables/coupling_sweep.csv"),
            caption=str(CAPTIONS / "coupling_sweep.rst"),
            templates=[
                str(TEMPLATES / name)
                for name in (
                    "coupling_sweep.html.jinja",
                    "macros.html.jinja",
                    "style.css",
                )
            ],
        output:
            figures=reported(figure(["skill_against_coupling"]), "coupling_sweep"),
            page=reported(result("coupling_sweep.html"), "coupling_sweep"),
        log:
            logs("report_couplings"),
        benchmark:
            benchmarks("report_couplings")
        conda:
            environment("report")
        resources:
            mem_mb=memory("report_couplings"),
        params:
            library=library("report_couplings"),
            name=OPTIONS.name,
            confidence=OPTIONS.evaluation.confidence,
        script:
            script_of("report_couplings")
