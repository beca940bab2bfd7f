"""Write the files of the conda environments anew from the imports and from requirements.txt."""

from pathlib import Path

from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.environments import environment_files

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    for path, text in environment_files(ROOT).items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        write_text(ROOT / path, text)
