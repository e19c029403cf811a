// After every change: which questions are asked now, what is typed wrongly, and which rules the answers break. A question that is
// not asked keeps its place, greyed; what is told stands below the questions, so that nothing moves.

import { askedOf, formOf, labelOf, questionOf, questionsOf, textOf } from "./desk_parts.js";
import { asked, brokenRules } from "./conditions.js";
import { isMistyped, readEverything, readValues } from "./desk_values.js";

const logics = new WeakMap();

function logicOf(form) {
  if (!logics.has(form)) logics.set(form, JSON.parse(form.dataset.cdLogic || "null"));
  return logics.get(form);
}

// To be called for a form that is shown, and after its answers were set by a program.
export function settleConditions(form) {
  const logic = logicOf(form);
  if (logic) hide(form, asked(logic, readEverything(form)));
  tell(form, noticesOf(form));
}

function hide(form, keys) {
  for (const question of questionsOf(form)) {
    if ("cdFixed" in question.dataset) continue;
    const isHidden = !keys.has(question.dataset.cdVariable);
    question.toggleAttribute("data-cd-hidden", isHidden);
    question.disabled = isHidden || form.querySelector("[type=submit]") === null;
  }
}

// What keeps a complete coding from being sent: {question, sentence}; undefined when nothing does.
export function obstacleIn(form) {
  const notice = noticesOf(form).find(({ severity }) => severity === "block");
  return notice && { question: questionOf(notice.variables[0], form), sentence: notice.message };
}

function noticesOf(form) {
  const logic = logicOf(form);
  return [...askedOf(form).filter(isMistyped).map(mistyped), ...(logic ? brokenRules(logic, readValues(form)) : [])];
}

function mistyped(question) {
  return {
    severity: "block",
    message: `${labelOf(question)}: ${question.dataset.cdTakes}`,
    variables: [question.dataset.cdVariable],
  };
}

function tell(form, notices) {
  for (const question of questionsOf(form)) {
    const about = notices.filter(({ variables }) => variables.includes(question.dataset.cdVariable));
    question.toggleAttribute("data-cd-warned", about.length > 0);
    textOf(question)?.setAttribute("aria-invalid", String(isMistyped(question)));
  }
  const lines = notices.map(({ message, severity }) => line(message, severity));
  const place = form.querySelector("[data-cd-warnings]");
  if (place.textContent !== lines.map(({ textContent }) => textContent).join("")) place.replaceChildren(...lines);
}

function line(message, severity) {
  const paragraph = document.createElement("p");
  paragraph.className = severity === "block" ? "desk-warning desk-warning-block" : "desk-warning";
  paragraph.textContent = message;
  return paragraph;
}

function changed({ target }) {
  const form = formOf();
  if (form?.contains(target)) settleConditions(form);
}

document.body.addEventListener("input", changed);
document.body.addEventListener("change", changed);
