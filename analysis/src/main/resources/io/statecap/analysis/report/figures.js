/* What figures do for a reader: choosing, hiding, pointing, arrow keys, zooming. They are drawn already. */
const NEAR = 40; // pixels within which a pointer finds a value
const tip = document.getElementById("tip");
const said = document.getElementById("said");

/** By figure: shows the line with this label in the panel with this title, the others pale. */
const lineShowers = new Map();

document.querySelectorAll(".drawing").forEach(figure => {
  const plots = [...figure.querySelectorAll(".plot")];
  const chooser = figure.querySelector("select");
  if (chooser) chooser.addEventListener("change", () => plots.forEach((plot, index) => { plot.hidden = index !== chooser.selectedIndex; }));
  plots.forEach(plot => {
    plot.querySelectorAll(".legend button").forEach(button => button.addEventListener("click", () => {
      const hidden = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!hidden));
      plot.querySelectorAll(".mark").forEach(mark => { if (mark.dataset.key === button.dataset.key) mark.classList.toggle("hidden", hidden); });
    }));
    plot.querySelector(".reset button").addEventListener("click", () => { zoom(plot, null); show(plot, null); });
    plot.querySelectorAll(".panel svg").forEach(svg => {
      pointing(svg);
      if (svg.dataset.frame) zooming(plot, svg);
    });
  });
  lineShowers.set(figure.dataset.figure, (panel, line) => {
    const plot = plots.find(one => !one.hidden);
    show(plot, { panel: panel, line: line });
    const titles = [...plot.querySelectorAll(".panel h3")];
    (titles.find(title => title.textContent === panel) || titles[0]).parentElement.scrollIntoView({ block: "center" });
  });
});

/** Paints all lines pale but one; without one, none. Where seeds are not drawn, it is the mean of its training length. */
function show(plot, shown) {
  plot.querySelectorAll(".panel").forEach(panel => {
    const marks = [...panel.querySelectorAll(".mark")];
    const here = shown && panel.querySelector("h3") && panel.querySelector("h3").textContent === shown.panel;
    const seeds = here && marks.some(mark => mark.dataset.label === shown.line);
    marks.forEach(mark => {
      const label = mark.dataset.label;
      const is = here && mark.classList.contains("line") && (seeds ? label === shown.line : label.startsWith(shown.line.split(", seed")[0] + ", mean"));
      mark.classList.toggle("shown", Boolean(is));
      mark.classList.toggle("faint", Boolean(shown && !is));
    });
  });
  tellReset(plot, shown ? "Shown: " + shown.panel + ", " + shown.line : "", shown ? "Show all lines again" : "");
}

function tellReset(plot, words, offer) {
  const row = plot.querySelector(".reset");
  row.hidden = !offer;
  row.querySelector("span").textContent = words;
  row.querySelector("button").textContent = offer;
}

function showTip(svg, at, heading, lines) {
  const place = svg.getScreenCTM();
  tip.replaceChildren(element("strong", heading), ...lines.flatMap(line => [element("span", line), document.createElement("br")]));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = place.a * at.x + place.e;
  const top = place.d * at.y + place.f;
  tip.style.left = Math.max(4, left + 14 + box.width > window.innerWidth ? left - 14 - box.width : left + 14) + "px";
  tip.style.top = Math.max(4, top + 14 + box.height > window.innerHeight ? top - 14 - box.height : top + 14) + "px";
}

function hideTip() {
  tip.hidden = true;
}

const numbers = text => (text.match(/-?[\d.]+/g) || []).map(Number);

/** All values of a panel that a reader can point at, in rows: of a mark, or of a row of cells. */
function targets(svg) {
  if (!svg.dataset.frame) {
    const rows = new Map();
    svg.querySelectorAll(".strip").forEach(strip => {
      const [x, y, width, height] = ["x", "y", "width", "height"].map(name => Number(strip.getAttribute(name)));
      const split = strip.dataset.label.indexOf(": ");
      if (!rows.has(y)) rows.set(y, []);
      rows.get(y).push({ x: x + width / 2, y: y + height / 2, wide: width, high: height,
        label: strip.dataset.label.slice(0, split), lines: [strip.dataset.label.slice(split + 2)] });
    });
    return [...rows.entries()].sort((a, b) => a[0] - b[0]).map(([, row]) => row.sort((a, b) => a.x - b.x));
  }
  const frame = frameOf(svg);
  const [xName, yName] = [...svg.querySelectorAll(".axis-title")].map(title => title.textContent.split(",")[0]);
  const rows = [];
  let across = [];
  svg.querySelectorAll(".mark").forEach(mark => {
    if (mark.dataset.x !== undefined) across = mark.dataset.x.split(" ");
    if (mark.classList.contains("hidden")) return;
    const up = mark.dataset.y === undefined ? [] : mark.dataset.y.split(" ");
    const at = numbers(mark.dataset.at !== undefined ? mark.dataset.at : up.length === 0 ? "" : mark.dataset.place
      || mark.getAttribute("transform") || mark.getAttribute("d"));
    const row = [];
    for (let i = 0; i + 1 < at.length; i += 2) {
      const point = { x: at[i] * frame.scaleX + frame.moveX, y: at[i + 1] * frame.scaleY + frame.moveY, thin: mark.classList.contains("thin"),
        label: mark.dataset.label, lines: up.length > 0 ? [xName + " " + across[i / 2], yName + " " + up[i / 2]] : [] };
      if (point.x >= frame.left - 1 && point.x <= frame.right + 1 && point.y >= frame.top - 1 && point.y <= frame.bottom + 1) row.push(point);
    }
    if (row.length > 0) rows.push(row);
  });
  return rows;
}

