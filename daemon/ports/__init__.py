"""The interface between the daemon and its adapters: the only part of the daemon that an adapter imports.

`records` are the values that cross it, `errors` the failures, `calendar`, `drafts` and `inbox` the three ports,
and `adapter` how an adapter declares itself and is opened.
"""
