/* Panels of lines and dots over two axes, drawn with D3. */
function shows(axis, value) {
  return value !== null && Number.isFinite(value) && (axis.scale === "LINEAR" || value > 0);
}

function valuesAlong(mark, horizontal) {
  switch (mark.mark) {
    case "line": return horizontal ? mark.x : mark.weight === "DASHED" ? [] : mark.y;
    case "band": return horizontal ? mark.x : [];
    case "dot": return [horizontal ? mark.x : mark.y];
    case "bracket": return horizontal ? [mark.x] : [mark.low, mark.high].filter(end => end !== null);
    default: return horizontal ? [mark.x] : [];
  }
}

/** Smallest and largest value that lines and dots have; bands and lines for comparison may leave the picture. */
function domain(panels, axis, horizontal) {
  const marks = panels.flatMap(panel => panel.marks);
  const values = marks.flatMap(mark => valuesAlong(mark, horizontal)).filter(value => shows(axis, value));
  // A dot on the edge would be cut in half.
  const margin = !horizontal ? .06 : marks.some(mark => mark.mark === "dot" || mark.mark === "bracket") ? .02 : 0;
  let [low, high] = values.length > 0 ? d3.extent(values) : [1, 2];
  if (axis.scale === "LOG2") {
    if (low === high) { low /= 1.5; high *= 1.5; }
    const room = Math.pow(high / low, margin);
    return [low / room, high * room];
  }
  const room = high > low ? margin * (high - low) : .5;
  return [low - room, high + room];
}

function scaleOf(axis, domain, range) {
  return axis.scale === "LOG2" ? d3.scaleLog().base(2).domain(domain).range(range) : d3.scaleLinear().domain(domain).range(range);
}

function ticksOf(axis, scale, pixels, spacing) {
  const wanted = Math.max(2, Math.floor(pixels / spacing));
  if (axis.ticks.length > 0) return apart(axis.ticks, scale, spacing * .8);
  if (axis.scale === "LINEAR") return scale.ticks(wanted);
  const [low, high] = scale.domain();
  const powers = d3.range(Math.ceil(Math.log2(low) - 1e-9), Math.floor(Math.log2(high) + 1e-9) + 1);
  const step = Math.ceil(powers.length / wanted);
  return powers.filter(power => power % step === 0 || powers.length <= 2).map(power => Math.pow(2, power));
}

/** Those of the given ticks that do not run into the one before. */
function apart(ticks, scale, spacing) {
  const [low, high] = scale.domain();
  let last = -Infinity;
  return ticks.filter(tick => {
    if (tick < low || tick > high || scale(tick) - last < spacing) return false;
    last = scale(tick);
    return true;
  });
}

function linePanel(svg, plot, index, state, width, columns, zoomTo) {
  const panel = plot.panels[index];
  const height = columns === 1 && width > 600 ? 440 : Math.max(230, Math.min(340, Math.round(width * .68)));
  const [xDomain, yDomain] = domains(plot, index, state.zoom);
  const yTicks = ticksOf(plot.y, scaleOf(plot.y, yDomain, [height, 0]), height - 60, 42);
  const widest = d3.max(yTicks, tick => formats[plot.y.format](tick).length) || 1;
  const margin = { top: 8, right: 12, bottom: 42, left: 28 + 6.3 * widest };
  const x = scaleOf(plot.x, xDomain, [margin.left, width - margin.right]);
  const y = scaleOf(plot.y, yDomain, [height - margin.bottom, margin.top]);
  svg.attr("viewBox", "0 0 " + width + " " + height);
  axes(svg, plot, x, y, yTicks, margin, width, height);

  const clip = "clip-" + (linePanel.clips = (linePanel.clips || 0) + 1);
  svg.select("defs").append("clipPath").attr("id", clip).append("rect")
    .attr("x", margin.left).attr("y", margin.top)
    .attr("width", Math.max(0, width - margin.left - margin.right)).attr("height", height - margin.top - margin.bottom);
  const layer = svg.append("g").attr("clip-path", "url(#" + clip + ")");
  const visible = panel.marks.filter(mark => !state.hidden.has(mark.key));
  visible.forEach(mark => {
    const drawn = drawMark(layer, mark, plot, x, y);
    if (drawn && state.shown) drawn.classed(isShown(panel, mark, state.shown) ? "shown" : "pale", true);
  });
  pointing(svg, plot, visible, x, y);
  zooming(svg, index, x, y, zoomTo);
}

/** The line that a trial's row points to; where seeds are not drawn, the mean of its training length. */
function isShown(panel, mark, shown) {
  if (panel.title !== shown.panel || mark.mark !== "line") return false;
  const seeds = panel.marks.some(one => one.label === shown.line);
  return seeds ? mark.label === shown.line : mark.label.startsWith(shown.line.split(", seed")[0] + ", mean");
}

