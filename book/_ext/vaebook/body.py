"""The JSON that a directive carries as its body."""

import json


def content(directive):
    """The body as Python values; a body that is no JSON is reported with its place in the page."""
    try:
        return json.loads("\n".join(directive.content) or "{}")
    except ValueError as error:
        raise directive.error(f"The body of {{{directive.name}}} should be JSON, but is not: {error}.") from error
