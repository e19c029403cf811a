// What the codebook's own inputs of a ruling would send, spelt as the choices of the coders say it in `data-cd-sent`; "" for nothing.

export function answerOf(question) {
  const typed = question.querySelector("textarea, input:not([type=radio], [type=checkbox])");
  const chosen = [...question.querySelectorAll(":checked")].map((input) => input.value);
  return chosen.length ? chosen.sort().join(" ") : (typed?.value.trim() ?? "");
}
