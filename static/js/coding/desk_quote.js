// A quote is words of the message: selected with mouse or finger while its question is current, or word by word with the keyboard.
// What is chosen stands marked in the message.

import { askedOf, choicesOf, desk, formOf, isEditable, textOf } from "./desk_parts.js";
import { current, goTo } from "./desk_current.js";
import { readAnswer, writeAnswer } from "./desk_values.js";
import { slice, toCodePoints, toUnits } from "./code_points.js";
import { say } from "./desk_status.js";

const SETTLING_MS = 700; // after the last move of a finger's handles

const words = () => desk()?.querySelector("[data-cd-words]") ?? null;
const isQuote = (question) => question?.dataset.cdKind === "quote";

let pressed = false; // a button or a finger is down
let timer = null;
let walk = null; // {pieces, first, last} while words are chosen with the keyboard

// Make the fields of quotes ready for choosing, and show what was chosen.
export function settleQuotes(form) {
  walk = null;
  for (const question of askedOf(form).filter(isQuote)) {
    const field = textOf(question);
    field.readOnly = true;
    field.placeholder = field.dataset.cdPlaceholder;
    const answer = readAnswer(question);
    if (answer?.end && words()) field.value = slice(words().textContent, answer.start, answer.end);
  }
  markQuotes(form);
}

function take(start, end) {
  const text = words().textContent;
  const chosen = text.slice(start, end);
  const from = start + (chosen.length - chosen.trimStart().length);
  const to = end - (chosen.length - chosen.trimEnd().length);
  if (from >= to) return;
  const question = current();
  const [first, last] = [toCodePoints(text, from), toCodePoints(text, to)];
  writeAnswer(question, { start: first, end: last, text: slice(text, first, last) });
  getSelection().removeAllRanges();
  goTo(question);
  question.dispatchEvent(new Event("change", { bubbles: true }));
}

// --- with mouse or finger

function takeSelected() {
  clearTimeout(timer);
  const selection = getSelection();
  if (walk || pressed || !canChoose() || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(words())) return;
  const [start, end] = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
  take(start, end);
}

const canChoose = () => words() && isEditable() && isQuote(current());

// Where a point of the page stands in the words of the message, in UTF-16 units; before them 0, behind them their length.
function offsetOf(container, offset) {
  const until = document.createRange();
  until.selectNodeContents(words());
  const place = until.comparePoint(container, offset);
  if (place < 0) return 0;
  if (place === 0) until.setEnd(container, offset);
  return until.toString().length;
}

document.addEventListener("pointerdown", () => (pressed = true));
for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(type, ({ pointerType }) => {
    pressed = false;
    if (pointerType === "mouse") setTimeout(takeSelected); // the selection is settled after the event
  });
}
document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  if (canChoose() && !walk) timer = setTimeout(takeSelected, SETTLING_MS);
});

// --- with the keyboard

// Begin to choose words: where the quote stands, else at the first word.
export function startWalk() {
  const pieces = piecesOf(words()?.textContent ?? "", words()?.lang);
  if (!pieces.length) return;
  const answer = readAnswer(current());
  const text = words().textContent;
  const span = answer?.end ? [toUnits(text, answer.start), toUnits(text, answer.end)] : [0, pieces[0].end];
  walk = {
    pieces,
    first: Math.max(0, pieces.findIndex(({ end }) => end > span[0])),
    last: Math.max(0, pieces.findLastIndex(({ start }) => start < span[1])),
  };
  words().closest("[tabindex]").focus();
  showWalk();
}

// Words, signs and emoji: all that is not white space.
function piecesOf(text, language) {
  const segments = "Segmenter" in Intl ? [...new Intl.Segmenter(languageOf(language), { granularity: "word" }).segment(text)] : null;
  const found = segments ?? [...text.matchAll(/\S+/g)].map((match) => ({ segment: match[0], index: match.index }));
  const visible = found.filter(({ segment }) => segment.trim());
  return visible.map(({ segment, index }) => ({ start: index, end: index + segment.length }));
}

function languageOf(tag) {
  try {
    return Intl.getCanonicalLocales(tag || [])[0];
  } catch {
    return undefined;
  }
}

function showWalk() {
  const text = words().textContent;
  const [start, end] = [walk.pieces[walk.first].start, walk.pieces[walk.last].end];
  const range = document.createRange();
  const [from, to] = [pointAt(start), pointAt(end)];
  range.setStart(...from);
  range.setEnd(...to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  say(text.slice(start, end));
}

function endWalk() {
  walk = null;
  getSelection().removeAllRanges();
  goTo(current());
}

const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -Infinity, End: Infinity };

function moveWalk(step, extends_) {
  const within = (place) => Math.min(Math.max(place, 0), walk.pieces.length - 1);
  walk.last = within(walk.last + step);
  if (extends_) walk.first = Math.min(walk.first, walk.last);
  else walk.first = walk.last;
  showWalk();
}

// Before the keys of the desk, which rest meanwhile.
document.addEventListener(
  "keydown",
  (event) => {
    if (!walk || !desk() || event.ctrlKey || event.metaKey || event.altKey) return;
    const deed = walkDeed(event);
    if (!deed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    deed();
  },
  { capture: true },
);

function walkDeed(event) {
  if (event.key in MOVES) return () => moveWalk(MOVES[event.key], event.shiftKey);
  if (event.key === "Enter" || event.key === "q") return takeWalk;
  if (event.key === "Escape") return endWalk;
  return event.key === "Tab" || event.key === "Shift" ? null : () => {};
}

function takeWalk() {
  const [start, end] = [walk.pieces[walk.first].start, walk.pieces[walk.last].end];
  walk = null;
  take(start, end);
}

// Whoever goes elsewhere has stopped choosing.
document.body.addEventListener("focusin", ({ target }) => {
  if (walk && !target.contains(words())) walk = null;
});

// --- marks

function markQuotes(form) {
  const place = words();
  if (!place) return;
  for (const mark of place.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  place.normalize();
  for (const question of askedOf(form).filter(isQuote)) {
    const answer = readAnswer(question);
    if (answer?.end) markBetween(place, toUnits(place.textContent, answer.start), toUnits(place.textContent, answer.end));
  }
}

function markBetween(place, start, end) {
  let at = 0;
  for (const node of textsOf(place)) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, node.length)];
    at += node.length;
    if (from < to) wrap(node, from, to);
  }
}

function wrap(node, from, to) {
  const mark = document.createElement("mark");
  const inside = from > 0 ? node.splitText(from) : node;
  inside.splitText(to - from);
  inside.replaceWith(mark);
  mark.append(inside);
}

function textsOf(place) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function pointAt(offset) {
  let left = offset;
  const nodes = textsOf(words());
  for (const node of nodes) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [nodes.at(-1), nodes.at(-1).length];
}

document.body.addEventListener("change", ({ target }) => {
  const question = target.closest?.("[data-cd-variable]");
  if (!isQuote(question)) return;
  if (choicesOf(question).some((choice) => choice === target && choice.checked)) writeAnswer(question, readAnswer(question));
  markQuotes(formOf());
});
