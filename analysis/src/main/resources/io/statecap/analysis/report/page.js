/* What the other scripts share: the report's data, numbers in words, the box beside the pointer. */
const KIBI = 1024;
const ROWS_AT_FIRST = 200;
const MANY_GRIDS = 8; // more than this are drawn small
const NEGLIGIBLE = 1e-12; // below this a value is the rounding error of a zero
const SHORT_ID = 8;
const NEAR = 40; // pixels within which a pointer finds a point
const report = JSON.parse(document.getElementById("report-data").textContent);
const tip = document.getElementById("tip");
const said = document.getElementById("said");

const count = d3.format(",");

function plain(value) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  if (size < NEGLIGIBLE) return "0";
  if (size >= 1e4 && size < 1e15) return minus(count(Math.round(value)));
  if (size < 1e-4 || size >= 1e15) return minus(value.toExponential(3));
  return minus(String(Number(value.toPrecision(4))));
}

function tokens(value) {
  if (value === null || value === undefined) return "";
  if (value !== Math.round(value)) return plain(value);
  if (value >= KIBI * KIBI && value % (KIBI * KIBI) === 0) return value / KIBI / KIBI + "M";
  return value >= KIBI && value % KIBI === 0 ? value / KIBI + "K" : count(value);
}

function minus(text) {
  return text.replace("-", "\u2212");
}

const formats = {
  NUMBER: plain,
  LOSS: value => value === null || value === undefined ? "" : minus(value.toFixed(3).replace(/^-(0\.0+)$/, "$1")),
  TOKENS: tokens,
  COUNT: value => value === null || value === undefined ? "" : count(Math.round(value))
};

function showTip(clientX, clientY, heading, lines) {
  tip.replaceChildren();
  tip.append(element("strong", heading));
  lines.forEach(line => { tip.append(element("span", line), document.createElement("br")); });
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = clientX + 14 + box.width > window.innerWidth ? clientX - 14 - box.width : clientX + 14;
  const top = clientY + 14 + box.height > window.innerHeight ? clientY - 14 - box.height : clientY + 14;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, top) + "px";
}

function hideTip() {
  tip.hidden = true;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function inked(selection, ink) {
  return selection.classed("ink", true).style("--light", ink.light).style("--dark", ink.dark);
}
