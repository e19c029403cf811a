// A form is sent once: a double click must not become a second record.

const busy = new WeakMap();

function posts(form) {
  return form instanceof HTMLFormElement && (form.method === "post" || form.hasAttribute("hx-post"));
}

function hold(form, button) {
  busy.set(form, button);
  button?.setAttribute("aria-busy", "true");
}

function release(form) {
  busy.get(form)?.removeAttribute("aria-busy");
  busy.delete(form);
}

// Capture: before htmx and every other listener hears of the second submit.
document.addEventListener(
  "submit",
  (event) => {
    if (!busy.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

document.addEventListener("submit", (event) => {
  if (posts(event.target) && !event.defaultPrevented) hold(event.target, event.submitter);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (posts(elt)) hold(elt, requestConfig?.triggeringEvent?.submitter ?? null);
});

document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt));

// Back to a page that the browser kept as it was: its forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) release(form);
});
