"""Addresses in one spelling: servers escape the same path in different ways, even within one answer."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

_SAFE: Final = "!$&'()*+,;=:@-._~"
_PLAIN: Final = re.compile(r"[A-Za-z0-9!$&'()*+,;=:@._~/-]*", re.ASCII)


def path_of(href: str) -> str:
    """The path of an address, each part of it escaped in one way (RFC 3986 section 6.2.2)."""
    path = href if href.startswith("/") and not href.startswith("//") else urlsplit(href).path
    if _PLAIN.fullmatch(path):
        return path
    return "/".join(quote(unquote(part), safe=_SAFE) for part in path.split("/"))


def resolve(base: str, href: str) -> str:
    """The address that a server means by a reference in its answer; queries and fragments have no meaning here."""
    parts = urlsplit(urljoin(base, href))
    return f"{parts.scheme}://{parts.netloc}{path_of(parts.path) or '/'}"


def folder(url: str) -> str:
    """An address as that of a collection, which ends in a slash."""
    return url if url.endswith("/") else url + "/"


def parent(url: str) -> str:
    """The collection that an address lies in."""
    return url.rstrip("/").rpartition("/")[0] + "/"
