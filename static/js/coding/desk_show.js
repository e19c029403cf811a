// Puts a message on the desk: the eye stays where it is, only the message changes.

import { desk, formOf } from "./desk_parts.js";
import { goToWork } from "./desk_current.js";
import { lookAhead } from "./desk_ahead.js";
import { say } from "./desk_status.js";
import { settleConditions } from "./desk_conditions.js";
import { settleQuotes } from "./desk_quote.js";
import { showPlace } from "./desk_bar.js";
import { startTime } from "./desk_time.js";

// The page has been loaded with its first message.
export function begin() {
  document.documentElement.dataset.cdLive = "";
  history.replaceState(null, "", desk().dataset.cdUrl);
  settle(desk());
}

export function show(root, { history: keep = "push" } = {}) {
  root.inert = false;
  desk().replaceWith(root);
  if (keep === "push") history.pushState(null, "", root.dataset.cdUrl);
  if (keep === "replace") history.replaceState(null, "", root.dataset.cdUrl);
  showPlace(root);
  settle(root);
  announce(root);
}

function settle(root) {
  startTime(root);
  delete root.dataset.cdTouched;
  settleConditions(formOf(root));
  settleQuotes(formOf(root));
  goToWork(formOf(root));
  window.scrollTo(0, 0); // the message first, where the page is longer than the window
  lookAhead(root.dataset.cdNext);
}

// A screen reader hears the message before it hears the form.
function announce(root) {
  const text = root.querySelector("[data-cd-message]").textContent.replace(/\s+/g, " ").trim();
  const sentence = document.querySelector("[data-cd-say]").dataset.cdArrived;
  say(sentence.replace("{position}", root.dataset.cdPosition).replace("{text}", () => text));
}
