// Every change is kept as a draft within half a second. One save is under way at a time, and the newest state wins.

import { desk, formOf, isEditable } from "./desk_parts.js";
import { noteOf, readDraft } from "./desk_values.js";
import { complain, setStatus, withdrawComplaint } from "./desk_status.js";
import { resolveStale } from "./desk_stale.js";
import { send } from "./desk_net.js";

const WAIT_MS = 250;
const RETRY_MS = 4000;

let timer = null;
let unsaved = null; // the desk whose newest state is not with the server
let sending = Promise.resolve();
let troubled = false; // the coder was told that saving failed

function changed({ target }) {
  const root = desk();
  if (!root?.contains(target) || !formOf(root).contains(target) || !isEditable() || target.matches("[data-cd-filter]")) return;
  root.dataset.cdTouched = "";
  root.dataset.cdCoded = "";
  unsaved = root;
  setStatus("saving");
  clearTimeout(timer);
  timer = setTimeout(flush, WAIT_MS);
}

document.body.addEventListener("input", changed);
document.body.addEventListener("change", changed);

// Save now what is not saved yet; the promise ends when the server has answered.
export function flush() {
  clearTimeout(timer);
  sending = sending.then(saveNow);
  return sending;
}

// What has been submitted needs no draft any more.
export async function forgetDraft(root) {
  if (unsaved === root) unsaved = null;
  clearTimeout(timer);
  await sending;
}

async function saveNow() {
  const root = unsaved;
  if (root === null) return;
  unsaved = null;
  conclude(root, await sendDraft(root));
}

// A coding could not be sent: let the draft at least be what stands in the form. Whether it arrives is not for now.
export function saveQuietly(root) {
  sendDraft(root);
}

function sendDraft(root) {
  const form = formOf(root);
  const body = {
    values: readDraft(form),
    note: noteOf(form),
    base_revision: Number(form.elements.base_revision.value),
  };
  return send(form.dataset.cdDraft, body, form);
}

function conclude(root, { kind, answer }) {
  if (root !== desk() || root.inert) return; // submitted or left meanwhile: the coding speaks for itself
  if (kind === "ok") return unsaved === null ? saved() : undefined;
  setStatus("failed");
  if (kind === "stale") return resolveStale(root, answer);
  if (kind === "problem") return complain({ sentence: answer.detail });
  complain({ failure: kind === "signed_out" ? "signed_out" : "draft" });
  troubled = true;
  unsaved ??= root;
  timer = setTimeout(flush, RETRY_MS);
}

function saved() {
  setStatus("saved");
  if (troubled) withdrawComplaint();
  troubled = false;
}

// The page goes: there is no time to wait for a save under way.
function saveInPassing() {
  if (unsaved === null) return;
  sendDraft(unsaved);
  unsaved = null;
}

// What is in no safe place yet is not left without a question.
window.addEventListener("beforeunload", (event) => {
  if (troubled || "cdUnsent" in (desk()?.dataset ?? {})) event.preventDefault();
});
window.addEventListener("online", flush);
window.addEventListener("pagehide", saveInPassing);
document.addEventListener("visibilitychange", () => document.hidden && flush());
