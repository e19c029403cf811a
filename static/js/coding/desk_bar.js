// Where one is in the queue, and about how long the rest will take.

const part = (name) => document.querySelector(`[data-cd-bar=${name}]`);

export function showPlace(root) {
  part("position").textContent = root.dataset.cdPosition;
  document.title = root.dataset.cdTitle;
  const back = document.querySelector("[data-cd-back]");
  back.hidden = !root.dataset.cdPrevious;
  back.href = root.dataset.cdPrevious;
}

// One message more is coded.
export function countOne() {
  const progress = part("progress");
  progress.value += 1;
  const left = part("left");
  const seconds = Number(left.dataset.cdSeconds);
  if (!seconds) return;
  const minutes = Math.ceil(((progress.max - progress.value) * seconds) / 60);
  left.textContent = left.dataset.cdText.replace("{minutes}", minutes);
}
