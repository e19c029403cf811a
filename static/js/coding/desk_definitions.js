// Below the message stands what the focused category means, or the one under the pointer.

import { desk } from "./desk_parts.js";

const panel = () => desk().querySelector("[data-cd-definitions]");

function showOnly(selector, id) {
  for (const part of panel().querySelectorAll(selector)) part.toggleAttribute("data-cd-shown", part.id === id);
}

export function showInstruction(question) {
  showOnly("[data-cd-instruction]", `instruction-${question.dataset.cdVariable}`);
  showOnly("[data-cd-definition]", "");
}

// A choice without a definition ("cannot be coded") leaves what is there.
export function showDefinition(choice) {
  if (choice?.dataset.cdDefined) showOnly("[data-cd-definition]", choice.dataset.cdDefined);
}

function showFocused() {
  const choice = document.activeElement?.closest("[data-cd-defined]");
  if (choice && desk().contains(choice)) showDefinition(choice);
  else showOnly("[data-cd-definition]", "");
}

document.body.addEventListener("pointerover", ({ target }) => showDefinition(target.closest("[data-cd-defined]")));
document.body.addEventListener("pointerout", ({ target, relatedTarget }) => {
  const left = target.closest("[data-cd-defined]");
  if (left && !left.contains(relatedTarget)) showFocused();
});
