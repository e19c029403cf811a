// Keeps in view what was chosen in the outline: in the outline itself, in the coder's form beside it, and on a phone, where its
// fields lie below.

let kept = 0;

function showInOutline() {
  const list = document.querySelector("[data-cd-outline]");
  if (!list) return;
  list.scrollTop = kept;
  const row = list.querySelector("a[aria-current]")?.closest(".outline-line");
  if (!row) return;
  const [frame, found] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  if (found.top < frame.top) list.scrollTop -= frame.top - found.top;
  if (found.bottom > frame.bottom) list.scrollTop += found.bottom - frame.bottom;
}

function showInPreview() {
  const preview = document.querySelector("[data-cd-preview]");
  const selected = preview?.querySelector("[data-cd-selected]");
  if (!selected) return;
  const offset = selected.getBoundingClientRect().top - preview.getBoundingClientRect().top;
  preview.scrollTop += offset - preview.clientHeight / 4;
}

function showFields() {
  const part = document.querySelector("[data-cd-part]");
  if (part && part.getBoundingClientRect().top > window.innerHeight / 2) part.scrollIntoView();
}

document.body.addEventListener("htmx:beforeSwap", () => {
  kept = document.querySelector("[data-cd-outline]")?.scrollTop ?? 0;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  showInOutline();
  showInPreview();
  const asked = event.detail.requestConfig?.elt;
  if (asked?.matches("a") && /(variable|rule)=/.test(event.detail.requestConfig.path)) showFields();
});

showInOutline();
showInPreview();
