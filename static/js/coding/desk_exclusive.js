// "None of these", "cannot be coded" and "does not apply" exclude every other answer to the same question. Where a category chooses
// those above it in the tree, they come and go with it.

import { choicesOf, textOf } from "./desk_parts.js";

const isExclusive = (input) => input.value.startsWith("!");

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-variable]");
  if (!question || target.type !== "checkbox" || !target.checked) return;
  for (const other of choicesOf(question)) {
    if (other !== target && (isExclusive(target) || isExclusive(other))) other.checked = false;
  }
});

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-tree=with_parents]");
  if (!question || target.type !== "checkbox" || isExclusive(target)) return;
  const boxes = new Map(choicesOf(question).map((box) => [box.value, box]));
  const parentOf = (box) => boxes.get(box.closest("label").dataset.cdParent);
  if (target.checked) {
    for (let box = parentOf(target); box; box = parentOf(box)) box.checked = true;
    return;
  }
  // In the order of the tree, so that whatever stands below goes too.
  for (const box of boxes.values()) {
    if (box.checked && parentOf(box)?.checked === false) box.checked = false;
  }
});

// Who types an answer has found one.
document.body.addEventListener("input", ({ target }) => {
  const question = target.closest("[data-cd-variable]");
  if (!question || target !== textOf(question) || !target.value) return;
  for (const other of choicesOf(question)) other.checked = false;
});
