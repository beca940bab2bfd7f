"""The sections of the report: what each says and lists, made from the run's tables and figures."""
