// A long outline is searched: what does not match steps aside, what stands above a match stays. Enter opens the first match,
// Escape brings all lines back.

import { isCategory, labelOf, linkOf, outline } from "./codebook_lines.js";

let wanted = "";

const field = () => document.querySelector("[data-cd-find]");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const lines = () => [...outline().querySelectorAll("[data-cd-line]")];

function narrow() {
  const words = plain(wanted.trim());
  for (const line of lines()) line.hidden = Boolean(words) && !matches(line, words);
}

// A line stays for its own words, for those of a line below it, and a category for those of the category above it.
function matches(line, words) {
  const own = [line, ...line.querySelectorAll("[data-cd-line]")];
  if (own.some((each) => plain(labelOf(each)).includes(words))) return true;
  const above = isCategory(line) && line.parentElement.closest("[data-cd-key]");
  return Boolean(above) && plain(labelOf(above)).includes(words);
}

document.body.addEventListener("input", ({ target }) => {
  if (target !== field()) return;
  wanted = target.value;
  narrow();
});

document.body.addEventListener("keydown", (event) => {
  if (event.target !== field() || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    const words = plain(wanted.trim());
    const found = lines().find((line) => !line.hidden && plain(labelOf(line)).includes(words));
    if (found) linkOf(found).click();
  } else if (event.key === "Escape") {
    event.target.value = wanted = "";
    narrow();
  }
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!field()) return;
  field().value = wanted;
  narrow();
});
