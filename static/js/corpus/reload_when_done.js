/* A job that was watched to its end has changed the page around it: show the page as it is now. */

const watched = "[data-cd-reload-when-done] #job:not([hx-get])";

document.body.addEventListener("htmx:afterSettle", () => {
  if (document.querySelector(watched)) {
    window.location.reload();
  }
});
