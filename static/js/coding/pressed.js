// What a press of a key means, the same wherever keys choose.

export function isTyping(target) {
  return target.isContentEditable || (target.matches("textarea, select, input:not([type=radio], [type=checkbox])") && !target.readOnly);
}

// The keyboard may be Cyrillic or Chinese: then the place of the key stands for its letter.
export function letterOf({ key, code }) {
  if (/^[\x21-\x7e]$/.test(key)) return key.toLowerCase();
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code);
  return place ? (place[1] ?? place[2]).toLowerCase() : key;
}

// Enter on a button, a link or a summary is theirs.
export const isPressed = (target) => target.matches("button, a[href], summary");
