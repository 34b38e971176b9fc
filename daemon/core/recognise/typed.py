"""What the person types into an event to tell followupd: tags anywhere, lines in the description.

`#interview` and `#no` decide; `#withdrawn`, `#done`, `#offer`, `#rejected` and `#quiet` are for others to read.
Lines `company: …` and `role: …` win over anything that is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from daemon.core.recognise.reading import Reading

_TAG = re.compile(r"(?<![\w#/&])#([a-z]{2,20})(?![\w-])")
_LINE = re.compile(r"^[ \t]{0,20}(company|role)[ \t]{0,5}:[ \t]{0,20}(\S[^\n\r]{0,119})", re.MULTILINE | re.IGNORECASE)


def tags_of(reading: Reading) -> frozenset[str]:
    """The tags in title and description, without their #, in lower case."""
    return frozenset(_TAG.findall(reading.title.folded)) | frozenset(_TAG.findall(reading.description.folded))


def lines_of(reading: Reading) -> Mapping[str, str]:
    """The values of the lines `company: …` and `role: …` in the description; the first of each counts."""
    if ":" not in reading.description.raw:
        return {}
    lines: dict[str, str] = {}
    for match in _LINE.finditer(reading.description.raw):
        lines.setdefault(match[1].lower(), match[2].strip())
    return lines
