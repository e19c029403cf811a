// The coder's form beside the draft can be tried: conditions and rules are at work in it, and what was tried is still there after
// the draft was changed.

import "./desk_exclusive.js";
import { settleConditions } from "./desk_conditions.js";

const tried = new Map(); // name of an input -> the values that are chosen, or what was typed

const trial = () => document.querySelector("[data-cd-trial]");
const isChoice = (input) => input.type === "radio" || input.type === "checkbox";

function inputsNamed(name) {
  return [...trial().querySelectorAll("input, textarea")].filter((input) => input.name === name);
}

function remember({ target }) {
  if (!target.name || !trial()?.contains(target)) return;
  for (const { name } of target.closest("[data-cd-variable]").querySelectorAll("[name]")) {
    tried.set(name, inputsNamed(name).filter((input) => !isChoice(input) || input.checked).map(({ value }) => value));
  }
  settleConditions(trial());
}

function restore() {
  if (!trial()) return;
  for (const input of trial().querySelectorAll("[name]")) {
    const values = tried.get(input.name);
    if (!values) continue;
    if (isChoice(input)) input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
  settleConditions(trial());
}

document.body.addEventListener("input", remember);
document.body.addEventListener("change", remember);
document.body.addEventListener("htmx:afterSettle", restore);
restore();
