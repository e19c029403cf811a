// A single choice made with mouse or finger moves on to the next open question, as a letter does. One made with the arrow
// keys or by a screen reader does not: the reader is still choosing.

import { formOf } from "./desk_parts.js";
import { goTo } from "./desk_current.js";
import { nextOpen } from "./desk_values.js";

const LONGEST_PRESS_MS = 1500;
let pressed = null;

document.body.addEventListener("pointerdown", ({ target }) => {
  pressed = { question: target.closest("[data-cd-variable]"), at: performance.now() };
});

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-variable]");
  if (target.type !== "radio" || !question || pressed?.question !== question) return;
  const recent = performance.now() - pressed.at < LONGEST_PRESS_MS;
  pressed = null;
  const next = recent && nextOpen(formOf(), question);
  if (next && next !== question) goTo(next);
});
