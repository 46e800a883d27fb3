"""Photograph the LinearVAE widget for the README and the front page: build the site, then `python tools/picture.py`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from environment import browser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "_build" / "html" / "book" / "intro.html"
PICTURE = ROOT / "book" / "_static" / "linear-vae.png"


def main():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 1400}, device_scale_factor=1.5, color_scheme="light")
        page.goto(PAGE.as_uri())
        page.wait_for_selector('figure.vae-mount[data-ready="true"]')
        photograph = page.locator(".linear-vae").screenshot()
        chromium.close()
    image = Image.open(io.BytesIO(photograph)).convert("RGB")
    margin = 24
    framed = Image.new("RGB", (image.width + 2 * margin, image.height + 2 * margin), "white")
    framed.paste(image, (margin, margin))
    framed.quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
