"""Reads promises: what an employer said about when they decide, answer or may be asked.

Text in, days out; no clock, and no I/O but the language files of the package, read once. Linear in the length of the
text, of which the first 20,000 characters are read. How vague phrases are resolved is fixed in the tests of `resolve`.
"""

from daemon.core.promises.reader import LONGEST_TEXT, Promise, read_date, read_promise
from daemon.core.promises.records import promise_from_record, promise_to_record

__all__ = ["LONGEST_TEXT", "Promise", "promise_from_record", "promise_to_record", "read_date", "read_promise"]
