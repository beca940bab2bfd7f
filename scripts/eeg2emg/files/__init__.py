"""The project's own files: written whole, and read with a clear word where they are damaged."""
