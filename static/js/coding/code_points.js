// Places in a text are stored as Unicode code points, as Python counts them; JavaScript counts UTF-16 units.

// How many code points stand before the unit `offset`. Inside of a pair it is the place of the pair.
export function toCodePoints(text, offset) {
  let count = 0;
  for (let unit = 0; unit < offset; unit += 1) {
    if (!endsPair(text, unit)) count += 1;
  }
  return endsPair(text, offset) ? count - 1 : count;
}

// Where the code point `place` begins, in UTF-16 units.
export function toUnits(text, place) {
  let offset = 0;
  for (let left = place; left > 0 && offset < text.length; left -= 1) {
    offset += endsPair(text, offset + 1) ? 2 : 1;
  }
  return offset;
}

export const slice = (text, start, end) => text.slice(toUnits(text, start), toUnits(text, end));

// Whether the unit at `offset` is the second half of a pair.
function endsPair(text, offset) {
  return isBetween(text.charCodeAt(offset), 0xdc00, 0xdfff) && isBetween(text.charCodeAt(offset - 1), 0xd800, 0xdbff);
}

const isBetween = (unit, least, most) => unit >= least && unit <= most;
