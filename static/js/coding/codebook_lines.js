// The lines of the outline: which stand beside and below which, and how one is brought elsewhere.
// A category has a key; a variable has none here, for variables form no tree.

export const outline = () => document.querySelector("[data-cd-outline]");
export const isCategory = (line) => "cdKey" in line.dataset;
export const rowOf = (line) => line.querySelector(":scope > .outline-line");
export const linkOf = (line) => rowOf(line).querySelector("a");
export const labelOf = (line) => rowOf(line).querySelector(".outline-words").textContent;

export function childrenOf(line) {
  return [...line.querySelectorAll(":scope > [data-cd-lines] > [data-cd-line]")];
}

// The category above a category; null at the top of the tree.
export function aboveOf(line) {
  const branch = line.parentElement;
  return "cdTop" in branch.dataset ? null : branch.closest("[data-cd-line]");
}

export function brothersOf(line) {
  if (isCategory(line)) return [...line.parentElement.children];
  return [...outline().querySelectorAll("[data-cd-line]:not([data-cd-key])")];
}

export function depthOf(line) {
  const above = aboveOf(line);
  return above ? depthOf(above) + 1 : 1;
}

export function heightOf(line) {
  return 1 + Math.max(0, ...childrenOf(line).map(heightOf));
}

export const deepest = () => Number(outline().dataset.cdDeepest);

// Where the moves of a line are sent to. That of categories is written once for all of them, with "-" for the key.
function addressOf(line) {
  if (!isCategory(line)) return line.dataset.cdGoes;
  return line.closest("[data-cd-top]").dataset.cdGoes.replace("/-/", `/${line.dataset.cdKey}/`);
}

// Brings a line to place `to` below `parent`; the answer of the server shows it there, and says so.
export function bring(line, { parent = "", to }) {
  const values = isCategory(line) ? { parent, to } : { to };
  return window.htmx.ajax("POST", addressOf(line), {
    source: outline(),
    target: "#codebook-editor",
    swap: "outerHTML show:none",
    values,
  });
}

// Into the place that is read out: outside of what is replaced, for a new one would stay silent.
export function say(words) {
  document.getElementById("codebook-said").textContent = words;
}
