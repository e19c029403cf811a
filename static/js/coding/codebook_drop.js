// Where a dragged line would come to stand: between which lines, and on which level of the tree.

import { aboveOf, childrenOf, deepest, depthOf, heightOf, isCategory, outline, rowOf } from "./codebook_lines.js";

const LEVEL = 0.8125; // rem by which a level stands further in, as in codebook.css

export const levelWidth = () => LEVEL * parseFloat(getComputedStyle(document.documentElement).fontSize);

// `{ parent, to, y, level }`, or null where it cannot stand. `levels` is how many levels the hand has gone inwards.
export function dropAt(line, y, levels) {
  return isCategory(line) ? inTree(line, y, levels) : inList(line, y);
}

function inList(line, y) {
  const others = [...outline().querySelectorAll("[data-cd-line]:not([data-cd-key])")].filter((each) => each !== line);
  const to = others.filter((each) => middle(each.getBoundingClientRect()) < y).length;
  const edge = to ? others[to - 1].getBoundingClientRect().bottom : others[0]?.getBoundingClientRect().top;
  return edge === undefined ? null : { parent: "", to, y: edge, level: 0 };
}

function inTree(line, y, levels) {
  const rows = [...outline().querySelectorAll("[data-cd-key]")].filter((each) => !line.contains(each));
  const gap = rows.filter((each) => middle(rowOf(each).getBoundingClientRect()) < y).length;
  const before = rows[gap - 1];
  const level = levelBetween(line, before, rows[gap], levels);
  if (level === null) return null;
  const parent = ancestor(before, level - 1);
  const children = parent ? childrenOf(parent) : rows.filter((each) => depthOf(each) === 1);
  const earlier = new Set(rows.slice(0, gap));
  return {
    parent: parent?.dataset.cdKey ?? "",
    to: children.filter((each) => earlier.has(each)).length,
    y: before ? rowOf(before).getBoundingClientRect().bottom : (rowOf(rows[0]).getBoundingClientRect().top ?? 0),
    level,
  };
}

// At most one level below the line before it, and never above the line behind it, which would become its child.
function levelBetween(line, before, behind, levels) {
  const least = behind ? depthOf(behind) : 1;
  const most = Math.min(before ? depthOf(before) + 1 : 1, deepest() - heightOf(line) + 1);
  return least > most ? null : Math.min(most, Math.max(least, depthOf(line) + levels));
}

function ancestor(line, level) {
  if (level < 1) return null;
  return depthOf(line) === level ? line : ancestor(aboveOf(line), level);
}

const middle = ({ top, bottom }) => (top + bottom) / 2;
