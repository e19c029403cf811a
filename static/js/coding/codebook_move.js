// Alt with an arrow moves the line of the outline that has the focus, by the very buttons that stand beside it.

const DIRECTIONS = { ArrowUp: "up", ArrowDown: "down" };

document.body.addEventListener("keydown", (event) => {
  const direction = DIRECTIONS[event.key];
  const line = event.target.closest("[data-cd-movable]");
  if (!event.altKey || !direction || !line) return;
  event.preventDefault();
  line.querySelector(`[data-cd-move="${direction}"]`).click();
});
