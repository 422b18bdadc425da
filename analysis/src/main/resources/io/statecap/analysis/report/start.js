/* Draws all of it. */
const figures = new Map(report.figures.map(spec => [spec.id, spec]));
document.querySelectorAll("[data-figure]").forEach(holder => figure(holder, figures.get(holder.dataset.figure)));
const tables = new Map(report.tables.map(spec => [spec.id, spec]));
document.querySelectorAll("[data-table]").forEach(holder => table(holder, tables.get(holder.dataset.table)));
address.start();
window.addEventListener("scroll", hideTip, { passive: true });
document.documentElement.dataset.ready = "true";
