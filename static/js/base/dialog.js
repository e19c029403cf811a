// Opens the dialog that a button names: <button data-cd-dialog="id">. Escape and method="dialog" close it by themselves.

document.body.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cd-dialog]");
  if (button) document.getElementById(button.dataset.cdDialog)?.showModal();
});
