// Says what became of one's work: saving, saved, not saved; and in a sentence what to do when something failed.

const status = () => document.querySelector("[data-cd-status]");

export function setStatus(state) {
  const element = status();
  if (element.dataset.cdState === state) return;
  element.dataset.cdState = state;
  element.textContent = element.dataset[`cd${state[0].toUpperCase()}${state.slice(1)}`];
}

export function say(sentence) {
  document.querySelector("[data-cd-say]").textContent = sentence;
}

// `failure` is the name of a prepared sentence; `sentence` what the server said.
export function complain({ failure, sentence }) {
  const notice = document.getElementById("notice-template").content.cloneNode(true);
  const paragraph = notice.querySelector("p");
  if (sentence) paragraph.textContent = sentence;
  else paragraph.replaceChildren(...prepared(failure));
  document.getElementById("messages").replaceChildren(notice);
}

export function withdrawComplaint() {
  document.getElementById("messages").replaceChildren();
}

function prepared(failure) {
  const sentences = document.getElementById("desk-failures").content;
  return sentences.querySelector(`[data-cd-failure=${failure}]`).cloneNode(true).childNodes;
}
