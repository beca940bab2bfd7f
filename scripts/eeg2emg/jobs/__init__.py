"""What a script needs to be a job of the workflow."""
