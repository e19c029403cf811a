// Closes a notice, and hands the focus to the page rather than to nowhere.

document.body.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cd-dismiss]");
  if (!button) return;
  button.closest(".notice").remove();
  document.getElementById("main")?.focus();
});
