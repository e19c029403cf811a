// Two versions of one coding: both are shown, the coder chooses, nothing is overwritten unseen.

import { choicesOf, formOf, labelOf, questionsOf, textOf } from "./desk_parts.js";
import { noteOf, readValues, writeValues } from "./desk_values.js";
import { newKey } from "./desk_key.js";
import { settleConditions } from "./desk_conditions.js";
import { settleQuotes } from "./desk_quote.js";

const dialog = () => document.getElementById("desk-stale");

// Asks, and puts the desk in order for the answer. `answer` is the server's problem with `stored` in it.
// Resolves to "mine" (to be saved as the next version), "stored" (nothing to save) or "" (not decided).
export async function resolveStale(root, { stored }) {
  const form = formOf(root);
  const choice = await ask(form, stored);
  if (choice === "") return choice;
  form.elements.base_revision.value = stored.revision;
  form.elements.key.value = newKey();
  if (choice === "stored") takeStored(root, form, stored);
  else form.dispatchEvent(new Event("change", { bubbles: true })); // mine is a draft on the newest version now
  root.dispatchEvent(new CustomEvent("desk:resolved", { bubbles: true, detail: choice }));
  return choice;
}

function takeStored(root, form, stored) {
  writeValues(form, stored.values);
  settleConditions(form);
  settleQuotes(form);
  form.elements.note.value = stored.note;
  root.dataset.cdCoded = "yes";
}

function ask(form, stored) {
  const element = dialog();
  element.querySelector("[data-cd-versions]").replaceChildren(...rows(form, stored));
  element.returnValue = "";
  element.showModal();
  return new Promise((resolve) => {
    element.addEventListener("close", () => resolve(element.returnValue), { once: true });
  });
}

function rows(form, stored) {
  const mine = readValues(form);
  const answers = questionsOf(form).map((question) => {
    const key = question.dataset.cdVariable;
    return row(labelOf(question), inWords(question, mine[key]), inWords(question, stored.values[key]));
  });
  return [...answers, row(dialog().dataset.cdNote, noteOf(form), stored.note)];
}

function row(name, mine, saved) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  line.append(head, cell(mine), cell(saved));
  line.toggleAttribute("data-cd-differs", mine !== saved);
  return line;
}

function cell(text) {
  const element = document.createElement("td");
  element.textContent = text;
  return element;
}

function inWords(question, answer) {
  const words = dialog().dataset;
  if (answer === undefined) return words.cdNoAnswer;
  if (answer.special) return answer.special === "uncodable" ? words.cdUncodable : words.cdNotApplicable;
  if (Array.isArray(answer)) return answer.map((key) => nameOf(question, key)).join(", ") || words.cdNone;
  if (typeof answer === "boolean") return nameOf(question, answer ? "yes" : "no");
  if (typeof answer === "object") return answer.text;
  return textOf(question) ? String(answer) : nameOf(question, answer);
}

function nameOf(question, value) {
  const input = choicesOf(question).find((choice) => choice.value === value);
  return input?.closest("label").querySelector("span").textContent.trim() ?? value;
}
