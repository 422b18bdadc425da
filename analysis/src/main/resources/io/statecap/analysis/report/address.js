/* Filters and sorting in the address: #section?table.column=value&..., so that a link or a reload shows the same rows. */
const address = (function () {
  const restorers = new Map();

  function parts() {
    const [anchor, query] = window.location.hash.slice(1).split("?");
    return { anchor: anchor || "", kept: new URLSearchParams(query || "") };
  }

  function replace(anchor, kept) {
    const query = kept.toString();
    window.history.replaceState(null, "", query || anchor ? "#" + anchor + (query ? "?" + query : "") : window.location.pathname + window.location.search);
  }

  /** Puts the pairs of one table into the address instead of those that it had. */
  function keep(table, pairs) {
    const { anchor, kept } = parts();
    [...kept.keys()].filter(key => key.startsWith(table + ".")).forEach(key => kept.delete(key));
    pairs.forEach(([name, value]) => kept.set(table + "." + name, value));
    shown = kept.toString();
    replace(anchor, kept);
  }

  /** Calls back with the pairs of one table: at once, and whenever the address changes from outside. */
  function restore(table, take) {
    restorers.set(table, take);
  }

  function apply() {
    const { kept } = parts();
    restorers.forEach((take, table) => take(new Map([...kept].filter(([key]) => key.startsWith(table + "."))
      .map(([key, value]) => [key.slice(table.length + 1), value]))));
    shown = kept.toString();
  }

  function scroll(anchor) {
    const section = anchor && document.getElementById(anchor);
    if (section) section.scrollIntoView();
  }

  /** A link to a section keeps the filters; an address with filters of its own sets them. */
  let shown = "";
  window.addEventListener("hashchange", () => {
    const { anchor } = parts();
    if (!window.location.hash.includes("?")) replace(anchor, new URLSearchParams(shown));
    else { apply(); scroll(anchor); }
  });

  return { keep: keep, restore: restore, start: () => { apply(); if (window.location.hash.includes("?")) scroll(parts().anchor); } };
})();
