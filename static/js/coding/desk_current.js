// One question is current: its letters are live, its meaning is shown. It is the one that has the focus, or had it last.

import { askedOf, choicesOf, desk, isAsked, questionsOf, textOf } from "./desk_parts.js";
import { firstOpen } from "./desk_values.js";
import { showDefinition, showInstruction } from "./desk_definitions.js";

export const current = () => desk().querySelector("[data-cd-current]") ?? questionsOf()[0];

function makeCurrent(question) {
  if ("cdCurrent" in question.dataset) return;
  for (const other of questionsOf()) {
    delete other.dataset.cdCurrent;
    other.removeAttribute("aria-current");
  }
  question.dataset.cdCurrent = "";
  question.setAttribute("aria-current", "true");
  showInstruction(question);
}

export function goTo(question) {
  makeCurrent(question);
  stopOf(question)?.focus();
  question.scrollIntoView({ block: "nearest" });
}

export function goBy(step) {
  const questions = askedOf();
  const place = questions.indexOf(current()) + step;
  if (questions[place]) goTo(questions[place]);
}

export function goToNumber(number) {
  const question = questionsOf()[number - 1];
  if (question && isAsked(question)) goTo(question);
}

// Where work on a form goes on: at the first required question that is open, and on a complete one at the first of all. Not in
// an optional text field: who comes to amend presses letters.
export function goToWork(form) {
  const questions = questionsOf(form);
  prepare(questions);
  const question = firstOpen(form) ?? questions.find(isAsked);
  if (question) goTo(question);
}

// A question is one stop of the Tab key. Radio buttons are so by nature; checkboxes are made so here, and arrows move among them.
// What stands beside a field has keys of its own, that are pressed after Escape.
function prepare(questions) {
  for (const question of questions) {
    if (question.dataset.cdKind === "multi") makeStop(question, stopOf(question));
    const beside = question.querySelectorAll("[data-cd-clear], [data-cd-filter], .desk-text ~ .desk-special > input");
    for (const control of beside) control.tabIndex = -1;
  }
}

function makeStop(question, stop) {
  for (const input of choicesOf(question)) input.tabIndex = input === stop ? 0 : -1;
}

function stopOf(question) {
  const text = textOf(question);
  const choices = choicesOf(question);
  const chosen = choices.find((input) => input.checked);
  if (text) return chosen ?? text;
  return choices.find((input) => input === document.activeElement) ?? chosen ?? choices[0];
}

export function moveAmongBoxes(box, step) {
  const question = box.closest("[data-cd-variable]");
  const boxes = choicesOf(question);
  const next = boxes[(boxes.indexOf(box) + step + boxes.length) % boxes.length];
  makeStop(question, next);
  next.focus();
}

document.body.addEventListener("focusin", ({ target }) => {
  const question = target.closest?.("[data-cd-variable]");
  if (!question) return;
  makeCurrent(question);
  if (question.dataset.cdKind === "multi" && target.type === "checkbox") makeStop(question, target);
  showDefinition(target.closest("label"));
});
