// Between the inputs of the form and the values of a coding, spelt as the server spells them:
// a category key, a list of keys, true or false, a text, or {special: "uncodable"}. An open question is absent.

import { choicesOf, questionsOf, textOf } from "./desk_parts.js";

const NONE = "!none";
const SPECIALS = { "!uncodable": "uncodable", "!not_applicable": "not_applicable" };

export function readAnswer(question) {
  const sent = choicesOf(question).filter((input) => input.checked).map((input) => input.value);
  const special = sent.find((value) => value in SPECIALS);
  if (special) return { special: SPECIALS[special] };
  switch (question.dataset.cdKind) {
    case "multi":
      return sent.length ? sent.filter((value) => value !== NONE) : undefined;
    case "yesno":
      return sent.length ? sent[0] === "yes" : undefined;
    case "text":
      return textOf(question).value.trim() || undefined;
    default:
      return sent[0];
  }
}

export function readValues(form) {
  const answers = questionsOf(form).map((question) => [question.dataset.cdVariable, readAnswer(question)]);
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

export function writeAnswer(question, answer) {
  const sent = new Set(sentFor(question, answer));
  for (const input of choicesOf(question)) input.checked = sent.has(input.value);
  const text = textOf(question);
  if (text) text.value = typeof answer === "string" ? answer : "";
}

export function writeValues(form, values) {
  for (const question of questionsOf(form)) writeAnswer(question, values[question.dataset.cdVariable]);
}

function sentFor(question, answer) {
  if (answer === undefined) return [];
  if (Array.isArray(answer)) return answer.length ? answer : [NONE];
  if (typeof answer === "boolean") return [answer ? "yes" : "no"];
  if (typeof answer === "string") return question.dataset.cdKind === "text" ? [] : [answer];
  return Object.keys(SPECIALS).filter((value) => SPECIALS[value] === answer.special);
}

export const isAnswered = (question) => readAnswer(question) !== undefined;
export const isRequired = (question) => "cdRequired" in question.dataset;

// The first required question without an answer, or undefined when the coding is complete.
export const firstOpen = (form) => questionsOf(form).find((question) => isRequired(question) && !isAnswered(question));

// Where to go after `question`: the next open one below it, else the first required one that is open, else nowhere.
export function nextOpen(form, question) {
  const questions = questionsOf(form);
  const below = questions.slice(questions.indexOf(question) + 1).find((other) => !isAnswered(other));
  return below ?? firstOpen(form);
}

export const noteOf = (form) => form.elements.note.value.trim();
