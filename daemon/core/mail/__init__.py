"""Messages -> news: whose mail is read, which application it is about, and what it tells."""

from daemon.core.mail.attaching import with_news
from daemon.core.mail.correspondents import correspondents_of, employer_domains, is_open
from daemon.core.mail.matching import applications_of
from daemon.core.mail.reading import message_token, read_gist, read_news

__all__ = [
    "applications_of",
    "correspondents_of",
    "employer_domains",
    "is_open",
    "message_token",
    "read_gist",
    "read_news",
    "with_news",
]
