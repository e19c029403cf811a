// A value that none of the coders chose needs a reason: its field opens as soon as such a value stands there.

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-ruling] [data-cd-variable]");
  if (question && isNobodys(question)) whyOf(question).open = true;
});

function isNobodys(question) {
  const chosen = [...question.querySelectorAll(":checked")].map((input) => input.value).sort();
  if (!chosen.length) return false;
  const taken = question.form.querySelectorAll("[data-cd-sent]");
  return [...taken].every((choice) => choice.dataset.cdSent !== chosen.join(" "));
}

const whyOf = (question) => question.form.querySelector("[data-cd-why]");
