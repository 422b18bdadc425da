/* What the other scripts share. */
const ROWS_AT_FIRST = 200;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const count = value => value.toLocaleString("en");
window.addEventListener("scroll", () => { document.getElementById("tip").hidden = true; }, { passive: true });
