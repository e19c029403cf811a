// Lets the reader choose light, dark or the system's theme, and remembers it in this browser.

const KEY = "cyberdip.theme";

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto";
  }
}

function remember(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

function show(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

for (const choice of document.querySelectorAll("[data-cd-theme]")) {
  choice.hidden = false;
  for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === remembered();
  choice.addEventListener("change", (event) => {
    remember(event.target.value);
    show(event.target.value);
  });
}
