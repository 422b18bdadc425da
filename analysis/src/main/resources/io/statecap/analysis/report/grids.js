/* Panels of coloured cells. */
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
    const room = strip.text && box.width >= 6.2 * strip.text.length + 3 && box.height >= 26;
    if (room) svg.append("text").attr("class", "sign").style("color", textOn(colour)).attr("x", middleX).attr("y", middleY + (over ? 10 : 4)).text(minus(strip.text));
    if (over) {
      svg.append("path").attr("class", "sign").attr("d", "M0,-4.5L4.5,3.5L-4.5,3.5Z").attr("fill", textOn(colour))
        .attr("transform", "translate(" + middleX + "," + (room ? middleY - 7 : middleY) + ")");
    }
  }
  return rect.node();
}
