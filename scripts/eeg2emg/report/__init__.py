"""The report: one page that explains a run to someone who never saw the code."""
