// What is asked again by itself does not disturb whoever reads: no answer is swapped in while the focus or a selection is in it,
// and nothing is asked while the page is hidden. The next turn comes in some seconds.

const live = (element) => element?.closest?.("[data-cd-live]");

function isInUse(part) {
  const selection = document.getSelection();
  const selects = selection && !selection.isCollapsed && part.contains(selection.anchorNode);
  return selects || (part.contains(document.activeElement) && document.activeElement !== document.body);
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && live(event.detail.elt)) event.preventDefault();
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const part = live(event.detail.target);
  if (part && isInUse(part)) event.detail.shouldSwap = false;
});

// A wide table stays scrolled where it was.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const part = live(event.detail.target);
  if (!part || !event.detail.shouldSwap) return;
  const places = [...part.querySelectorAll(".table-wrap")].map((table) => table.scrollLeft);
  document.body.addEventListener(
    "htmx:afterSwap",
    () => {
      const tables = document.getElementById(part.id)?.querySelectorAll(".table-wrap") ?? [];
      tables.forEach((table, place) => (table.scrollLeft = places[place] ?? 0));
    },
    { once: true },
  );
});
