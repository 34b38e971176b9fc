"""Steps -> the words of entries and drafts, in the languages that have a folder here."""

from daemon.core.wording.choosing import find_language, tell_language
from daemon.core.wording.language import written_languages
from daemon.core.wording.texts import clean, plain_role
from daemon.core.wording.values import Author
from daemon.core.wording.writer import Artefact, Writer, read_labels

__all__ = [
    "Artefact",
    "Author",
    "Writer",
    "clean",
    "find_language",
    "plain_role",
    "read_labels",
    "tell_language",
    "written_languages",
]
