// Where things are on the desk. The fragment of a message is replaced as a whole, so nobody keeps hold of it.

export const desk = () => document.querySelector("[data-cd-desk]");
export const formOf = (root = desk()) => root?.querySelector("[data-cd-coding]") ?? null;
export const questionsOf = (form = formOf()) => [...(form?.querySelectorAll("[data-cd-variable]") ?? [])];
export const isAsked = (question) => !("cdHidden" in question.dataset || "cdFixed" in question.dataset);
export const askedOf = (form = formOf()) => questionsOf(form).filter(isAsked);
export const questionOf = (key, form = formOf()) => questionsOf(form).find(({ dataset }) => dataset.cdVariable === key);
export const choicesOf = (question) => [...question.querySelectorAll("input[type=radio], input[type=checkbox]")];
export const textOf = (question) => question.querySelector(".desk-text");
export const labelOf = (question) => question.querySelector(".desk-label").textContent.trim();
export const isEditable = (form = formOf()) => Boolean(form?.querySelector("[type=submit]"));
