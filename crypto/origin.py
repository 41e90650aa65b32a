"""What an advisor signs who writes a case down: only then is it more than a claim."""

import hashlib
import json
from collections.abc import Mapping


def origin_message(site: str, advisor: str, case: str, body: Mapping[str, object]) -> bytes:
    """Return what is signed with the advisor's voice: the portal's origin, the ids, and the SHA-256 of the report's
    body as JSON with its names in order and no blanks. What is in `voice` does not count.
    """
    rest = {name: value for name, value in body.items() if name != "voice"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "\n".join(["bekymret origin v1", site, advisor, case, hashlib.sha256(text.encode()).hexdigest()]).encode()
