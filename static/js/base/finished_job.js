// A job that was watched to its end has changed the page around it: show the page as it is now.

document.body.addEventListener("htmx:afterSettle", () => {
  if (document.querySelector("#job[data-cd-ended]")) {
    window.location.reload();
  }
});
