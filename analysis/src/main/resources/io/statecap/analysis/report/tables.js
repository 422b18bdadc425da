/* Tables: sorting, filters that the address keeps, CSV. */
document.querySelectorAll("[data-table]").forEach(holder => {
  const id = holder.dataset.table;
  const heads = [...holder.querySelectorAll("th")];
  const body = holder.querySelector("tbody");
  const rows = [...body.rows];
  const names = heads.map(head => head.textContent.trim());
  const state = { column: -1, ascending: true, text: "", chosen: new Map(), limit: ROWS_AT_FIRST };
  const controls = element("div", null, "controls");
  const counter = element("span", null, "count");
  counter.setAttribute("role", "status");
  const setters = [];
  const filtered = heads.map((head, index) => index).filter(index => heads[index].dataset.filter !== undefined);
  const changed = () => { state.limit = ROWS_AT_FIRST; remember(); fill(); };

  if (filtered.length > 0) {
    const input = element("input");
    input.type = "search";
    input.addEventListener("input", () => { state.text = input.value.toLowerCase(); changed(); });
    setters.push(kept => { input.value = kept.get("contains") || ""; state.text = input.value.toLowerCase(); });
    controls.append(labelled("Contains", input));
  }
  filtered.forEach(index => {
    const cells = new Map(rows.map(row => [row.cells[index].textContent, row.cells[index]]));
    const values = [...cells.keys()].sort((a, b) => compare(cells.get(a), cells.get(b), true));
    if (values.length < 2) return;
    const select = element("select");
    select.append(new Option("all", ""), ...values.map((value, position) => new Option(value, position)));
    const take = () => {
      if (select.selectedIndex === 0) state.chosen.delete(index);
      else state.chosen.set(index, values[select.selectedIndex - 1]);
    };
    select.addEventListener("change", () => { take(); changed(); });
    setters.push(kept => { select.selectedIndex = kept.has(names[index]) ? values.indexOf(kept.get(names[index])) + 1 : 0; take(); });
    controls.append(labelled(names[index], select));
  });
  controls.append(counter, csvButton(id, () => csv(heads, names, matching())));
  const more = element("button", "", "more");
  more.type = "button";
  more.addEventListener("click", () => { state.limit = Infinity; fill(); });
  holder.prepend(controls);
  holder.append(more);
  heads.forEach((head, index) => head.firstElementChild.addEventListener("click", () => {
    state.ascending = state.column === index ? !state.ascending : true;
    state.column = index;
    remember();
    fill();
  }));

  /** The rows that pass the filters, sorted. */
  function matching() {
    const passed = rows.filter(row => [...state.chosen].every(([index, value]) => row.cells[index].textContent === value)
      && (state.text === "" || [...row.cells].some(cell => (cell.textContent + " " + valueOf(cell)).toLowerCase().includes(state.text))));
    return state.column < 0 ? passed : passed.sort((a, b) => compare(a.cells[state.column], b.cells[state.column], state.ascending));
  }

  function remember() {
    const kept = [];
    if (state.text) kept.push(["contains", state.text]);
    state.chosen.forEach((value, index) => kept.push([names[index], value]));
    if (state.column >= 0) kept.push(["sort", (state.ascending ? "" : "-") + names[state.column]]);
    address.keep(id, kept);
  }

  address.restore(id, kept => {
    const sort = kept.get("sort") || "";
    state.ascending = !sort.startsWith("-");
    state.column = names.indexOf(sort.replace(/^-/, ""));
    setters.forEach(set => set(kept));
    state.limit = ROWS_AT_FIRST;
    fill();
  });

  function fill() {
    const shown = matching();
    heads.forEach((head, index) => {
      if (index === state.column) head.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    body.replaceChildren(...shown.slice(0, state.limit));
    counter.textContent = (shown.length === rows.length ? "" : count(shown.length) + " of ") + count(rows.length) + (rows.length === 1 ? " row" : " rows");
    more.hidden = shown.length <= state.limit;
    more.textContent = "Show all " + count(shown.length) + " rows";
  }
});

document.querySelectorAll("[data-line]").forEach(link => link.addEventListener("click", event => {
  const show = lineShowers.get("loss-by-position");
  if (!show) return;
  event.preventDefault();
  show(...link.dataset.line.split("|"));
}));
address.start();
document.documentElement.dataset.ready = "true";

function labelled(words, control) {
  const label = element("label", words);
  label.append(control);
  return label;
}

/** What a cell stands for: words, or a number without separators. */
function valueOf(cell) {
  return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
}

/** Numbers by size, text by alphabet, nothing always last. */
function compare(cellA, cellB, ascending) {
  const [a, b] = [valueOf(cellA), valueOf(cellB)];
  if (a === "" || b === "") return (a === "") - (b === "");
  const order = isNaN(a) || isNaN(b) ? a.localeCompare(b, "en", { numeric: true }) : a - b;
  return ascending ? order : -order;
}

/** A button that saves the rows that pass the filters as a CSV file. */
function csvButton(id, text) {
  const button = element("button", "CSV", "csv");
  button.type = "button";
  button.title = "Save the rows shown as a CSV file";
  button.addEventListener("click", () => {
    const link = element("a");
    link.download = id + ".csv";
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  return button;
}

/** RFC 4180: full trial ids, no thousands separators. */
function csv(heads, names, rows) {
  const used = heads.map((head, index) => index).filter(index => heads[index].dataset.csv !== undefined);
  const field = text => /[",\r\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
  const line = values => values.map(field).join(",") + "\r\n";
  return line(used.map(index => names[index])) + rows.map(row => line(used.map(index => valueOf(row.cells[index])))).join("");
}