/** What a panel's axes show: all of it, or what was zoomed to, in every panel where an axis is shared. */
function domains(plot, index, zoom) {
  const of = (axis, horizontal) => zoom && (axis.shared || zoom.panel === index) ? horizontal ? zoom.x : zoom.y
    : domain(axis.shared ? plot.panels : [plot.panels[index]], axis, horizontal);
  return [of(plot.x, true), of(plot.y, false)];
}

/** Dragging a rectangle zooms to it; a double click shows the whole range. Fingers scroll the page instead. */
function zooming(svg, index, x, y, zoomTo) {
  const node = svg.node();
  const box = svg.append("rect").attr("class", "zoom").attr("visibility", "hidden");
  const inside = (value, range) => Math.min(Math.max(...range), Math.max(Math.min(...range), value));
  const at = event => { const [px, py] = d3.pointer(event, node); return [inside(px, x.range()), inside(py, y.range())]; };
  let from = null;
  svg.on("pointerdown.zoom", event => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = at(event);
    node.setPointerCapture(event.pointerId);
  }).on("pointermove.zoom", event => {
    if (!from) return;
    const to = at(event);
    box.attr("visibility", "visible").attr("x", Math.min(from[0], to[0])).attr("y", Math.min(from[1], to[1]))
      .attr("width", Math.abs(to[0] - from[0])).attr("height", Math.abs(to[1] - from[1]));
  }).on("pointerup.zoom", event => {
    if (!from) return;
    const to = at(event);
    const ends = (scale, a, b) => [scale.invert(a), scale.invert(b)].sort((p, q) => p - q);
    const wide = Math.abs(to[0] - from[0]) > 8 && Math.abs(to[1] - from[1]) > 8;
    const zoom = { panel: index, x: ends(x, from[0], to[0]), y: ends(y, from[1], to[1]) };
    from = null;
    box.attr("visibility", "hidden");
    if (wide) zoomTo(zoom);
  }).on("pointercancel.zoom", () => { from = null; box.attr("visibility", "hidden"); })
    .on("dblclick.zoom", () => zoomTo(null));
}

function axes(svg, plot, x, y, yTicks, margin, width, height) {
  const bottom = height - margin.bottom;
  const xTicks = ticksOf(plot.x, x, width - margin.left - margin.right, plot.x.format === "COUNT" ? 64 : 48);
  const group = svg.append("g").attr("aria-hidden", "true");
  xTicks.forEach(tick => {
    group.append("line").attr("class", "tick-line").attr("x1", x(tick)).attr("x2", x(tick)).attr("y1", margin.top).attr("y2", bottom);
    group.append("text").attr("x", x(tick)).attr("y", bottom + 15).attr("text-anchor", "middle").text(formats[plot.x.format](tick));
  });
  yTicks.forEach(tick => {
    group.append("line").attr("class", "tick-line").attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", y(tick)).attr("y2", y(tick));
    group.append("text").attr("x", margin.left - 6).attr("y", y(tick)).attr("dy", ".34em").attr("text-anchor", "end").text(formats[plot.y.format](tick));
  });
  group.append("path").attr("class", "frame").attr("d", "M" + margin.left + "," + margin.top + "V" + bottom + "H" + (width - margin.right));
  group.append("text").attr("class", "axis-title").attr("x", (margin.left + width - margin.right) / 2).attr("y", height - 8)
    .attr("text-anchor", "middle").text(plot.x.label);
  group.append("text").attr("class", "axis-title").attr("transform", "translate(11," + (margin.top + bottom) / 2 + ") rotate(-90)")
    .attr("text-anchor", "middle").text(plot.y.label);
}

/** Draws a mark and returns it; null for a dot that the axes cannot show. */
function drawMark(layer, mark, plot, x, y) {
  const place = value => shows(plot.y, value) ? y(value) : y.range()[0] + 40;
  switch (mark.mark) {
    case "line": {
      const path = d3.line().defined(i => shows(plot.x, mark.x[i]) && shows(plot.y, mark.y[i])).x(i => x(mark.x[i])).y(i => y(mark.y[i]));
      return inked(layer.append("path"), mark.ink).classed("mark line " + mark.weight.toLowerCase(), true).attr("d", path(d3.range(mark.x.length)));
    }
    case "band": {
      const area = d3.area().x(i => x(mark.x[i])).y0(i => place(mark.low[i])).y1(i => place(mark.high[i]));
      return inked(layer.append("path"), mark.ink).classed("mark band", true).attr("d", area(d3.range(mark.x.length)));
    }
    case "dot":
      if (shows(plot.x, mark.x) && shows(plot.y, mark.y)) {
        return inked(drawDot(layer, mark.shape.toLowerCase(), x(mark.x), y(mark.y)), mark.ink).classed("mark", true);
      }
      return null;
    case "bracket": {
      const [bottom, top] = y.range();
      const low = mark.low === null || !shows(plot.y, mark.low) ? bottom : y(mark.low);
      const high = mark.high === null ? top : y(mark.high);
      const group = inked(layer.append("g"), mark.ink).classed("mark", true);
      const cap = mark.weight === "DASHED" ? 4 : mark.weight === "THIN" ? 2.5 : 0;
      const at = x(mark.x);
      group.append("path").attr("class", "bracket " + mark.weight.toLowerCase()).attr("d", "M" + at + "," + low + "V" + high
        + (cap && mark.low !== null ? "M" + (at - cap) + "," + low + "h" + 2 * cap : "")
        + (cap && mark.high !== null ? "M" + (at - cap) + "," + high + "h" + 2 * cap : ""));
      if (mark.weight !== "THIN" && mark.low === null) arrow(group, at, bottom, 1);
      if (mark.weight !== "THIN" && mark.high === null) arrow(group, at, top, -1);
      return group;
    }
    default:
      return inked(layer.append("line"), mark.ink).classed("mark rule", true).attr("x1", x(mark.x)).attr("x2", x(mark.x))
        .attr("y1", y.range()[0]).attr("y2", y.range()[1]);
  }
}

