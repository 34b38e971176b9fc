"""Lists as Graph gives them: filtered and ordered, cut into pages, each with the address of the next."""

from __future__ import annotations

from typing import Any

from tests.adapters.caldav_proxy import Reply
from tests.fakes.graph.asking import Call, answer
from tests.fakes.graph.odata import filtered, selected


def listed(call: Call, root: str, most: int, resources: list[dict[str, Any]]) -> Reply:
    """One page, of ten resources unless more are asked for, and never of more than `most`."""
    found = filtered(call, resources)
    size = min(call.number("$top", 10), most, 1000)
    begin = call.number("$skip", 0)
    told = [selected(call, each) for each in found[begin : begin + size]]
    content: dict[str, Any] = {"@odata.context": f"{root}v1.0/$metadata", "value": told}
    if begin + size < len(found):
        path, _, query = call.url.partition("?")
        kept = [part for part in query.split("&") if part and not part.startswith(("$skip=", "%24skip="))]
        content["@odata.nextLink"] = f"{root.rstrip('/')}{path}?{'&'.join([*kept, f'$skip={begin + size}'])}"
    return answer(content)
