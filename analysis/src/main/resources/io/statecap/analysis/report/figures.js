/* Figures: panels, legends and choices. */
/** By figure: shows the line with this label in the panel with this title, the others pale. */
const lineShowers = new Map();

function figure(holder, spec) {
  const state = { plot: spec.plots[0], hidden: new Set(), width: 0, zoom: null, shown: null };
  if (spec.plots.length > 1) holder.append(chooser(spec, chosen => { state.plot = chosen; state.hidden.clear(); state.zoom = null; state.shown = null; draw(); }));
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
    if (state.zoom || state.shown) body.append(reset());
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
      if (plot.plot === "lines") linePanel(svg, plot, index, state, width, columns, zoom => { state.zoom = zoom; draw(); });
      else gridPanel(svg, plot, panel, width);
    });
  }

  function reset() {
    const button = element("button", state.shown ? "Show all lines again" : "Show the whole range again", "reset");
    button.type = "button";
    button.addEventListener("click", () => { state.zoom = null; state.shown = null; draw(); });
    const row = element("div", null, "controls");
    if (state.shown) row.append(element("span", "Shown: " + state.shown.panel + ", " + state.shown.line));
    row.append(button);
    return row;
  }

  lineShowers.set(spec.id, (panel, line) => {
    state.shown = { panel: panel, line: line };
    draw();
    const index = state.plot.panels.findIndex(one => one.title === panel);
    body.querySelectorAll(".panel")[Math.max(0, index)].scrollIntoView({ block: "center" });
  });

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
    if (["main", "thin", "dashed", "dotted"].includes(entry.symbol)) {
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
  row.append(element("span", (scale.clipped ? "\u2265 " : "") + plain(scale.high)));
  return row;
}

function colourOf(scale, value) {
  const between = (from, to, at) => to > from ? (at - from) / (to - from) : 0;
  const inside = Math.min(scale.high, Math.max(scale.low, value));
  let share = between(scale.low, scale.high, inside);
  if (scale.limit !== null) share = inside <= scale.limit ? .3 * between(scale.low, scale.limit, inside) : .5 + .5 * between(scale.limit, scale.high, inside);
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