function pointing(svg) {
  let cursor = null;
  let row = 0;
  let index = -1;
  const clear = () => { if (cursor) cursor.remove(); cursor = null; hideTip(); };
  const select = point => {
    clear();
    cursor = document.createElementNS(svg.namespaceURI, point.wide ? "rect" : "circle");
    const place = point.wide ? { x: point.x - point.wide / 2, y: point.y - point.high / 2, width: point.wide, height: point.high }
      : { cx: point.x, cy: point.y, r: 6 };
    Object.entries(place).forEach(([name, value]) => cursor.setAttribute(name, value));
    cursor.setAttribute("class", "cursor");
    svg.append(cursor);
    showTip(svg, point, point.label, point.lines);
  };
  svg.addEventListener("pointermove", event => {
    const at = pointIn(svg, event);
    let best = null;
    let least = Infinity;
    targets(svg).flat().forEach(point => {
      const away = point.wide ? Math.max(Math.abs(point.x - at.x) - point.wide / 2, Math.abs(point.y - at.y) - point.high / 2)
        : Math.hypot(point.x - at.x, point.y - at.y);
      if (away + (point.thin ? 3 : 0) < least && away < (point.wide ? 1 : NEAR)) { best = point; least = away + (point.thin ? 3 : 0); }
    });
    if (best) select(best); else clear();
  });
  svg.addEventListener("pointerleave", clear);
  svg.addEventListener("blur", clear);
  svg.addEventListener("keydown", event => {
    const rows = targets(svg);
    if (event.key === "Escape") clear();
    if (rows.length === 0 || !event.key.startsWith("Arrow")) return;
    if (event.key === "ArrowDown") row++;
    if (event.key === "ArrowUp") row--;
    row = (row + rows.length) % rows.length;
    index = Math.min(Math.max(index + (event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0), 0), rows[row].length - 1);
    event.preventDefault();
    select(rows[row][index]);
    said.textContent = [rows[row][index].label].concat(rows[row][index].lines).join(rows[row][index].wide ? ": " : ", ");
  });
}

function pointIn(svg, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

/** The edges of a panel's picture, and how its layer of marks is stretched. */
function frameOf(svg) {
  const [left, top, right, bottom] = numbers(svg.dataset.frame);
  const [scaleX, , , scaleY, moveX, moveY] = svg.dataset.zoom ? numbers(svg.dataset.zoom) : [1, 0, 0, 1, 0, 0];
  return { left, top, right, bottom, scaleX, scaleY, moveX, moveY };
}

/** Dragging a rectangle zooms to it; a double click shows the whole range. Fingers scroll the page instead. */
function zooming(plot, svg) {
  let from = null;
  let box = null;
  const inside = event => {
    const frame = frameOf(svg);
    const at = pointIn(svg, event);
    return { x: Math.min(frame.right, Math.max(frame.left, at.x)), y: Math.min(frame.bottom, Math.max(frame.top, at.y)) };
  };
  const stop = () => { if (box) box.remove(); box = null; from = null; };
  svg.addEventListener("pointerdown", event => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = inside(event);
    box = document.createElementNS(svg.namespaceURI, "rect");
    box.setAttribute("class", "zoom");
    svg.append(box);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", event => {
    if (!from) return;
    const to = inside(event);
    Object.entries({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) })
      .forEach(([name, value]) => box.setAttribute(name, value));
  });
  svg.addEventListener("pointerup", event => {
    if (!from) return;
    const start = from;
    const to = inside(event);
    stop();
    if (Math.abs(to.x - start.x) <= 8 || Math.abs(to.y - start.y) <= 8) return;
    const frame = frameOf(svg);
    const x = [start.x, to.x].sort((a, b) => a - b).map(at => placeAt(svg, "x", (at - frame.moveX) / frame.scaleX));
    const y = [start.y, to.y].sort((a, b) => b - a).map(at => placeAt(svg, "y", (at - frame.moveY) / frame.scaleY));
    zoom(plot, { svg: svg, x: x, y: y });
  });
  svg.addEventListener("pointercancel", stop);
  svg.addEventListener("dblclick", () => zoom(plot, null));
}

