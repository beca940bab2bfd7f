"""Write the configuration's schema and its page of options anew from the typed model."""

from pathlib import Path

from eeg2emg.configuration.documentation import json_schema, options_page
from eeg2emg.files.atomic import write_text

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    write_text(ROOT / "workflow" / "schemas" / "config.schema.json", json_schema())
    write_text(ROOT / "config" / "README.md", options_page())
