// Sets the chosen theme before the first paint. A classic script, since modules wait for the whole page.
(() => {
  try {
    const theme = localStorage.getItem("cyberdip.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's theme it is.
  }
})();
