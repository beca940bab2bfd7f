"""A way in for own data: a configuration drafted from them, and what a run would give."""
