"""Pictures say their size, so that nothing jumps, and are fetched when they come near."""

import re

IMAGE = re.compile(r'<img (?![^>]*\bloading=)([^>]*\bsrc="([^"]*\.png)")')


def size(path):
    """Width and height in pixels, from the head of a PNG file."""
    head = path.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def rewrite(text, page):
    def attributes(match):
        width, height = size(page.parent / match[2])
        return f'<img loading="lazy" width="{width}" height="{height}" {match[1]}'

    return IMAGE.sub(attributes, text)
