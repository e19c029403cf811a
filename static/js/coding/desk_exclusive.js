// "None of these" and "cannot be coded" exclude every other answer to the same question.

import { choicesOf, textOf } from "./desk_parts.js";

const isExclusive = (input) => input.value.startsWith("!");

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-variable]");
  if (!question || target.type !== "checkbox" || !target.checked) return;
  for (const other of choicesOf(question)) {
    if (other !== target && (isExclusive(target) || isExclusive(other))) other.checked = false;
  }
});

// Who types an answer has found one.
document.body.addEventListener("input", ({ target }) => {
  const question = target.closest("[data-cd-variable]");
  if (!question || target !== textOf(question) || !target.value) return;
  for (const other of choicesOf(question)) other.checked = false;
});