function arrow(group, at, edge, direction) {
  group.append("path").attr("class", "open").attr("d", "M" + (at - 5) + "," + (edge - 6 * direction) + "h10l-5," + 6 * direction + "z");
}

function drawDot(layer, shape, x, y) {
  const paths = {
    cross: "M-4,-4L4,4M-4,4L4,-4",
    diamond: "M0,-6L6,0L0,6L-6,0Z",
    triangle: "M0,-5L5,4L-5,4Z",
    down: "M0,5L5,-4L-5,-4Z"
  };
  const dot = shape in paths ? layer.append("path").attr("d", paths[shape]) : layer.append("circle").attr("r", 4);
  return dot.attr("class", "dot " + shape).attr("transform", "translate(" + x + "," + y + ")");
}

/** All values of a panel that a reader can point at, mark by mark. */
function targets(plot, marks, x, y) {
  return marks.map(mark => {
    const at = (valueX, valueY, lines) => ({ mark: mark, x: x(valueX), y: y(valueY), lines: lines });
    const xText = value => axisName(plot.x) + " " + formats[plot.x.format](value);
    const yText = value => axisName(plot.y) + " " + plain(value);
    if (mark.mark === "line") {
      return d3.range(mark.x.length).filter(i => shows(plot.x, mark.x[i]) && shows(plot.y, mark.y[i]))
        .map(i => at(mark.x[i], mark.y[i], [xText(mark.x[i]), yText(mark.y[i])]));
    }
    if (mark.mark === "dot" && shows(plot.x, mark.x) && shows(plot.y, mark.y)) {
      return [at(mark.x, mark.y, [xText(mark.x), yText(mark.y)])];
    }
    if (mark.mark === "bracket") {
      return [mark.low, mark.high].filter(end => end !== null && shows(plot.y, end)).map(end => at(mark.x, end, []));
    }
    return [];
  }).filter(points => points.length > 0);
}

function axisName(axis) {
  return axis.label.split(",")[0];
}

function between(value, range) {
  return value >= Math.min(...range) - 1 && value <= Math.max(...range) + 1;
}

function pointing(svg, plot, marks, x, y) {
  const inPicture = point => between(point.x, x.range()) && between(point.y, y.range());
  const all = targets(plot, marks, x, y).map(points => points.filter(inPicture)).filter(points => points.length > 0);
  const cursor = svg.append("circle").attr("class", "cursor").attr("r", 6).attr("visibility", "hidden");
  const node = svg.node();
  const select = point => {
    cursor.attr("cx", point.x).attr("cy", point.y).attr("visibility", "visible");
    const box = node.getBoundingClientRect();
    const scale = box.width / node.viewBox.baseVal.width;
    showTip(box.left + point.x * scale, box.top + point.y * scale, point.mark.label, point.lines);
  };
  const clear = () => { cursor.attr("visibility", "hidden"); hideTip(); };
  svg.on("pointermove", event => {
    const [px, py] = d3.pointer(event, node);
    const near = d3.least(all.flat(), point => Math.hypot(point.x - px, point.y - py) + (point.mark.weight === "THIN" ? 3 : 0));
    if (near && Math.hypot(near.x - px, near.y - py) < NEAR) select(near); else clear();
  }).on("pointerleave", clear).on("blur", clear);
  arrowKeys(svg, all, point => {
    select(point);
    said.textContent = [point.mark.label].concat(point.lines).join(", ");
  }, clear);
}

/** Left and right move within a row of values, up and down between rows. */
function arrowKeys(svg, rows, select, clear) {
  let row = 0;
  let index = -1;
  svg.on("keydown", event => {
    if (rows.length === 0) return;
    if (event.key === "Escape") { clear(); return; }
    if (event.key === "ArrowRight") index = Math.min(index + 1, rows[row].length - 1);
    else if (event.key === "ArrowLeft") index = Math.max(index - 1, 0);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      row = (row + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
      index = Math.min(Math.max(index, 0), rows[row].length - 1);
    } else return;
    event.preventDefault();
    select(rows[row][index]);
  });
}
