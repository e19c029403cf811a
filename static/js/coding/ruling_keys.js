// The queue of disagreements under the fingers. No key fires while one types, with a modifier held, or under an open dialog.

import { isPressed, isTyping, letterOf } from "./pressed.js";
import { answerOf } from "./ruling_answer.js";

const page = () => document.querySelector("[data-cd-ruling]");
const current = () => page()?.querySelector("[data-cd-current] form:has([data-cd-rule])") ?? null;

document.addEventListener("keydown", (event) => {
  if (!page() || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const deed = deedOf(event);
  if (!deed) return;
  event.preventDefault();
  deed();
});

function deedOf(event) {
  const letter = letterOf(event);
  if (letter === "?") return press("[data-cd-dialog=ruling-help]");
  if (event.shiftKey) return null;
  if (event.key === "Backspace") return press("[data-cd-undo] [type=submit]");
  if (event.key === "ArrowRight") return event.target.matches("input") ? null : press("[data-cd-skip]");
  if (!current()) return null;
  if (event.key === "Enter") return isPressed(event.target) ? null : rule;
  if (letter === "n") return openReason;
  return press(`[data-cd-key="${CSS.escape(letter)}"]`, current());
}

function press(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) return null;
  return () => {
    found.click();
    if (found.matches("input, textarea")) found.focus();
  };
}

// Without a value of one's own there is nothing to rule yet: the first choice shows where.
function rule() {
  const form = current();
  if (answerOf(form.querySelector("[data-cd-variable]"))) form.requestSubmit(form.querySelector("[data-cd-rule]"));
  else form.querySelector("[data-cd-key]").focus();
}

function openReason() {
  const why = current().querySelector("[data-cd-why]");
  why.open = true;
  why.querySelector("textarea").focus();
}
