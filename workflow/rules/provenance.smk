# Where each file of the run comes from, whether it was changed since, and a crate to publish it.

CRATE = result(f"{OPTIONS.name}.crate.zip")


rule write_provenance:
    """Write what was made from what, by which rule, code, options and versions."""
    input:
        of_the_run=with_emg([*END_OF_RUN, result("resources.html")]),
        configuration=result("configuration.json"),
    output:
        result("provenance.json"),
    log:
        logs("write_provenance"),
    benchmark:
        benchmarks("write_provenance")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_provenance"),
    params:
        library=library("write_provenance"),
        configuration=OPTIONS.model_dump(mode="json"),
        command=COMMAND,
        conda=CONDA,
    script:
        script_of("write_provenance")


rule write_crate:
    """Pack the workflow, the results and what they are to each other as RO-Crate."""
    input:
        result("provenance.json"),
    output:
        CRATE,
    log:
        logs("write_crate"),
    benchmark:
        benchmarks("write_crate")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_crate"),
    params:
        library=library("write_crate"),
    script:
        script_of("write_crate")


rule verify:
    """Name every file that was changed since; without input, so that it makes nothing anew."""
    log:
        logs("verify"),
    localrule: True
    conda:
        environment("report")
    resources:
        mem_mb=memory("verify"),
    params:
        library=library("verify"),
        run=result(""),
    script:
        script_of("verify")
