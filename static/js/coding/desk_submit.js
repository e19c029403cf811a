// Save and next: the next message appears at once, the coding travels behind its back. If it does not arrive, its message
// comes back with everything that was chosen on it.

import { desk, formOf, labelOf, questionsOf } from "./desk_parts.js";
import { complain, say, setStatus, withdrawComplaint } from "./desk_status.js";
import { firstOpen, noteOf, readValues } from "./desk_values.js";
import { flush, forgetDraft, saveQuietly } from "./desk_autosave.js";
import { activeMs, forgetTime } from "./desk_time.js";
import { layAside, take } from "./desk_ahead.js";
import { countOne } from "./desk_bar.js";
import { goTo } from "./desk_current.js";
import { newKey } from "./desk_key.js";
import { obstacleIn } from "./desk_conditions.js";
import { resolveStale } from "./desk_stale.js";
import { send } from "./desk_net.js";
import { show } from "./desk_show.js";

// A second Enter on the heels of the first was meant for the message before.
const SETTLING_MS = 400;

let arrived = Promise.resolve(true); // whether the submission before this one has reached the server
let lastEnter = -Infinity;

// On the body, so that it comes before the listeners of the document that mind ordinary forms.
document.body.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-cd-coding]")) return;
  event.preventDefault();
  saveAndGoOn(desk());
});

async function saveAndGoOn(root) {
  if (root.inert || isUnseen(root)) return;
  const open = firstOpen(formOf(root));
  if (open) return askFor(open);
  const obstacle = obstacleIn(formOf(root));
  if (obstacle) return stopAt(obstacle);
  lastEnter = performance.now();
  root.inert = true;
  if (!(await arrived)) root.inert = false;
  else if (root.dataset.cdCoded === "yes") await goOn(root);
  else await submit(root);
}

function isUnseen(root) {
  return !("cdTouched" in root.dataset) && performance.now() - lastEnter < SETTLING_MS;
}

function askFor(question) {
  goTo(question);
  say(document.querySelector("[data-cd-say]").dataset.cdOpen.replace("{variable}", () => labelOf(question)));
}

function stopAt({ question, sentence }) {
  if (question) goTo(question);
  say(sentence);
}

async function submit(root) {
  const form = formOf(root);
  const body = submission(form);
  setStatus("saving");
  const sent = forgetDraft(root).then(() => send(form.action, body, form));
  arrived = sent.then((result) => conclude(root, result));
  const next = await nextOf(root);
  if (next && root === desk() && root.inert) show(next);
  else if (next) layAside(next);
  // No next message was at hand: the server has said what comes.
  if ((await arrived) && !next) location.assign(root.dataset.cdFollowing);
}

function submission(form) {
  form.elements.active_ms.value = activeMs();
  return {
    values: readValues(form),
    note: noteOf(form),
    base_revision: Number(form.elements.base_revision.value),
    key: form.elements.key.value,
    active_ms: Number(form.elements.active_ms.value),
  };
}

async function nextOf(root) {
  if (!root.dataset.cdNext) return null;
  try {
    return await take(root.dataset.cdNext);
  } catch {
    return null;
  }
}

// Answers whether the coding has arrived.
async function conclude(root, { kind, answer }) {
  if (kind === "ok") {
    delete root.dataset.cdUnsent;
    forgetTime(root);
    withdrawComplaint();
    if (formOf(root).elements.base_revision.value === "0") countOne();
    setStatus("saved");
    root.dataset.cdFollowing = answer.next;
    return true;
  }
  if (answer?.code === "kept_as_late" && !("cdTouched" in desk().dataset && desk() !== root)) return leaveLate(root);
  bringBack(root);
  setStatus("failed");
  if (kind === "stale") resolveStale(root, answer);
  else if (kind === "problem") refuse(root, answer);
  else fail(root, kind);
  arrived = Promise.resolve(true);
  return false;
}

// The round is over. What was sent is kept, and the desk says so.
function leaveLate(root) {
  delete root.dataset.cdUnsent;
  location.assign(root.dataset.cdAfter);
  return true;
}

function bringBack(root) {
  lastEnter = -Infinity;
  const other = desk();
  if (other !== root) {
    flush();
    layAside(other);
    root.dataset.cdNext = other.dataset.cdUrl;
    show(root, { history: "replace" });
  }
  root.inert = false;
  root.dataset.cdUnsent = "";
}

function fail(root, kind) {
  complain({ failure: kind });
  saveQuietly(root);
}

function refuse(root, { detail, fields = {} }) {
  complain({ sentence: detail });
  const faulty = questionsOf(formOf(root)).find((question) => question.dataset.cdVariable in fields);
  if (faulty) goTo(faulty);
}

// What changes after a failed attempt is another coding, and needs a key of its own.
document.body.addEventListener("change", ({ target }) => {
  const root = target.closest("[data-cd-desk]");
  if (!root || !("cdUnsent" in root.dataset)) return;
  delete root.dataset.cdUnsent;
  formOf(root).elements.key.value = newKey();
});

// A stale coding has been decided on: send mine as the next version, or go on with what is stored.
document.body.addEventListener("desk:resolved", ({ target: root, detail: choice }) => {
  withdrawComplaint();
  if (choice === "mine") return saveAndGoOn(root);
  delete root.dataset.cdUnsent;
  setStatus("saved");
});

async function goOn(root) {
  const next = await nextOf(root);
  if (next) show(next);
  else location.assign(root.dataset.cdAfter);
}

// Back one message, by key, button or the browser's own button.
document.body.addEventListener("click", (event) => {
  const link = event.target.closest("[data-cd-back]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goToUrl(link.href, "push");
});
window.addEventListener("popstate", () => goToUrl(location.href, "keep"));

async function goToUrl(url, keep) {
  lastEnter = -Infinity;
  await flush();
  if (!(await arrived)) return; // the message that came back is what matters now
  try {
    show(await take(new URL(url).pathname), { history: keep });
  } catch {
    location.assign(url);
  }
}
