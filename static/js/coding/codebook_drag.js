// A line of the outline under the pointer: by its grip with a finger or pen, anywhere on it with a mouse. What stands below it
// comes along. Escape puts it back.

import { bring, labelOf, outline, rowOf, say } from "./codebook_lines.js";
import { dropAt, levelWidth } from "./codebook_drop.js";

const SLACK = 5; // px that a press may tremble before it is a drag
const EDGE = 32; // px from the edge of the list within which it scrolls

let held = null; // { line, x, y, pointer, isDragged, drop }

document.body.addEventListener("pointerdown", (event) => {
  const line = event.target.closest?.("[data-cd-line]");
  if (!line || event.button !== 0 || !event.isPrimary) return;
  const byGrip = event.target.closest("[data-cd-grip]");
  const byMouse = event.pointerType === "mouse" && rowOf(line).contains(event.target);
  if (!byGrip && !byMouse) return;
  held = { line, x: event.clientX, y: event.clientY, pointer: event.pointerId, isDragged: false, drop: null };
  if (byGrip) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (held?.pointer !== event.pointerId) return;
  if (!held.isDragged && Math.hypot(event.clientX - held.x, event.clientY - held.y) < SLACK) return;
  if (!held.isDragged) begin();
  follow(event.clientX, event.clientY);
});

document.addEventListener("pointerup", (event) => {
  if (held?.pointer !== event.pointerId) return;
  const { line, drop, isDragged } = held;
  end();
  if (!isDragged) return;
  swallowClick();
  if (drop) bring(line, drop);
});

document.addEventListener("pointercancel", () => held && end());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !held?.isDragged) return;
  event.preventDefault();
  end();
});
document.body.addEventListener("dragstart", (event) => held && event.preventDefault());

function begin() {
  held.isDragged = true;
  held.line.dataset.cdDragging = "";
  const mark = document.createElement("div");
  mark.className = "outline-drop";
  mark.hidden = true;
  outline().append(mark);
  say(outline().dataset.cdDragged.replace("{label}", labelOf(held.line)));
}

function follow(x, y) {
  const list = outline();
  scrollAt(list, y);
  held.drop = dropAt(held.line, y, Math.round((x - held.x) / levelWidth()));
  const mark = list.querySelector(".outline-drop");
  mark.hidden = !held.drop;
  if (!held.drop) return;
  const frame = list.getBoundingClientRect();
  const tree = held.line.closest("[data-cd-top]") ?? held.line.parentElement;
  const indent = Math.max(0, held.drop.level - 1) * levelWidth();
  mark.style.top = `${held.drop.y - frame.top + list.scrollTop}px`;
  mark.style.left = `${tree.getBoundingClientRect().left - frame.left + indent + SLACK}px`;
}

function scrollAt(list, y) {
  const { top, bottom } = list.getBoundingClientRect();
  if (y < top + EDGE) list.scrollTop -= top + EDGE - y;
  else if (y > bottom - EDGE) list.scrollTop += y - (bottom - EDGE);
}

function end() {
  delete held.line.dataset.cdDragging;
  outline()?.querySelector(".outline-drop")?.remove();
  held = null;
}

// The press of a drag is no click on the link below it.
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
}
