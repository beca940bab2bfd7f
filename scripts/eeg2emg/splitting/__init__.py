"""Who is trained on, who validates, who is tested."""
