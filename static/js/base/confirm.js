// Asks before a form that cannot be undone is sent: <form data-cd-confirm="What will happen">.
// Without JavaScript the form is sent at once, so the server alone decides what is allowed.

let asked = null;

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.cdConfirm || asked?.confirmed === form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  },
  { capture: true },
);

function ask(form, submitter) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("p").textContent = form.dataset.cdConfirm;
  dialog.querySelector("[value=yes]").textContent = submitter?.textContent.trim() ?? "";
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return submitter?.focus();
    asked = { confirmed: form };
    form.requestSubmit(submitter);
    asked = null;
  };
  dialog.showModal();
}
