// What htmx does with an answer that is not the expected fragment: nothing fails in silence.

function problemIn(xhr) {
  const page = new DOMParser().parseFromString(xhr.responseText ?? "", "text/html");
  return page.querySelector("[data-cd-problem]")?.textContent.trim();
}

function notice(sentence) {
  const copy = document.getElementById("notice-template").content.cloneNode(true);
  if (sentence) copy.querySelector("p").textContent = sentence;
  document.getElementById("messages").replaceChildren(copy);
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (isSignIn(xhr)) {
    event.detail.shouldSwap = false;
    window.location.reload();
  } else if (xhr.status === 422 && !problemIn(xhr)) {
    // A form that came back with its errors is an answer, not a failure.
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// The session has ended, and the request was led to the sign-in page: so is the reader.
function isSignIn(xhr) {
  return Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === document.body.dataset.cdSignIn;
}

document.body.addEventListener("htmx:responseError", (event) => notice(problemIn(event.detail.xhr)));
document.body.addEventListener("htmx:sendError", () => notice());
document.body.addEventListener("htmx:timeout", () => notice());
