"""Photograph the front page's widgets, for itself without JavaScript and for the README: build the site, then `python tools/picture.py`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from environment import browser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "_build" / "html" / "book" / "intro.html"
PICTURES = ROOT / "book" / "_static"


def main():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 1400}, device_scale_factor=1.25, color_scheme="light")
        page.goto(PAGE.as_uri())
        for name in ("beta-on-digits", "linear-vae"):
            page.locator(f'figure.vae-mount[data-ready="true"] .{name}').scroll_into_view_if_needed()
            keep(name, page.locator(f".{name}").screenshot())
        chromium.close()


def keep(name, photograph):
    image = Image.open(io.BytesIO(photograph)).convert("RGB")
    margin = 24
    framed = Image.new("RGB", (image.width + 2 * margin, image.height + 2 * margin), "white")
    framed.paste(image, (margin, margin))
    file = PICTURES / f"{name}.png"
    framed.quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
