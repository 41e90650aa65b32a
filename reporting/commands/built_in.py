"""What the scripts are built with: `python -m reporting.commands.built_in FOLDER` writes each language's sentences, and
what the inbox goes by where nothing signed says otherwise. The same bytes on any machine.
"""

import json
import sys
from pathlib import Path

from reporting.advisors.inbox_settings import inbox_settings
from reporting.settings.table import LANGUAGES
from reporting.web.sentences import sentences_of


def write_files(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(exist_ok=True)
    for language in LANGUAGES:
        _write(folder / f"sentences.{language}.json", sentences_of(language))
    _write(folder / "settings.json", inbox_settings())


def _write(file: Path, told: object) -> None:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    file.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write_files(Path(sys.argv[1]))
