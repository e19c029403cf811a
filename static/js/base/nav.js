// On a phone the navigation of a study scrolls sideways: the entry one stands at is brought into view.

const here = document.querySelector(".study-nav [aria-current]");
const list = here?.closest("ul");

if (list) list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
