// Where things are on the desk. The fragment of a message is replaced as a whole, so nobody keeps hold of it.

export const desk = () => document.querySelector("[data-cd-desk]");
export const formOf = (root = desk()) => root?.querySelector("[data-cd-coding]") ?? null;
export const questionsOf = (form = formOf()) => [...(form?.querySelectorAll("[data-cd-variable]") ?? [])];
export const inputsOf = (question) => [...question.querySelectorAll("input")];
export const choicesOf = (question) => inputsOf(question).filter((input) => input.type !== "text");
export const textOf = (question) => question.querySelector("input[type=text]");
export const labelOf = (question) => question.querySelector(".desk-label").textContent.trim();
export const isEditable = (form = formOf()) => Boolean(form?.querySelector("[type=submit]"));
