// The outline by keys: arrows go from line to line, and with Alt they move the line: up, down, one level in, one level out.

import { aboveOf, bring, brothersOf, childrenOf, deepest, depthOf, heightOf, isCategory, outline, say } from "./codebook_lines.js";

const GOALS = { ArrowUp: up, ArrowDown: down, ArrowRight: inwards, ArrowLeft: outwards };

let moving = Promise.resolve(); // whoever presses faster than the server answers is heard in order

document.body.addEventListener("keydown", (event) => {
  if (!outline()?.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.altKey) return goBy(event);
  const goalOf = GOALS[event.key];
  if (!goalOf || !event.target.closest("[data-cd-line]")) return;
  event.preventDefault();
  if (!event.repeat) moving = moving.then(() => moveFocused(goalOf));
});

// The line that has the focus by now: the same one, as the last answer shows it.
function moveFocused(goalOf) {
  const line = document.activeElement.closest("[data-cd-line]");
  const goal = line && goalOf(line);
  return goal ? bring(line, goal) : say(outline().dataset.cdEdge);
}

const keyOf = (line) => line?.dataset.cdKey ?? "";
const parentKey = (line) => (isCategory(line) ? keyOf(aboveOf(line)) : "");

function up(line) {
  const at = brothersOf(line).indexOf(line);
  return at > 0 ? { parent: parentKey(line), to: at - 1 } : null;
}

function down(line) {
  const brothers = brothersOf(line);
  const at = brothers.indexOf(line);
  return at < brothers.length - 1 ? { parent: parentKey(line), to: at + 1 } : null;
}

function inwards(line) {
  if (!isCategory(line)) return null;
  const before = brothersOf(line)[brothersOf(line).indexOf(line) - 1];
  const fits = before && depthOf(line) + heightOf(line) <= deepest();
  return fits ? { parent: keyOf(before), to: childrenOf(before).length } : null;
}

function outwards(line) {
  const above = isCategory(line) ? aboveOf(line) : null;
  return above ? { parent: keyOf(aboveOf(above)), to: brothersOf(above).indexOf(above) + 1 } : null;
}

// The outline is one stop of the Tab key; arrows go on from there.

const links = () => [...outline().querySelectorAll("a")];

function goBy(event) {
  const all = links();
  const at = all.indexOf(event.target);
  const next = { ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[event.key];
  if (at < 0 || !next) return;
  event.preventDefault();
  makeStop(next);
  next.focus();
}

function makeStop(stop) {
  for (const link of links()) link.tabIndex = link === stop ? 0 : -1;
}

function prepare() {
  if (!outline()) return;
  const focused = links().find((link) => link === document.activeElement);
  makeStop(focused ?? outline().querySelector("a[aria-current]") ?? links()[0]);
}

document.body.addEventListener("focusin", ({ target }) => {
  if (outline()?.contains(target) && target.matches("a")) makeStop(target);
});
document.body.addEventListener("htmx:afterSettle", prepare);
prepare();

