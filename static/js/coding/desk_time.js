// How long a coder was really at a message: hidden tabs do not count, and no pause counts for more than two minutes.
// Measured by a clock that only runs forward, so a wrong or jumping clock of the machine does no harm.

const LONGEST_PAUSE_MS = 120_000;
const ACTIVITY = ["keydown", "pointermove", "pointerdown", "wheel", "scroll"];

let root = null;
let since = null; // begin of the stretch that is not counted yet; null while the tab is hidden

const key = () => `cyberdip.active:${root.dataset.cdUrl}`;

export function startTime(shown) {
  root = shown;
  root.dataset.cdActive ??= remembered();
  since = document.hidden ? null : performance.now();
}

// Milliseconds spent on the message that is shown.
export function activeMs() {
  count();
  return Math.round(Number(root.dataset.cdActive));
}

export function forgetTime(sent) {
  try {
    sessionStorage.removeItem(`cyberdip.active:${sent.dataset.cdUrl}`);
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}

function count() {
  if (since === null || root === null) return;
  const now = performance.now();
  root.dataset.cdActive = Number(root.dataset.cdActive) + Math.min(now - since, LONGEST_PAUSE_MS);
  since = now;
}

// A reload goes on where it was.
function remembered() {
  try {
    return Number(sessionStorage.getItem(key())) || 0;
  } catch {
    return 0;
  }
}

function remember() {
  try {
    sessionStorage.setItem(key(), String(activeMs()));
  } catch {
    // Storage is full or forbidden: the time of this visit is counted without the one before.
  }
}

for (const type of ACTIVITY) document.addEventListener(type, count, { passive: true, capture: true });
document.addEventListener("visibilitychange", () => {
  count();
  since = document.hidden ? null : performance.now();
});
window.addEventListener("pagehide", () => root && remember());
