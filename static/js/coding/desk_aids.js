// What the round hides is shown on demand, and the server writes it down. Only the message changes: what was chosen stays.

import { desk, formOf } from "./desk_parts.js";
import { complain, withdrawComplaint } from "./desk_status.js";
import { fetchCard } from "./desk_net.js";
import { settleQuotes } from "./desk_quote.js";

document.body.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-cd-aid]")) return;
  event.preventDefault();
  showAid(desk(), event.target);
});

async function showAid(root, form) {
  const { card, sentence } = await fetchCard(form.action, form);
  if (root !== desk()) return;
  if (!card) return complain(sentence ? { sentence } : { failure: "aid" });
  withdrawComplaint();
  root.querySelector("[data-cd-message]").replaceWith(card);
  settleQuotes(formOf(root));
  root.querySelector(".desk-message").focus();
}
