// The whole desk under the fingers. No key fires while one types, with a modifier held, or under an open dialog.

import { choicesOf, desk, formOf, isEditable, textOf } from "./desk_parts.js";
import { current, goTo, goToNumber, moveAmongBoxes } from "./desk_current.js";
import { findCategory, hasFilter } from "./desk_tree.js";
import { nextOpen, writeAnswer } from "./desk_values.js";
import { isPressed, isTyping, letterOf } from "./pressed.js";
import { startWalk } from "./desk_quote.js";

const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (!desk() || event.isComposing || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") leaveField(event.target);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || desk().inert) return;
  const deed = deedOf(event);
  if (!deed) return;
  event.preventDefault();
  deed();
});

function deedOf(event) {
  const letter = letterOf(event);
  if (letter === "?") return openHelp;
  if (event.key === "Enter") return isPressed(event.target) || event.repeat ? null : save;
  if (event.key === "Backspace") return event.repeat ? null : goBack;
  if (event.shiftKey) return null;
  if (/^[1-9]$/.test(letter)) return () => goToNumber(Number(letter));
  if (event.key in ARROWS && event.target.matches("[data-cd-kind=multi] [type=checkbox]")) {
    return () => moveAmongBoxes(event.target, ARROWS[event.key]);
  }
  if (!isEditable()) return null;
  if (event.key === "Delete") return clear;
  if (letter === "n") return openNote;
  if (letter === "," && hasFilter(current())) return () => findCategory(current());
  if (letter === "q" && current().dataset.cdKind === "quote") return startWalk;
  const choice = choicesOf(current()).find((input) => input.dataset.cdKey === letter);
  return choice && !choice.disabled && !event.repeat ? () => choose(choice) : null;
}

function choose(choice) {
  const question = current();
  choice.click();
  const next = choice.type === "radio" && nextOpen(formOf(), question);
  if (next && next !== question) goTo(next);
  else choice.focus();
}

function clear() {
  writeAnswer(current(), undefined);
  current().dispatchEvent(new Event("change", { bubbles: true }));
}

function save() {
  if (isEditable()) formOf().requestSubmit();
}

function goBack() {
  const link = document.querySelector("[data-cd-back]");
  if (!link.hidden) link.click();
}

function openHelp() {
  document.getElementById("desk-help").showModal();
}

function openNote() {
  const note = desk().querySelector("[data-cd-note]");
  note.open = true;
  note.querySelector("textarea").focus();
}

// Out of a text field, back to the letters.
function leaveField(field) {
  const question = field.closest("[data-cd-variable]");
  field.blur();
  if (!question && textOf(current()) === null) goTo(current());
}

document.body.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-cd-clear]");
  if (!button) return;
  goTo(button.closest("[data-cd-variable]"));
  clear();
});

