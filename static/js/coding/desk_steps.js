// On a phone one question is shown at a time: buttons lead to the next and the one before.

import { goBy } from "./desk_current.js";

document.body.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-cd-step]");
  if (button) goBy(Number(button.dataset.cdStep));
});
