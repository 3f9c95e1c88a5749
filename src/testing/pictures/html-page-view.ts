/**
 * What the page of a trace draws and listens to. Source text for browsers.
 *
 * Only the rows that can be seen are drawn, on a canvas as large as the window; whatever came from the run
 * gets into the page as text and never as markup.
 */
export const PAGE_VIEW: string = `
const { title, hosts, moments } = JSON.parse(document.getElementById("trace").textContent);
const [ROW, HEAD, GUTTER, NARROWEST, CHAR] = [20, 30, 92, 130, 7.23];
const FONT = "12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const KINDS = { data: "bytes", datagram: "datagrams", control: "begin and end", ack: "only acknowledge", fault: "faults", note: "notes" };
const at = (id) => document.getElementById(id);
const [scroller, canvas, spacer, aside] = ["scroller", "canvas", "spacer", "aside"].map(at);
const pen = canvas.getContext("2d");
const state = {
  kinds: new Set(Object.keys(KINDS).filter((kind) => kind !== "ack")),
  hosts: hosts.map(() => true), text: "", onlyLost: false, connection: null,
};
let layout, columns, columnWidth, colors;
let selected = -1; // a position in layout.list
let hovered = -1; // a row
let frame = 0;

// What is shown.

function refresh() {
  const moment = selected < 0 ? -1 : layout.list[selected];
  layout = layOut(moments, chosen(moments, state));
  selected = moment < 0 ? -1 : layout.list.indexOf(moment);
  hovered = -1;
  const shown = layout.list.length;
  at("count").textContent = shown.toLocaleString("en") + " of " + moments.length.toLocaleString("en") + " shown";
  at("unfollow").hidden = state.connection === null;
  const off = state.hosts.filter((on) => !on).length;
  at("hosts-summary").textContent = "hosts" + (off > 0 ? " (" + off + " hidden)" : "");
  resize();
}

function resize() {
  const visible = hosts.map((_, h) => h).filter((h) => state.hosts[h]);
  const { clientWidth: width, clientHeight: height } = scroller;
  columnWidth = Math.max(NARROWEST, Math.min(360, (width - GUTTER - 20) / Math.max(visible.length, 1)));
  columns = hosts.map(() => -1);
  visible.forEach((h, n) => (columns[h] = GUTTER + columnWidth * (n + 0.5)));
  const wide = GUTTER + columnWidth * visible.length + 10;
  spacer.style.width = wide + "px";
  spacer.style.height = HEAD + layout.rows.length * ROW + 10 + "px";
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  draw();
}

function readColors() {
  const style = getComputedStyle(document.documentElement);
  const all = "back bar text faint line life data control ack datagram lost again fault fault-text note note-text row chosen focus";
  colors = Object.fromEntries(all.split(" ").map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

// Drawing.

const yOf = (row) => HEAD + row * ROW + ROW / 2 - scroller.scrollTop;

function draw() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(drawNow);
}

function drawNow() {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.width / scale;
  const height = canvas.height / scale;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.fillStyle = colors.back;
  pen.fillRect(0, 0, width, height);
  pen.font = FONT;
  pen.textBaseline = "middle";
  const left = scroller.scrollLeft;
  const top = Math.floor(scroller.scrollTop / ROW) - 1;
  const bottom = Math.ceil((scroller.scrollTop + height) / ROW);
  const seen = between(layout, top, bottom);
  drawMarks(width, top, bottom);
  pen.save();
  pen.translate(-left, 0);
  pen.strokeStyle = colors.life;
  pen.lineWidth = 1;
  for (const x of columns) if (x >= 0) line([[x, HEAD], [x, height]]);
  for (const n of seen) if (isTravel(n)) drawArrow(n);
  for (const n of seen) if (isTravel(n)) drawLabel(n);
  for (const n of seen) if (momentAt(n).kind === "note") drawNote(n);
  pen.restore();
  for (const n of seen) drawBand(n, width);
  drawTimes(top, bottom, height);
  drawHead(width, left);
}

const momentAt = (n) => moments[layout.list[n]];
const isTravel = (n) => momentAt(n).to !== undefined;

function drawMarks(width, top, bottom) {
  const mark = (row, color) => {
    if (row < top || row > bottom) return;
    pen.fillStyle = color;
    pen.fillRect(0, yOf(row) - ROW / 2, width, ROW);
  };
  if (hovered >= 0) mark(hovered, colors.row);
  if (selected < 0) return;
  mark(layout.first[selected], colors.chosen);
  mark(layout.last[selected], colors.chosen);
}

function line(points) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
}

function colorOf(m) {
  return m.lost ? colors.lost : m.again ? colors.again : colors[m.kind];
}

function drawArrow(n) {
  const m = momentAt(n);
  const y1 = yOf(layout.first[n]);
  const isOpen = layout.last[n] < 0;
  const y2 = isOpen ? y1 + ROW / 2 : yOf(layout.last[n]);
  const x1 = columns[m.from];
  let x2 = columns[m.to];
  pen.strokeStyle = pen.fillStyle = colorOf(m);
  pen.lineWidth = n === selected ? 2.5 : 1.3;
  pen.setLineDash(m.lost || isOpen ? [4, 3] : m.again ? [9, 3] : []);
  if (x1 === x2) {
    const out = x1 + 26;
    line([[x1, y1], [out, y1], [out, y2], [x1, y2]]);
    pen.setLineDash([]);
    if (m.lost) cross(out, y2);
    else if (!isOpen) head(x1, y2, Math.PI);
    return;
  }
  if (m.lost || isOpen) x2 = x1 + (x2 - x1) * (isOpen ? 0.3 : 0.6);
  line([[x1, y1], [x2, y2]]);
  pen.setLineDash([]);
  if (m.lost) cross(x2, y2);
  else if (!isOpen) head(x2, y2, Math.atan2(y2 - y1, x2 - x1));
  pen.beginPath();
  pen.arc(x1, y1, 2.5, 0, 7);
  pen.fill();
}

function head(x, y, angle) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(angle);
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(-9, -4);
  pen.lineTo(-9, 4);
  pen.fill();
  pen.restore();
}

function cross(x, y) {
  pen.lineWidth = 2;
  line([[x - 5, y - 5], [x + 5, y + 5]]);
  line([[x - 5, y + 5], [x + 5, y - 5]]);
}

/** No wider than there is room. */
function fit(text, width) {
  const room = Math.floor(width / CHAR);
  return text.length > room ? text.slice(0, Math.max(room - 1, 0)) + "…" : text;
}

function drawLabel(n) {
  const m = momentAt(n);
  const [x1, x2] = [columns[m.from], columns[m.to]];
  const isLeft = x2 < x1;
  const room = (x1 === x2 ? columnWidth - 34 : columnWidth - 22);
  const text = fit(m.label, room);
  const width = Math.min(room, pen.measureText(text).width);
  const x = x1 === x2 ? x1 + 32 : isLeft ? x1 - 12 - width : x1 + 12;
  const y = yOf(layout.first[n]);
  const isMarked = layout.first[n] === hovered || n === selected;
  pen.globalAlpha = isMarked ? 0 : 0.85;
  pen.fillStyle = colors.back;
  pen.fillRect(x - 3, y - 8, width + 6, 16);
  pen.globalAlpha = 1;
  pen.fillStyle = colorOf(m);
  pen.fillText(text, x, y, room);
}

function drawNote(n) {
  const m = momentAt(n);
  const x = columns[m.of[0]];
  if (x < 0) return;
  const text = fit(m.label, columnWidth - 20);
  const width = Math.min(columnWidth - 20, pen.measureText(text).width);
  const y = yOf(layout.first[n]);
  pen.fillStyle = colors.note;
  pen.fillRect(x - width / 2 - 6, y - 9, width + 12, 18);
  pen.fillStyle = colors["note-text"];
  pen.fillText(text, x - width / 2, y, columnWidth - 20);
  outline(n, x - width / 2 - 6, y, width + 12);
}

function outline(n, x, y, width) {
  if (n !== selected) return;
  pen.strokeStyle = colors.focus;
  pen.lineWidth = 2;
  pen.strokeRect(x, y - 9, width, 18);
}

function drawBand(n, width) {
  const m = momentAt(n);
  if (m.kind !== "fault" && m.kind !== "gap") return;
  const y = yOf(layout.first[n]);
  pen.fillStyle = m.kind === "gap" ? colors.bar : colors.fault;
  pen.fillRect(GUTTER, y - ROW / 2 + 1, width - GUTTER, ROW - 2);
  pen.fillStyle = m.kind === "gap" ? colors.faint : colors["fault-text"];
  pen.fillText(fit(m.label, width - GUTTER - 16), GUTTER + 8, y, width - GUTTER - 16);
  outline(n, GUTTER + 1, y, width - GUTTER - 2);
}

function drawTimes(top, bottom, height) {
  pen.fillStyle = colors.bar;
  pen.fillRect(0, HEAD, GUTTER - 8, height);
  pen.textAlign = "right";
  for (let row = Math.max(top, 0); row <= bottom && row < layout.rows.length; row++) {
    const time = layout.times[row];
    const y = yOf(row);
    // The first that can be seen has its time whether or not it is another one.
    if (time === layout.times[row - 1] && y > HEAD + ROW) continue;
    pen.fillStyle = row === hovered ? colors.text : colors.faint;
    pen.fillText(time.toFixed(6), GUTTER - 14, y, GUTTER - 18);
  }
  pen.textAlign = "left";
}

function drawHead(width, left) {
  pen.fillStyle = colors.bar;
  pen.fillRect(0, 0, width, HEAD);
  pen.textAlign = "center";
  pen.fillStyle = colors.text;
  hosts.forEach((host, h) => {
    if (columns[h] < 0) return;
    pen.fillText(fit(host, columnWidth - 12), columns[h] - left, HEAD / 2, columnWidth - 12);
  });
  pen.fillStyle = colors.bar;
  pen.fillRect(0, 0, GUTTER - 8, HEAD);
  pen.textAlign = "right";
  pen.fillStyle = colors.faint;
  pen.fillText("seconds", GUTTER - 14, HEAD / 2);
  pen.textAlign = "left";
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  line([[0, HEAD - 0.5], [width, HEAD - 0.5]]);
}

// Choosing one.

function select(n, { scroll = true } = {}) {
  selected = Math.max(-1, Math.min(n, layout.list.length - 1));
  aside.hidden = selected < 0;
  if (selected >= 0) {
    describe(momentAt(selected));
    if (scroll) reveal();
  }
  resize();
}

/** Where it begins, if that cannot be seen. */
function reveal() {
  const y = layout.first[selected] * ROW;
  const m = momentAt(selected);
  const x = columns[m.from ?? m.of[0]] ?? -1;
  const left = scroller.scrollLeft + GUTTER;
  const right = scroller.scrollLeft + scroller.clientWidth;
  if (x >= 0 && (x - 20 < left || x + 20 > right)) scroller.scrollLeft = x - GUTTER - columnWidth / 2;
  const room = scroller.clientHeight - HEAD - 2 * ROW;
  if (y < scroller.scrollTop + ROW) scroller.scrollTop = y - ROW;
  else if (y > scroller.scrollTop + room) scroller.scrollTop = y - room;
}

function describe(m) {
  at("what").textContent = m.label;
  const facts = factsOf(m, hosts).flatMap(([name, value]) => [element("dt", name), element("dd", value)]);
  at("facts").replaceChildren(...facts);
  const bytes = bytesOf(m);
  at("bytes").textContent = hexDump(bytes);
  at("bytes").hidden = bytes.length === 0;
  const rest = (m.size ?? 0) - bytes.length;
  at("rest").textContent = rest > 0 ? "… and " + rest + " bytes more, which the page was not given" : "";
  at("follow").hidden = m.connection === undefined;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

const rowAt = (event) => {
  const y = event.clientY - canvas.getBoundingClientRect().top;
  const row = Math.floor((y - HEAD + scroller.scrollTop) / ROW);
  return y < HEAD || row < 0 || row >= layout.rows.length ? -1 : row;
};

canvas.addEventListener("click", (event) => {
  const row = rowAt(event);
  select(row < 0 ? -1 : layout.rows[row], { scroll: false });
});
canvas.addEventListener("mousemove", (event) => {
  const row = rowAt(event);
  if (row === hovered) return;
  hovered = row;
  canvas.title = row < 0 ? "" : momentAt(layout.rows[row]).label;
  draw();
});
canvas.addEventListener("mouseleave", () => {
  hovered = -1;
  draw();
});

const page = () => Math.max(1, Math.floor((scroller.clientHeight - HEAD) / ROW / 2));
const KEYS = {
  ArrowDown: () => selected + 1,
  ArrowUp: () => Math.max(selected - 1, 0),
  PageDown: () => Math.min(selected + page(), layout.list.length - 1),
  PageUp: () => Math.max(selected - page(), 0),
  Home: () => 0,
  End: () => layout.list.length - 1,
  Escape: () => -1,
};
scroller.addEventListener("keydown", (event) => {
  const next = KEYS[event.key];
  if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  select(next());
});
document.addEventListener("keydown", (event) => {
  const isSearching = document.activeElement === at("text");
  if (event.key === "/" && !isSearching) at("text").focus();
  // Browsers would empty the field as well, and some say nothing of it.
  else if (event.key === "Escape" && isSearching) scroller.focus();
  else return;
  event.preventDefault();
});
at("close").addEventListener("click", () => {
  select(-1);
  scroller.focus();
});
at("follow").addEventListener("click", () => {
  state.connection = momentAt(selected).connection;
  refresh();
  reveal();
});
at("unfollow").addEventListener("click", () => {
  state.connection = null;
  refresh();
});

// Filters.

function box(text, isOn, changed) {
  const input = element("input", "");
  input.type = "checkbox";
  input.checked = isOn;
  input.addEventListener("change", () => {
    changed(input.checked);
    refresh();
  });
  const label = element("label", "");
  label.append(input, element("span", text));
  return label;
}

for (const [kind, text] of Object.entries(KINDS))
  at("kinds").append(box(text, state.kinds.has(kind), (on) => state.kinds[on ? "add" : "delete"](kind)));
at("kinds").append(box("of packets, only lost ones", false, (on) => (state.onlyLost = on)));
hosts.forEach((host, h) => at("hosts").append(box(host, true, (on) => (state.hosts[h] = on))));
at("text").addEventListener("input", (event) => {
  state.text = event.target.value;
  refresh();
});

scroller.addEventListener("scroll", draw, { passive: true });
new ResizeObserver(resize).observe(scroller);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readColors();
  draw();
});
document.title = title;
at("title").textContent = title;
readColors();
refresh();
scroller.focus();
`;