/** An axis of a panel: values lie on it by themselves or by their logarithm to base 2, from low to high. */
function axisOf(svg, name) {
  const [scale, format, shared, low, high] = svg.dataset[name + "Axis"].split(" ");
  const frame = frameOf(svg);
  return { log: scale === "LOG2", format: format, shared: shared === "shared", low: Number(low), high: Number(high),
    from: name === "x" ? frame.left : frame.bottom, to: name === "x" ? frame.right : frame.top };
}

function placeAt(svg, name, pixel) {
  const axis = axisOf(svg, name);
  return axis.low + (pixel - axis.from) / (axis.to - axis.from) * (axis.high - axis.low);
}

/** Stretches the panels to what was dragged over, in every panel where an axis is shared; null for all of it. */
function zoom(plot, to) {
  hideTip();
  plot.querySelectorAll("[data-frame]").forEach(svg => {
    const stretch = name => {
      const axis = axisOf(svg, name);
      const shown = to && (axis.shared || svg === to.svg) ? to[name] : [axis.low, axis.high];
      const pixel = place => axis.from + (place - axis.low) / (axis.high - axis.low) * (axis.to - axis.from);
      const scale = (axis.high - axis.low) / (shown[1] - shown[0]);
      return { axis: axis, shown: shown, scale: scale, move: axis.from - scale * pixel(shown[0]) };
    };
    const x = stretch("x");
    const y = stretch("y");
    const matrix = [x.scale, 0, 0, y.scale, x.move, y.move].map(value => value.toFixed(6)).join(" ");
    svg.dataset.zoom = matrix;
    svg.querySelector(".layer").setAttribute("transform", "matrix(" + matrix + ")");
    svg.querySelectorAll(".fix").forEach(node => {
      node.dataset.place = node.dataset.place || node.getAttribute("transform");
      node.setAttribute("transform", node.dataset.place + " scale(" + 1 / x.scale + "," + 1 / y.scale + ")");
    });
    const ticks = svg.querySelector(".ticks");
    svg.ticks = svg.ticks || ticks.innerHTML;
    if (to) ticks.replaceChildren(...axisTicks(svg, x, true), ...axisTicks(svg, y, false));
    else ticks.innerHTML = svg.ticks;
  });
  tellReset(plot, "", to ? "Show the whole range again" : "");
}

function axisTicks(svg, stretch, horizontal) {
  const { axis, shown } = stretch;
  const frame = frameOf(svg);
  const value = place => axis.log ? Math.pow(2, place) : place;
  let values = round(value(shown[0]), value(shown[1]));
  if (axis.log) {
    const first = Math.ceil(shown[0]);
    const powers = Array.from({ length: Math.max(0, Math.floor(shown[1]) - first + 1) }, (unused, i) => Math.pow(2, first + i));
    if (powers.length > 1) values = powers.filter((power, i) => i % Math.ceil(powers.length / 6) === 0);
  }
  return values.flatMap(tick => {
    const place = axis.log ? Math.log2(tick) : tick;
    const at = axis.from + (place - shown[0]) / (shown[1] - shown[0]) * (axis.to - axis.from);
    const line = document.createElementNS(svg.namespaceURI, "path");
    line.setAttribute("class", "tick-line");
    line.setAttribute("d", horizontal ? "M" + at + "," + frame.top + "V" + frame.bottom : "M" + frame.left + "," + at + "H" + frame.right);
    const text = document.createElementNS(svg.namespaceURI, "text");
    text.setAttribute("x", horizontal ? at : frame.left - 6);
    text.setAttribute("y", horizontal ? frame.bottom + 15 : at + 4);
    text.setAttribute("text-anchor", horizontal ? "middle" : "end");
    text.textContent = tickText(axis, tick);
    return [line, text];
  });
}

function round(low, high) {
  const decade = Math.pow(10, Math.floor(Math.log10((high - low) / 5)));
  const step = decade * [1, 2, 5, 10].find(times => times * decade >= (high - low) / 5);
  const values = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) values.push(i * step);
  return values;
}

function tickText(axis, value) {
  const kibi = axis.format === "TOKENS" && value >= 1024 && value % 1024 === 0;
  return (kibi ? value / 1024 + "K" : Number(value.toPrecision(6)).toLocaleString("en")).replace("-", "\u2212");
}
