// A long list of categories is searched: what does not match steps aside, what stands above a match stays, and Enter takes the
// first match.

import { choicesOf } from "./desk_parts.js";
import { goTo } from "./desk_current.js";

const filterOf = (question) => question.querySelector("[data-cd-filter]");
const rowsOf = (question) => [...question.querySelectorAll("[data-cd-parent]")];
const keyOf = (row) => row.dataset.cdBranch ?? row.querySelector("input").value;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export const hasFilter = (question) => filterOf(question) !== null;

export function findCategory(question) {
  filterOf(question).focus();
}

function narrow(filter) {
  const question = filter.closest("[data-cd-variable]");
  const rows = rowsOf(question);
  const shown = new Set();
  const matches = rows.filter((row) => plain(row.textContent).includes(plain(filter.value.trim())));
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  for (const match of matches) {
    for (let row = match; row && !shown.has(row); row = byKey.get(row.dataset.cdParent)) shown.add(row);
  }
  for (const row of rows) row.hidden = !shown.has(row);
  return matches;
}

document.body.addEventListener("input", ({ target }) => {
  if (target.matches("[data-cd-filter]")) narrow(target);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || !event.target.matches?.("[data-cd-filter]")) return;
    const question = event.target.closest("[data-cd-variable]");
    if (event.key === "Enter") takeFirst(question, event);
    if (event.key === "Escape") leave(question, event);
    if (event.key === "ArrowDown") enter(question, event);
  },
  { capture: true },
);

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function reset(question) {
  filterOf(question).value = "";
  narrow(filterOf(question));
}

function takeFirst(question, event) {
  stop(event);
  if (!filterOf(question).value.trim()) return goTo(question);
  const choice = narrow(filterOf(question)).map((row) => row.querySelector("input")).find((input) => input !== null);
  if (!choice) return;
  reset(question);
  choice.click();
  goTo(question);
}

function leave(question, event) {
  stop(event);
  reset(question);
  goTo(question);
}

function enter(question, event) {
  stop(event);
  choicesOf(question).find((input) => !input.closest("label").hidden)?.focus();
}
