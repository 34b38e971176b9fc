"""What followupd knows and did, in sentences for people and in records for machines. Nothing here prints or writes.

`passes` tells a pass, `standing` how things stand, `reasons` why, and `checks` what is wrong; `words` has the words
that they share. Texts from calendars and mail are shown on one line each, without control characters.
"""

from daemon.telling.passes import plan_record, sum_up, tell_applications, tell_done, tell_plan, tell_trouble

__all__ = ["plan_record", "sum_up", "tell_applications", "tell_done", "tell_plan", "tell_trouble"]
