/* Draws the report's figures (with D3) and tables from the JSON in the page. */
(function () {
  "use strict";

  const KIBI = 1024;
  const ROWS_AT_FIRST = 200;
  const MANY_GRIDS = 8; // more than this are drawn small
  const NEAR = 40; // pixels within which a pointer finds a point
  const report = JSON.parse(document.getElementById("report-data").textContent);
  const tip = document.getElementById("tip");
  const said = document.getElementById("said");

  // ---- numbers ------------------------------------------------------------------------------------------------------

  const count = d3.format(",");

  function plain(value) {
    if (value === null || value === undefined) return "";
    if (value === 0) return "0";
    const size = Math.abs(value);
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

  // ---- what a reader points at --------------------------------------------------------------------------------------

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

  // ---- figures ------------------------------------------------------------------------------------------------------

  function figure(holder, spec) {
    const state = { plot: spec.plots[0], hidden: new Set(), width: 0 };
    if (spec.plots.length > 1) holder.append(chooser(spec, chosen => { state.plot = chosen; state.hidden.clear(); draw(); }));
    const body = element("div");
    holder.append(body);

    function draw() {
      hideTip();
      body.replaceChildren();
      const plot = state.plot;
      if (plot.plot === "lines") {
        if (plot.legend.length > 0) body.append(legend(plot, state, draw));
      } else {
        body.append(colours(plot.colours));
      }
      const panels = element("div", null, "panels");
      body.append(panels);
      const small = plot.plot === "grid" && plot.panels.length > MANY_GRIDS;
      const columns = columnsFor(plot.panels.length, state.width, small ? 165 : 350);
      panels.style.gridTemplateColumns = "repeat(" + columns + ", minmax(0, 1fr))";
      const width = Math.floor((state.width - 20 * (columns - 1)) / columns);
      plot.panels.forEach((panel, index) => {
        const box = element("div", null, "panel");
        if (panel.title) box.append(element("h3", panel.title));
        panels.append(box);
        const svg = d3.select(box).append("svg").attr("role", "group").attr("tabindex", 0);
        describe(svg, spec, panel, spec.id + "-" + index);
        if (plot.plot === "lines") linePanel(svg, plot, panel, state.hidden, width, columns);
        else gridPanel(svg, plot, panel, width);
      });
    }

    new ResizeObserver(entries => {
      const width = Math.floor(entries[0].contentRect.width);
      if (width > 0 && Math.abs(width - state.width) > 1) {
        state.width = width;
        draw();
      }
    }).observe(holder);
    state.width = Math.floor(holder.getBoundingClientRect().width);
    draw();
  }

  /** Title and description for readers who listen; within defs, so that browsers show no second tooltip. */
  function describe(svg, spec, panel, id) {
    const defs = svg.append("defs");
    defs.append("title").attr("id", id + "-name").text(spec.title + (panel.title ? ": " + panel.title : ""));
    defs.append("desc").attr("id", id + "-about").text(spec.description + " Arrow keys move from value to value.");
    svg.attr("aria-labelledby", id + "-name").attr("aria-describedby", id + "-about");
  }

  function columnsFor(panels, width, least) {
    const most = Math.max(1, Math.floor((width + 20) / (least + 20)));
    const rows = Math.ceil(panels / most);
    return Math.ceil(panels / rows);
  }

  function chooser(spec, choose) {
    const controls = element("div", null, "controls");
    const label = element("label", spec.chooser);
    const select = element("select");
    spec.plots.forEach((plot, index) => {
      const option = element("option", plot.name);
      option.value = index;
      select.append(option);
    });
    select.addEventListener("change", () => choose(spec.plots[Number(select.value)]));
    label.append(select);
    controls.append(label);
    return controls;
  }

  function legend(plot, state, draw) {
    const list = element("ul", null, "legend");
    plot.legend.forEach(entry => {
      const button = element("button");
      button.type = "button";
      button.title = "Show or hide";
      button.setAttribute("aria-pressed", String(!state.hidden.has(entry.key)));
      const symbol = inked(d3.select(button).append("svg").attr("width", 26).attr("height", 14).attr("aria-hidden", "true"), entry.ink);
      if (["main", "thin", "dashed"].includes(entry.symbol)) {
        symbol.append("path").attr("class", "line " + entry.symbol).attr("d", "M1,7H25");
      } else if (entry.symbol === "band") {
        symbol.append("rect").attr("class", "band").style("opacity", .32).attr("x", 1).attr("y", 1).attr("width", 24).attr("height", 12);
      } else {
        drawDot(symbol, entry.symbol, 13, 7);
      }
      button.append(entry.label);
      button.addEventListener("click", () => {
        if (!state.hidden.delete(entry.key)) state.hidden.add(entry.key);
        const position = plot.legend.indexOf(entry);
        const holder = list.parentElement;
        draw();
        holder.querySelectorAll(".legend button")[position].focus();
      });
      const item = element("li");
      item.append(button);
      list.append(item);
    });
    return list;
  }

  function colours(scale) {
    const row = element("div", null, "colours");
    row.append(element("span", scale.label), element("span", plain(scale.low)));
    const svg = d3.select(row).append("svg").attr("width", 192).attr("height", 12).attr("role", "img")
      .attr("aria-label", "colour scale from " + plain(scale.low) + " to " + plain(scale.high));
    d3.range(48).forEach(step => {
      const value = scale.low + (scale.high - scale.low) * step / 47;
      svg.append("rect").attr("x", step * 4).attr("width", 4.5).attr("height", 12).attr("fill", colourOf(scale, value));
    });
    row.append(element("span", plain(scale.high)));
    return row;
  }

  function colourOf(scale, value) {
    const between = (from, to, at) => to > from ? (at - from) / (to - from) : 0;
    const inside = Math.min(scale.high, Math.max(scale.low, value));
    let share = between(scale.low, scale.high, inside);
    if (scale.limit !== null) share = inside <= scale.limit ? .15 * between(scale.low, scale.limit, inside) : .35 + .65 * between(scale.limit, scale.high, inside);
    return d3.interpolateViridis(scale.reversed ? 1 - share : share);
  }

  function textOn(background) {
    const colour = d3.rgb(background);
    const linear = channel => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b) > 0.179 ? "#000" : "#fff";
  }

  // ---- panels of lines ----------------------------------------------------------------------------------------------

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
    const values = panels.flatMap(panel => panel.marks).flatMap(mark => valuesAlong(mark, horizontal))
      .filter(value => shows(axis, value));
    let [low, high] = values.length > 0 ? d3.extent(values) : [1, 2];
    if (axis.scale === "LOG2") {
      if (low === high) { low /= 1.5; high *= 1.5; }
      const room = horizontal ? 1 : Math.pow(high / low, .06);
      return [low / room, high * room];
    }
    const room = high > low ? (horizontal ? 0 : .06 * (high - low)) : .5;
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

  function linePanel(svg, plot, panel, hidden, width, columns) {
    const height = columns === 1 && width > 600 ? 440 : Math.max(230, Math.min(340, Math.round(width * .68)));
    const xDomain = domain(plot.x.shared ? plot.panels : [panel], plot.x, true);
    const yDomain = domain(plot.y.shared ? plot.panels : [panel], plot.y, false);
    const yTicks = ticksOf(plot.y, scaleOf(plot.y, yDomain, [height, 0]), height - 60, 42);
    const widest = d3.max(yTicks, tick => formats[plot.y.format](tick).length) || 1;
    const margin = { top: 8, right: 12, bottom: 42, left: 28 + 6.3 * widest };
    const x = scaleOf(plot.x, xDomain, [margin.left, width - margin.right]);
    const y = scaleOf(plot.y, yDomain, [height - margin.bottom, margin.top]);
    svg.attr("viewBox", "0 0 " + width + " " + height);
    axes(svg, plot, x, y, yTicks, margin, width, height);

    const clip = "clip-" + (linePanel.clips = (linePanel.clips || 0) + 1);
    svg.select("defs").append("clipPath").attr("id", clip).append("rect")
      .attr("x", margin.left - 6).attr("y", margin.top - 6)
      .attr("width", Math.max(0, width - margin.left - margin.right + 12)).attr("height", height - margin.top - margin.bottom + 12);
    const layer = svg.append("g").attr("clip-path", "url(#" + clip + ")");
    const visible = panel.marks.filter(mark => !hidden.has(mark.key));
    visible.forEach(mark => drawMark(layer, mark, plot, x, y));
    pointing(svg, plot, visible, x, y);
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

  function drawMark(layer, mark, plot, x, y) {
    const place = value => shows(plot.y, value) ? y(value) : y.range()[0] + 40;
    switch (mark.mark) {
      case "line": {
        const path = d3.line().defined(i => shows(plot.x, mark.x[i]) && shows(plot.y, mark.y[i])).x(i => x(mark.x[i])).y(i => y(mark.y[i]));
        inked(layer.append("path"), mark.ink).classed("mark line " + mark.weight.toLowerCase(), true).attr("d", path(d3.range(mark.x.length)));
        break;
      }
      case "band": {
        const area = d3.area().x(i => x(mark.x[i])).y0(i => place(mark.low[i])).y1(i => place(mark.high[i]));
        inked(layer.append("path"), mark.ink).classed("mark band", true).attr("d", area(d3.range(mark.x.length)));
        break;
      }
      case "dot":
        if (shows(plot.x, mark.x) && shows(plot.y, mark.y)) {
          inked(drawDot(layer, mark.shape.toLowerCase(), x(mark.x), y(mark.y)), mark.ink).classed("mark", true);
        }
        break;
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
        if (mark.weight === "MAIN" && mark.low === null) arrow(group, at, bottom, 1);
        if (mark.weight === "MAIN" && mark.high === null) arrow(group, at, top, -1);
        break;
      }
      default:
        inked(layer.append("line"), mark.ink).classed("mark rule", true).attr("x1", x(mark.x)).attr("x2", x(mark.x))
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
      triangle: "M0,-5L5,4L-5,4Z"
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

  function pointing(svg, plot, marks, x, y) {
    const all = targets(plot, marks, x, y);
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

  // ---- panels of cells ----------------------------------------------------------------------------------------------

  function gridPanel(svg, plot, panel, width) {
    const columns = panel.columns.length;
    const rows = panel.rows.length;
    const left = 30 + 6.4 * (d3.max(panel.rows, name => name.length) || 1);
    const cellWidth = (width - left - 6) / columns;
    const cellHeight = rows > 8 ? Math.max(10, Math.min(22, (width < 250 ? 130 : 260) / rows)) : Math.max(34, Math.min(58, 300 / rows));
    const height = rows * cellHeight + 46;
    const dense = columns * rows > 100;
    const top = row => (plot.downwards ? row : rows - 1 - row) * cellHeight + 2;
    svg.attr("viewBox", "0 0 " + width + " " + height);

    const names = svg.append("g").attr("aria-hidden", "true");
    const everyColumn = Math.ceil(34 / cellWidth);
    panel.columns.forEach((name, column) => {
      if (column % everyColumn === 0) {
        names.append("text").attr("x", left + (column + .5) * cellWidth).attr("y", rows * cellHeight + 18).attr("text-anchor", "middle").text(name);
      }
    });
    const everyRow = Math.ceil(13 / cellHeight);
    panel.rows.forEach((name, row) => {
      if (row % everyRow === 0) {
        names.append("text").attr("x", left - 7).attr("y", top(row) + cellHeight / 2).attr("dy", ".34em").attr("text-anchor", "end").text(name);
      }
    });
    names.append("text").attr("class", "axis-title").attr("x", (left + width) / 2).attr("y", height - 6).attr("text-anchor", "middle").text(plot.xLabel);
    names.append("text").attr("class", "axis-title").attr("transform", "translate(11," + rows * cellHeight / 2 + ") rotate(-90)")
      .attr("text-anchor", "middle").text(plot.yLabel);

    const all = d3.range(rows).map(() => []);
    panel.cells.forEach(cell => {
      const gap = dense ? 0 : 1.5;
      const stripWidth = (cellWidth - 2 * gap) / cell.strips.length;
      cell.strips.forEach((strip, index) => {
        const box = {
          strip: strip, x: left + cell.column * cellWidth + gap + index * stripWidth, y: top(cell.row) + gap,
          width: stripWidth, height: cellHeight - 2 * gap
        };
        box.node = drawStrip(svg, plot.colours, box, dense);
        all[cell.row].push(box);
      });
    });

    const cursor = svg.append("rect").attr("class", "cursor").attr("visibility", "hidden");
    const select = box => {
      cursor.attr("x", box.x).attr("y", box.y).attr("width", box.width).attr("height", box.height).attr("visibility", "visible");
      const place = box.node.getBoundingClientRect();
      const split = box.strip.label.indexOf(": ");
      showTip(place.left + place.width / 2, place.top + place.height / 2, box.strip.label.slice(0, split), [box.strip.label.slice(split + 2)]);
    };
    const clear = () => { cursor.attr("visibility", "hidden"); hideTip(); };
    all.flat().forEach(box => d3.select(box.node).on("pointerenter", () => select(box)));
    svg.on("pointerleave", clear).on("blur", clear);
    arrowKeys(svg, plot.downwards ? all : all.slice().reverse(), box => { select(box); said.textContent = box.strip.label; }, clear);
  }

  function drawStrip(svg, scale, box, dense) {
    const strip = box.strip;
    const rect = svg.append("rect").attr("class", "mark strip " + strip.state.toLowerCase() + (dense ? " tight" : ""))
      .attr("x", box.x).attr("y", box.y).attr("width", box.width).attr("height", box.height);
    const middleX = box.x + box.width / 2;
    const middleY = box.y + box.height / 2;
    if (strip.state === "FAILED") {
      svg.append("path").attr("class", "sign failed").attr("d", "M-6,-6L6,6M-6,6L6,-6").attr("transform", "translate(" + middleX + "," + middleY + ")");
    } else if (strip.value !== null) {
      const colour = colourOf(scale, strip.value);
      const over = strip.state === "OVER";
      rect.attr("fill", colour);
      const room = strip.text && box.width >= 25 && box.height >= 26;
      if (room) svg.append("text").attr("class", "sign").style("color", textOn(colour)).attr("x", middleX).attr("y", middleY + (over ? 10 : 4)).text(minus(strip.text));
      if (over) {
        svg.append("path").attr("class", "sign").attr("d", "M0,-4.5L4.5,3.5L-4.5,3.5Z").attr("fill", textOn(colour))
          .attr("transform", "translate(" + middleX + "," + (room ? middleY - 7 : middleY) + ")");
      }
    }
    return rect.node();
  }

  // ---- tables -------------------------------------------------------------------------------------------------------

  function table(holder, spec) {
    const used = spec.columns.map((column, index) => index).filter(index => spec.rows.some(row => row[index] !== null && row[index] !== ""));
    const state = { column: -1, ascending: true, text: "", chosen: new Map(), limit: ROWS_AT_FIRST };
    const counter = element("span", null, "count");
    counter.setAttribute("role", "status");
    if (spec.filters.length > 0) holder.append(filters(spec, state, counter, () => { state.limit = ROWS_AT_FIRST; fill(); }));
    if (spec.note) holder.append(element("p", spec.note));
    const scroll = element("div", null, "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", spec.title);
    const grid = element("table");
    const heads = element("tr");
    used.forEach(index => heads.append(header(spec.columns[index], () => {
      state.ascending = state.column === index ? !state.ascending : true;
      state.column = index;
      fill();
    })));
    const head = element("thead");
    head.append(heads);
    const body = element("tbody");
    grid.append(head, body);
    scroll.append(grid);
    const more = element("button", "", "more");
    more.type = "button";
    more.addEventListener("click", () => { state.limit = Infinity; fill(); });
    holder.append(scroll, more);

    function fill() {
      const rows = spec.rows.filter(row => matches(spec, state, row));
      if (state.column >= 0) rows.sort((a, b) => compare(a[state.column], b[state.column], state.ascending));
      [...heads.children].forEach((cell, position) => {
        if (used[position] === state.column) cell.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
        else cell.removeAttribute("aria-sort");
      });
      body.replaceChildren(...rows.slice(0, state.limit).map(row => tableRow(spec, used, row)));
      counter.textContent = rows.length === spec.rows.length ? count(rows.length) + " rows" : count(rows.length) + " of " + count(spec.rows.length) + " rows";
      more.hidden = rows.length <= state.limit;
      more.textContent = "Show all " + count(rows.length) + " rows";
    }
    fill();
  }

  function header(column, sort) {
    const cell = element("th", null, isNumeric(column) ? "right" : "");
    cell.scope = "col";
    const button = element("button", column.name);
    button.type = "button";
    if (column.hint) button.title = column.hint;
    button.addEventListener("click", sort);
    cell.append(button);
    return cell;
  }

  function isNumeric(column) {
    return ["NUMBER", "LOSS", "COUNT", "TOKENS"].includes(column.kind);
  }

  function filters(spec, state, counter, changed) {
    const controls = element("div", null, "controls");
    const search = element("label", "Contains");
    const input = element("input");
    input.type = "search";
    input.addEventListener("input", () => { state.text = input.value.toLowerCase(); changed(); });
    search.append(input);
    controls.append(search);
    spec.filters.forEach(name => {
      const index = spec.columns.findIndex(column => column.name === name);
      const values = [...new Set(spec.rows.map(row => row[index]))].sort((a, b) => compare(a, b, true));
      if (values.length < 2) return;
      const label = element("label", name);
      const select = element("select");
      select.append(new Option("all", ""));
      values.forEach((value, position) => select.append(new Option(written(spec.columns[index], value), position)));
      select.addEventListener("change", () => {
        if (select.value === "") state.chosen.delete(index);
        else state.chosen.set(index, values[Number(select.value)]);
        changed();
      });
      label.append(select);
      controls.append(label);
    });
    controls.append(counter);
    return controls;
  }

  function matches(spec, state, row) {
    for (const [index, value] of state.chosen) if (row[index] !== value) return false;
    return state.text === "" || row.some((value, index) => value !== null
      && (written(spec.columns[index], value).toLowerCase().includes(state.text) || String(value).toLowerCase().includes(state.text)));
  }

  /** Numbers by size, text by alphabet, nothing always last. */
  function compare(a, b, ascending) {
    if (a === null || b === null) return (a === null) - (b === null);
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
    return ascending ? order : -order;
  }

  function written(column, value) {
    if (value === null) return "";
    return typeof value === "number" ? minus(formats[column.kind] ? formats[column.kind](value) : String(value)) : String(value);
  }

  function tableRow(spec, used, row) {
    const line = element("tr");
    used.forEach(index => {
      const column = spec.columns[index];
      const text = written(column, row[index]);
      const cell = element("td", null, isNumeric(column) ? "right" : column.kind.toLowerCase());
      if (column.kind === "OUTCOME") cell.append(element("span", text, "outcome " + text.replace(" ", "-")));
      else cell.textContent = text;
      if (column.kind === "CODE" || column.kind === "TEXT") cell.title = text;
      line.append(cell);
    });
    return line;
  }

  // ---- all of it ----------------------------------------------------------------------------------------------------

  const figures = new Map(report.figures.map(spec => [spec.id, spec]));
  document.querySelectorAll("[data-figure]").forEach(holder => figure(holder, figures.get(holder.dataset.figure)));
  const tables = new Map(report.tables.map(spec => [spec.id, spec]));
  document.querySelectorAll("[data-table]").forEach(holder => table(holder, tables.get(holder.dataset.table)));
  window.addEventListener("scroll", hideTip, { passive: true });
  document.documentElement.dataset.ready = "true";
})();
