"""No chapter's derivations escape: each has a file here, so that each chapter's are built in one process and only there."""

from pathlib import Path

from chapters import CHAPTERS
from theorems import BOXES


def test_every_chapter_has_its_steps_corrupted():
    files = {path.stem.removeprefix("test_chapter_"): path.read_text(encoding="utf8") for path in Path(__file__).parent.glob("test_chapter_*.py")}
    assert files.keys() == {chapter.name[:2] for chapter in CHAPTERS}
    assert all(f'check_corruptions("{number}")' in text for number, text in files.items())


def test_every_theorem_is_derived_again():
    texts = [path.read_text(encoding="utf8") for path in Path(__file__).parent.glob("test_chapter_*.py")]
    assert BOXES and all(any(f'"{label}"' in text for text in texts) for label in BOXES)
