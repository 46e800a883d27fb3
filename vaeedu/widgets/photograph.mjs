// A widget's pictures as one SVG file, which opens alone: styles are resolved, canvases are images in it.
import { make } from "./chart.mjs";

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap",
  "opacity", "paint-order", "vector-effect", "font-family", "font-size", "font-style", "font-weight", "text-anchor"];

/** The text of an SVG file with the widget's pictures, their titles and legends, and `caption` below them; on white paper. */
export function photograph(root, caption) {
  const [scheme, dark] = [root.style.colorScheme, root.style.getPropertyValue("--dark")];
  root.style.colorScheme = "light"; // nothing is painted before it is put back
  root.style.setProperty("--dark", "0");
  const panels = root.querySelector(".vae-panels");
  const { left, top, width, height } = panels.getBoundingClientRect();
  const size = { width: Math.ceil(width), height: Math.ceil(height + 30) };
  const sheet = make("svg", { xmlns: "http://www.w3.org/2000/svg", ...size, viewBox: `0 0 ${size.width} ${size.height}` },
    make("rect", { width: "100%", height: "100%", fill: "#ffffff" }));
  const at = (node) => {
    const box = node.getBoundingClientRect();
    return { x: box.left - left, y: box.top - top, width: box.width, height: box.height };
  };
  for (const node of panels.querySelectorAll(".vae-title, .vae-note, .vae-swatch, canvas, svg, .vae-handle")) {
    if (!node.checkVisibility() || node.parentNode.closest("svg")) continue;
    if (node.matches("canvas")) sheet.append(make("image", { href: node.toDataURL(), preserveAspectRatio: "none", ...at(node), opacity: getComputedStyle(node.parentNode).opacity }));
    else if (node.matches("svg")) sheet.append(resolved(node, at(node)));
    else if (node.matches(".vae-swatch")) sheet.append(swatch(getComputedStyle(node), at(node)));
    else if (node.matches(".vae-handle")) sheet.append(ring(getComputedStyle(node, "::before"), at(node)));
    else sheet.append(...words(node, left, top));
  }
  const style = getComputedStyle(panels);
  sheet.append(make("text", { x: 0, y: size.height - 8, fill: "#5b6470", "font-family": style.fontFamily, "font-size": 12 }, caption));
  root.style.colorScheme = scheme;
  root.style.setProperty("--dark", dark);
  return new XMLSerializer().serializeToString(sheet);
}

/** A copy of an SVG that needs no style sheet. */
function resolved(svg, place) {
  const copy = svg.cloneNode(true);
  const [before, after] = [svg, copy].map((node) => [node, ...node.querySelectorAll("*")]);
  before.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of STYLES) after[i].style.setProperty(name, style.getPropertyValue(name));
    after[i].removeAttribute("class");
  });
  for (const name of ["role", "aria-label"]) copy.removeAttribute(name);
  for (const name in place) copy.setAttribute(name, place[name]);
  for (const node of [...copy.querySelectorAll("[display=none]")]) node.remove();
  return copy;
}

/** The words of a line of text, each where the page has it. */
function words(node, left, top) {
  const found = [];
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const style = getComputedStyle(texts.currentNode.parentNode);
    for (const { 0: word, index } of texts.currentNode.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const box = range.getBoundingClientRect();
      const look = Object.fromEntries(["font-family", "font-size", "font-style", "font-weight"].map((name) => [name, style.getPropertyValue(name)]));
      found.push(make("text", { x: box.left - left, y: box.bottom - top - 0.25 * box.height, fill: style.color, textLength: box.width, lengthAdjust: "spacingAndGlyphs", ...look }, word));
    }
  }
  return found;
}

/** What tells a curve in a legend: a line, or an area where it is higher than that. */
function swatch(style, { x, y, width, height }) {
  const line = parseFloat(style.borderTopWidth);
  if (!line) return make("rect", { x, y, width, height, fill: style.backgroundColor, opacity: style.opacity });
  const dashes = { dashed: "6 4", dotted: "2 3" }[style.borderTopStyle] ?? "none";
  return make("line", { x1: x, x2: x + width, y1: y + line / 2, y2: y + line / 2, stroke: style.borderTopColor, "stroke-width": line, "stroke-dasharray": dashes, opacity: style.opacity });
}

function ring(style, { x, y, width, height }) {
  const line = parseFloat(style.borderTopWidth);
  const r = width / 2 - parseFloat(style.left) - line / 2;
  return make("circle", { cx: x + width / 2, cy: y + height / 2, r, fill: style.backgroundColor, stroke: style.borderTopColor, "stroke-width": line });
}
