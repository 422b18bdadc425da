/* Tables: sorting, filters that the address keeps, CSV. */
function table(holder, spec) {
  const used = spec.columns.map((column, index) => index).filter(index => spec.rows.some(row => row[index] !== null && row[index] !== ""));
  const state = { column: -1, ascending: true, text: "", chosen: new Map(), limit: ROWS_AT_FIRST };
  const counter = element("span", null, "count");
  counter.setAttribute("role", "status");
  const controls = filters(spec, state, () => { state.limit = ROWS_AT_FIRST; remember(); fill(); });
  controls.box.append(counter, csvButton(spec, () => matching()));
  holder.append(controls.box);
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
    remember();
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

  /** The rows that pass the filters, sorted. */
  function matching() {
    const rows = spec.rows.filter(row => matches(spec, state, row));
    if (state.column >= 0) rows.sort((a, b) => compare(a[state.column], b[state.column], state.ascending));
    return rows;
  }

  function remember() {
    const kept = [];
    if (state.text) kept.push(["contains", state.text]);
    state.chosen.forEach((value, index) => kept.push([spec.columns[index].name, written(spec.columns[index], value)]));
    if (state.column >= 0) kept.push(["sort", (state.ascending ? "" : "-") + spec.columns[state.column].name]);
    address.keep(spec.id, kept);
  }

  address.restore(spec.id, kept => {
    const sort = kept.get("sort") || "";
    state.ascending = !sort.startsWith("-");
    state.column = spec.columns.findIndex(column => column.name === sort.replace(/^-/, ""));
    controls.set(kept);
    state.limit = ROWS_AT_FIRST;
    fill();
  });

  function fill() {
    const rows = matching();
    [...heads.children].forEach((cell, position) => {
      if (used[position] === state.column) cell.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    body.replaceChildren(...rows.slice(0, state.limit).map(row => tableRow(spec, used, row)));
    counter.textContent = (rows.length === spec.rows.length ? "" : count(rows.length) + " of ") + count(spec.rows.length)
      + (spec.rows.length === 1 ? " row" : " rows");
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

/** The controls of a table, and how to set them to what the address keeps. */
function filters(spec, state, changed) {
  const box = element("div", null, "controls");
  const setters = [];
  if (spec.filters.length > 0) {
    const search = element("label", "Contains");
    const input = element("input");
    input.type = "search";
    input.addEventListener("input", () => { state.text = input.value.toLowerCase(); changed(); });
    setters.push(kept => { input.value = kept.get("contains") || ""; state.text = input.value.toLowerCase(); });
    search.append(input);
    box.append(search);
  }
  spec.filters.forEach(name => {
    const index = spec.columns.findIndex(column => column.name === name);
    const values = [...new Set(spec.rows.map(row => row[index]))].sort((a, b) => compare(a, b, true));
    if (values.length < 2) return;
    const label = element("label", name);
    const select = element("select");
    select.append(new Option("all", ""));
    values.forEach((value, position) => select.append(new Option(written(spec.columns[index], value), position)));
    const take = () => {
      if (select.value === "") state.chosen.delete(index);
      else state.chosen.set(index, values[Number(select.value)]);
    };
    select.addEventListener("change", () => { take(); changed(); });
    setters.push(kept => {
      const position = values.findIndex(value => kept.has(name) && written(spec.columns[index], value) === kept.get(name));
      select.selectedIndex = position + 1;
      take();
    });
    label.append(select);
    box.append(label);
  });
  return { box: box, set: kept => setters.forEach(set => set(kept)) };
}

/** A button that saves the rows that pass the filters as a CSV file. */
function csvButton(spec, rows) {
  const button = element("button", "CSV", "csv");
  button.type = "button";
  button.title = "Save the rows shown as a CSV file";
  button.addEventListener("click", () => {
    const link = element("a");
    link.download = spec.id + ".csv";
    link.href = URL.createObjectURL(new Blob([csv(spec, rows())], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  return button;
}

/** RFC 4180, values as they are in the page's data: full trial ids, no thousands separators. */
function csv(spec, rows) {
  const used = d3.range(spec.columns.length).filter(index => spec.columns[index].kind !== "CURVE");
  const field = value => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
  };
  const line = values => values.map(field).join(",") + "\r\n";
  return line(used.map(index => spec.columns[index].name)) + rows.map(row => line(used.map(index => row[index]))).join("");
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
    else if (column.kind === "CURVE" && text) cell.append(curveLink(text));
    else if (column.kind === "FILE" && text) cell.append(fileLink(text));
    else cell.textContent = column.kind === "ID" ? text.slice(0, SHORT_ID) : text;
    if (column.kind === "ID" || column.kind === "TEXT") cell.title = text;
    line.append(cell);
  });
  return line;
}

function fileLink(path) {
  const link = element("a", "log");
  link.href = path;
  return link;
}

function curveLink(place) {
  const split = place.indexOf("|");
  const link = element("a", "curve");
  link.href = "#loss-by-position";
  link.addEventListener("click", event => {
    const show = lineShowers.get("loss-by-position");
    if (!show) return;
    event.preventDefault();
    show(place.slice(0, split), place.slice(split + 1));
  });
  return link;
}
