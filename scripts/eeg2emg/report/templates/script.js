"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

// Contents: open beside the page, folded above it on a small screen.
const wide = matchMedia("(min-width: 60rem)");
const foldContents = () => { document.querySelector(".contents").open = wide.matches; };
wide.addEventListener("change", foldContents);
foldContents();
all(".contents a").forEach((link) => link.addEventListener("click", () => { if (!wide.matches) document.querySelector(".contents").open = false; }));

// Light or dark: as the system has it, until the reader says otherwise.
const theme = document.getElementById("theme");
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (systemDark.matches ? "dark" : "light")) === "dark";
const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
systemDark.addEventListener("change", nameTheme);
theme.hidden = false;
nameTheme();

// What a link or a print asks for must not stay folded.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
let opened = [];
addEventListener("beforeprint", () => { opened = all("details:not([open])"); opened.forEach((box) => { box.open = true; }); });
addEventListener("afterprint", () => { opened.forEach((box) => { box.open = false; }); });

// Tables: sort by a column, filter the rows, save what is shown.
const shown = (cell) => cell.innerText.trim();
const asNumber = (text) => parseFloat(text.replace(/^p\s*[<=]\s*/, "").replaceAll("−", "-").replace(/^[+(]/, ""));
const compare = (a, b) => {
  const [x, y] = [asNumber(a), asNumber(b)];
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return Number.isNaN(x) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
};
const sortBy = (table, column) => {
  const head = table.tHead.rows[0].cells[column];
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const missing = (row) => ["–", ""].includes(shown(row.cells[column]));
  const place = (row) => (row.classList.contains("total") ? 2 : missing(row) ? 1 : 0);
  const rows = [...body.rows].map((row) => [row, shown(row.cells[column])]);
  rows.sort(([r, a], [s, b]) => place(r) - place(s) || (down ? compare(b, a) : compare(a, b)));
  rows.forEach(([row]) => body.append(row));
};
const saveTable = (table, name) => {
  const quoted = (cell) => `"${shown(cell).replaceAll('"', '""')}"`;
  const lines = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(quoted).join(","));
  const address = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
  made("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};
for (const table of all("main table")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length > 2) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = made("button", { type: "button", textContent: head.textContent, title: "Sort by this column" });
      button.addEventListener("click", () => sortBy(table, column));
      head.dataset.title = head.textContent;  // for print, where a button is not repeated on the next page
      head.replaceChildren(button);
    });
  }
  if (!table.caption) continue;
  const tools = made("span", { className: "tools" });
  const title = table.caption.id.replace("-", " ");
  if (rows.length > 9) {
    const filter = made("input", { type: "search", placeholder: "Filter", ariaLabel: `Filter the rows of ${title}` });
    filter.addEventListener("input", () => rows.forEach((row) => { row.hidden = !filter.value.toLowerCase().split(/\s+/).every((word) => row.textContent.toLowerCase().includes(word)); }));
    tools.append(filter);
  }
  const save = made("button", { type: "button", textContent: "CSV", ariaLabel: `Save ${title} as CSV` });
  save.addEventListener("click", () => saveTable(table, `${table.caption.id}.csv`));
  tools.append(save);
  table.caption.firstElementChild.append(tools);
}

// Figures: as large as the window.
const dialog = document.getElementById("enlarged");
for (const button of all(".zoom")) {
  button.addEventListener("click", () => {
    dialog.querySelector("div").replaceChildren(button.firstElementChild.cloneNode(), made("p", { innerHTML: button.nextElementSibling.innerHTML }));
    dialog.showModal();
  });
}
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
