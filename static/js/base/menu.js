// A menu is a <details>: it opens without JavaScript. Here it learns to close when one goes elsewhere.

function close(menu) {
  menu.open = false;
}

function openMenus() {
  return document.querySelectorAll("details[data-cd-menu][open]");
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    close(menu);
    menu.querySelector("summary").focus();
  }
});
