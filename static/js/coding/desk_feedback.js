// What was right has been read: Enter goes on. An Enter on the heels of the one that saved the coding is not meant for this page.

import { isPressed } from "./pressed.js";

const SETTLING_MS = 400;
const arrived = performance.now();
const goOn = () => document.querySelector("[data-cd-go-on]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const early = event.repeat || performance.now() - arrived < SETTLING_MS;
  if (!early && event.target !== goOn() && isPressed(event.target)) return;
  event.preventDefault();
  if (!early) goOn().click();
});
