"""Messages -> news: whose mail is read, which application it is about, and what it tells."""

from daemon.core.mail.attaching import with_news
from daemon.core.mail.correspondents import correspondents_of, is_open, traces_in
from daemon.core.mail.matching import Dossier, applications_of
from daemon.core.mail.reading import message_token, read_gist, read_news

__all__ = [
    "Dossier",
    "applications_of",
    "correspondents_of",
    "is_open",
    "message_token",
    "read_gist",
    "read_news",
    "traces_in",
    "with_news",
]
