// Between the inputs of the form and the values of a coding, spelt as the server spells them: a category key, a list of keys, true
// or false, a number, a day, a text, {start, end, text}, or {special: "uncodable"}. An open question is absent, and so is one
// that is not asked.

import { askedOf, choicesOf, questionsOf, textOf } from "./desk_parts.js";

const NONE = "!none";
const SPECIALS = { "!uncodable": "uncodable", "!not_applicable": "not_applicable" };
const NUMBERS = { integer: /^[+-]?\d{1,15}$/, decimal: /^[+-]?\d{1,15}(\.\d{1,15})?$/ };

export function readAnswer(question) {
  const sent = choicesOf(question).filter((input) => input.checked).map((input) => input.value);
  const special = sent.find((value) => value in SPECIALS);
  if (special) return { special: SPECIALS[special] };
  switch (question.dataset.cdKind) {
    case "multi":
      return sent.length ? sent.filter((value) => value !== NONE) : undefined;
    case "yesno":
      return sent.length ? sent[0] === "yes" : undefined;
    case "quote":
      return readQuote(question);
    case "integer":
    case "decimal":
      return readNumber(question);
    default:
      return textOf(question) ? textOf(question).value.trim() || undefined : sent[0];
  }
}

// What is no number stays as it was typed, for the server to refuse too.
function readNumber(question) {
  const words = textOf(question).value.trim();
  if (!words) return undefined;
  return NUMBERS[question.dataset.cdKind].test(words) ? Number(words) : words;
}

const placesOf = (question) => [...question.querySelectorAll("[data-cd-quote]")];

function readQuote(question) {
  const [start, end] = placesOf(question).map(({ value }) => value);
  const text = textOf(question).value;
  if (!text.trim()) return undefined;
  return start === "" ? { text } : { start: Number(start), end: Number(end), text };
}

// The answers to what is asked.
export function readValues(form) {
  return valuesOf(askedOf(form));
}

// The same without what is typed wrongly, or is not typed to its end yet: a draft is no place to be told.
export function readDraft(form) {
  return valuesOf(askedOf(form).filter((question) => !isMistyped(question)));
}

// All answers in the form, to say by them what is asked.
export const readEverything = (form) => valuesOf(questionsOf(form));

function valuesOf(questions) {
  const answers = questions.map((question) => [question.dataset.cdVariable, readAnswer(question)]);
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

// Whether something stands in a field for a number that is none, or is out of bounds.
export function isMistyped(question) {
  if (!(question.dataset.cdKind in NUMBERS)) return false;
  const answer = readAnswer(question);
  if (typeof answer === "string") return true;
  const { cdLeast, cdMost } = question.dataset;
  return (cdLeast && answer < Number(cdLeast)) || (cdMost && answer > Number(cdMost)) || false;
}

export function writeAnswer(question, answer) {
  const sent = new Set(sentFor(question, answer));
  for (const input of choicesOf(question)) input.checked = sent.has(input.value);
  const text = textOf(question);
  if (text) text.value = wordsOf(answer);
  for (const place of placesOf(question)) place.value = answer?.[place.dataset.cdQuote] ?? "";
}

export function writeValues(form, values) {
  for (const question of questionsOf(form)) writeAnswer(question, values[question.dataset.cdVariable]);
}

const wordsOf = (answer) => (typeof answer === "object" ? answer.text : (answer ?? "").toString()) ?? "";

function sentFor(question, answer) {
  if (answer === undefined) return [];
  if (Array.isArray(answer)) return answer.length ? answer : [NONE];
  if (typeof answer === "boolean") return [answer ? "yes" : "no"];
  if (typeof answer === "object") return Object.keys(SPECIALS).filter((value) => SPECIALS[value] === answer.special);
  return textOf(question) ? [] : [answer];
}

export const isAnswered = (question) => readAnswer(question) !== undefined;
export const isRequired = (question) => "cdRequired" in question.dataset;

// The first required question without an answer, or undefined when the coding is complete.
export const firstOpen = (form) => askedOf(form).find((question) => isRequired(question) && !isAnswered(question));

// Where to go after `question`: the next open one below it, else the first required one that is open, else nowhere.
export function nextOpen(form, question) {
  const questions = askedOf(form);
  const below = questions.slice(questions.indexOf(question) + 1).find((other) => !isAnswered(other));
  return below ?? firstOpen(form);
}

export const noteOf = (form) => form.elements.note.value.trim();
