// Copies the text of the element that a button names: <button data-cd-copy="id" data-cd-copied="Copied">.

document.body.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cd-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.cdCopy);
  if (await copied(source)) say(button);
});

// Without https there is no clipboard: the text is selected instead, ready for Ctrl-C.
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return false;
  }
}

function say(button) {
  const before = button.textContent;
  if (before === button.dataset.cdCopied) return;
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.cdCopied;
  setTimeout(() => (button.textContent = before), 2000);
}
