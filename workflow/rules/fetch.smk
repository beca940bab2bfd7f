# Public recordings are fetched before a run, never by one: jobs may have no network.

if OPTIONS.public.name:

    rule fetch:
        """Fetch the chosen people of a public set: what is lacking; what is there is checked."""
        # No output: every time that it is asked for, what is there is checked.
        log:
            logs("fetch"),
        localrule: True
        conda:
            environment("fetch")
        resources:
            mem_mb=memory("fetch"),
        params:
            library=library("fetch_recordings"),
            order=fetch_order(),
        script:
            script_of("fetch_recordings")
