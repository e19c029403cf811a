// The next message is fetched while the current one is coded, so that it is there when Enter is pressed.

import { fetchDesk } from "./desk_net.js";

const waiting = new Map();

// Start fetching `url`; a message that could not be fetched is asked for again when it is needed.
export function lookAhead(url) {
  if (!url || waiting.has(url)) return;
  const fragment = fetchDesk(url);
  waiting.set(url, fragment);
  fragment.catch(() => waiting.delete(url));
}

// The fragment of `url`, once: what is shown changes under the hands and is not shown a second time.
export function take(url) {
  lookAhead(url);
  const fragment = waiting.get(url);
  waiting.delete(url);
  return fragment;
}

// Lay a fragment aside as it is, with all that was chosen on it.
export function layAside(fragment) {
  waiting.set(fragment.dataset.cdUrl, Promise.resolve(fragment));
}
