// A press that waits for the one before it is not lost when the answer to that one replaces the page of the draft: it is made
// again on what has taken the place of its link or button, found by its id.

let running = 0; // requests under way
let waiting = ""; // the id of what was pressed meanwhile and has not been asked for yet

document.body.addEventListener(
  "click",
  (event) => {
    const pressed = running && event.target.closest("#codebook-editor :is(a[href], button[type=submit])");
    waiting = pressed ? pressed.id : "";
  },
  { capture: true },
);

document.body.addEventListener("htmx:beforeRequest", (event) => {
  running += 1;
  const { elt, requestConfig } = event.detail;
  if (waiting && [elt.id, requestConfig.triggeringEvent?.submitter?.id].includes(waiting)) waiting = "";
});

document.body.addEventListener("htmx:afterRequest", () => {
  running = Math.max(0, running - 1);
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "codebook-editor" && waiting) document.getElementById(waiting)?.click();
});
