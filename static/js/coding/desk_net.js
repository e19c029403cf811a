// Talks to the server, and tells apart what can go wrong.

const TIMEOUT_MS = 20_000;
const LARGEST_KEPT_ALIVE = 60_000; // browsers let a request outlive its page up to 64 kB

// Sends JSON. Answers {kind, answer}: ok, stale (somebody was first), problem (the server says no, in a sentence),
// signed_out, or network (nothing came back that we understand).
export async function send(url, body, form) {
  const text = JSON.stringify(body);
  try {
    const response = await fetch(url, {
      method: "POST",
      body: text,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(form) },
      keepalive: text.length < LARGEST_KEPT_ALIVE,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await understand(response);
  } catch {
    return { kind: "network" };
  }
}

async function understand(response) {
  const isJson = /[/+]json\b/.test(response.headers.get("Content-Type") ?? "");
  if (response.redirected || (response.status === 403 && !isJson)) return { kind: "signed_out" };
  if (!isJson) return { kind: "network" };
  const answer = await response.json();
  if (response.ok) return { kind: "ok", answer };
  return { kind: answer.code === "stale" ? "stale" : "problem", answer };
}

// Signing in again changes the token: the cookie has the newest, the form the one of its birth.
function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// Asks for what is hidden. Answers {card}, the message with it, or {sentence} where the server says no, or {}.
export async function fetchCard(url, form) {
  try {
    const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken(form), Accept: "application/json" };
    const response = await fetch(url, { method: "POST", headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (response.ok) return { card: partOf(text, "[data-cd-message]") };
    return { sentence: JSON.parse(text).detail };
  } catch {
    return {};
  }
}

// The fragment of a message: the very HTML of its page, without the frame.
export async function fetchDesk(url) {
  const response = await fetch(url, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok || response.redirected) throw new Error(`no desk at ${url}`);
  const fragment = partOf(await response.text(), "[data-cd-desk]");
  if (!fragment) throw new Error(`no desk at ${url}`);
  return fragment;
}

function partOf(text, selector) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const part = holder.content.querySelector(selector);
  return part && document.importNode(part, true);
}
