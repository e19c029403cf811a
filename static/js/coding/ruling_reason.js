// A value that none of the coders chose needs a reason: its field opens as soon as such a value stands there.

import { answerOf } from "./ruling_answer.js";

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest("[data-cd-ruling] [data-cd-variable]");
  if (question && isNobodys(question)) whyOf(question).open = true;
});

function isNobodys(question) {
  const answer = answerOf(question);
  const taken = question.form.querySelectorAll("[data-cd-sent]");
  return answer !== "" && [...taken].every((choice) => choice.dataset.cdSent !== answer);
}

const whyOf = (question) => question.form.querySelector("[data-cd-why]");
