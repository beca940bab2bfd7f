"""Words for things, the same in files, tables, figures and report."""
