// Brings what was chosen in the outline into view: in the coder's form beside it, and on a phone, where its fields lie below.

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

document.body.addEventListener("htmx:afterSettle", (event) => {
  showInPreview();
  const asked = event.detail.requestConfig?.elt;
  if (asked?.matches("a") && event.detail.requestConfig.path.includes("variable=")) showFields();
});

showInPreview();
