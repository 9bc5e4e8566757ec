// The explorer's own script: keys, a preview of the act that is looked at, and zoom and pan of the timeline.
// Every page works without it; all it does is follow the links that are there already.
"use strict";

const DAY = 86400000;
let loading = null;

const stage = () => document.querySelector(".stage");
const drawing = () => document.querySelector("svg.timeline");
const marks = () => [...document.querySelectorAll("svg.timeline .mark")];
const markOf = (id) => marks().find((mark) => mark.dataset.id === id);

// --- the act that is looked at ------------------------------------------------------------------------------

function look(mark) {
  const svg = drawing();
  if (!svg) return;
  const id = mark ? mark.dataset.id : null;
  svg.classList.toggle("looking", Boolean(mark));
  for (const other of marks()) other.classList.toggle("current", other === mark);
  for (const other of marks()) other.classList.remove("lit");
  for (const arrow of svg.querySelectorAll(".arrow")) {
    const lit = id !== null && (arrow.dataset.answer === id || arrow.dataset.answered === id);
    arrow.classList.toggle("lit", lit);
    if (!lit) continue;
    for (const end of [arrow.dataset.answer, arrow.dataset.answered]) {
      const other = markOf(end);
      if (other) other.classList.add("lit");
    }
  }
  for (const row of document.querySelectorAll(".twin tr[data-id]")) row.classList.toggle("current", row.dataset.id === id);
  if (mark) preview(mark);
}

// The table's row of an act comes into sight within its own reel; the page stays where it is.
function follow(id) {
  const reel = document.querySelector(".reel"), row = reel && reel.querySelector("tr.current");
  if (!row || row.dataset.id !== id) return;
  const fold = row.closest("details");
  if (fold) fold.open = true;
  const box = reel.getBoundingClientRect(), place = row.getBoundingClientRect();
  if (place.top < box.top || place.bottom > box.bottom) reel.scrollTop += place.top - box.top - 40;
}

let waiting = 0;
const cards = new Map();

function preview(mark) {
  const place = document.getElementById("preview");
  if (!place) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const id = mark.dataset.id;
    if (!cards.has(id)) cards.set(id, card(mark.getAttribute("href")));
    const found = await cards.get(id);
    if (found && mark.classList.contains("current")) place.replaceChildren(found.cloneNode(true));
  }, 120);
}

async function card(address) {
  try {
    const response = await fetch(address + "?part=card");
    if (!response.ok) return null;
    const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("card");
    if (found) found.removeAttribute("id");
    return found;
  } catch {
    return null; // the link itself still works
  }
}

// --- keys -------------------------------------------------------------------------------------------------------

function rove(mark) {
  if (!mark) return;
  for (const other of marks()) other.setAttribute("tabindex", other === mark ? "0" : "-1");
  mark.focus();
  mark.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function beside(mark, step) {
  const lane = marks().filter((other) => other.dataset.lane === mark.dataset.lane);
  return lane[lane.indexOf(mark) + step];
}

function across(mark, down) {
  const order = ["a", "both", "b"];
  const lanes = down ? order.slice(order.indexOf(mark.dataset.lane) + 1) : order.slice(0, order.indexOf(mark.dataset.lane)).reverse();
  for (const lane of lanes) {
    const there = marks().filter((other) => other.dataset.lane === lane);
    if (!there.length) continue;
    const away = (other) => Math.abs(Number(other.dataset.x) - Number(mark.dataset.x));
    return there.reduce((best, other) => (away(other) < away(best) ? other : best));
  }
  return undefined;
}

// The act that this one answers, or the next of those that answer it.
function along(mark, from, to) {
  const arrow = [...drawing().querySelectorAll(".arrow")].find((one) => one.dataset[from] === mark.dataset.id);
  return arrow ? markOf(arrow.dataset[to]) : undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    const find = document.getElementById("q");
    if (find) { find.focus(); find.select(); event.preventDefault(); }
    return;
  }
  if (event.key === "Escape" && typing) { typing.blur(); return; }
  if (typing || !drawing()) return;
  // Single letters act where the timeline has the focus alone: elsewhere they may be somebody's speech.
  if (!event.target.closest(".stage")) return;
  const mark = event.target.closest(".mark");
  const steps = {
    ArrowRight: () => beside(mark, 1), ArrowLeft: () => beside(mark, -1),
    ArrowDown: () => across(mark, true), ArrowUp: () => across(mark, false),
    p: () => along(mark, "answer", "answered"), n: () => along(mark, "answered", "answer"),
    Home: () => marks()[0], End: () => marks().at(-1),
  };
  if (mark && steps[event.key]) {
    rove(steps[event.key]());
    event.preventDefault();
  } else if (!mark && (event.key === "n" || event.key === "p" || event.key.startsWith("Arrow"))) {
    rove(marks().find((one) => one.getAttribute("tabindex") === "0"));
    event.preventDefault();
  } else if (event.key === "+" || event.key === "-") {
    const move = document.querySelector(`[data-move="${event.key === "+" ? "closer" : "wider"}"]`);
    if (move) { show(move.getAttribute("href"), true); event.preventDefault(); }
  }
});

function pointed(event) {
  const mark = event.target.closest(".mark"), row = event.target.closest(".twin tr[data-id]");
  if (mark) { look(mark); follow(mark.dataset.id); }
  else if (row) look(markOf(row.dataset.id) || null);
}
document.addEventListener("focusin", pointed);
document.addEventListener("mouseover", pointed);

// --- another period without a new page -----------------------------------------------------------------------------

async function show(address, push) {
  const old = document.getElementById("exchange");
  if (loading) loading.abort();
  loading = new AbortController();
  try {
    const response = await fetch(address, { signal: loading.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("exchange");
    if (!response.ok || !fresh || !old) { location.assign(address); return; }
    const held = document.activeElement && document.activeElement.closest("[data-move], .stage");
    old.replaceWith(fresh);
    for (const part of [".facets", ".headline"]) {
      const there = document.querySelector("main > " + part), here = page.querySelector("main > " + part);
      if (there && here) there.replaceWith(here);
    }
    if (push) history.pushState(null, "", address);
    prepare();
    unroll();
    if (held) (held.dataset.move ? document.querySelector(`[data-move="${held.dataset.move}"]`) : stage())?.focus();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !drawing()) return;
  const link = event.target.closest(".moves a, .overview a");
  if (!link) return;
  event.preventDefault();
  show(link.getAttribute("href"), true);
});
window.addEventListener("popstate", () => { if (drawing()) show(location.href, false); });

function period(since, until) {
  const address = new URL(location.href);
  const day = (time) => new Date(Math.round(time / DAY) * DAY).toISOString().slice(0, 10);
  address.searchParams.set("since", day(since));
  address.searchParams.set("until", day(Math.max(since, until)));
  return address.pathname + address.search;
}

// Units of the drawing for a place on the screen.
function unitsPerPixel(svg) { return svg.viewBox.baseVal.width / svg.getBoundingClientRect().width; }

function reach(svg) {
  const since = Date.parse(svg.dataset.since), until = Date.parse(svg.dataset.until);
  const left = Number(svg.dataset.left), right = Number(svg.dataset.right);
  return { since, until, left, right, perUnit: (until - since + DAY) / (right - left) };
}

let scaled = null;

function zoom(event) {
  if (!event.ctrlKey && !event.shiftKey) return; // a bare wheel scrolls the page
  event.preventDefault();
  const svg = event.currentTarget, r = reach(svg);
  scaled = scaled || { factor: 1 };
  scaled.factor = Math.min(20, Math.max(0.05, scaled.factor * Math.exp((event.deltaY || event.deltaX) * 0.002)));
  const at = (event.clientX - svg.getBoundingClientRect().left) * unitsPerPixel(svg);
  const day = r.since + (at - r.left) * r.perUnit;
  clearTimeout(scaled.timer);
  scaled.timer = setTimeout(() => {
    const { factor } = scaled;
    scaled = null;
    show(period(day - (day - r.since) * factor, Math.max(day + (r.until - day) * factor, day)), true);
  }, 160);
}

function grab(event) {
  if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".mark")) return;
  const svg = event.currentTarget, from = event.clientX, moving = svg.querySelector(".moving"), r = reach(svg);
  let by = 0;
  const drag = (move) => {
    by = (move.clientX - from) * unitsPerPixel(svg);
    svg.classList.add("dragging");
    moving.setAttribute("transform", `translate(${by} 0)`);
  };
  const drop = () => {
    svg.removeEventListener("pointermove", drag);
    svg.classList.remove("dragging");
    if (Math.abs(by) < 6) { moving.removeAttribute("transform"); return; }
    show(period(r.since - by * r.perUnit, r.until - by * r.perUnit), true);
  };
  svg.setPointerCapture(event.pointerId);
  svg.addEventListener("pointermove", drag);
  svg.addEventListener("pointerup", drop, { once: true });
  svg.addEventListener("pointercancel", drop, { once: true });
}

function prepare() {
  const svg = drawing();
  if (!svg) return;
  const all = marks();
  all.forEach((mark, n) => mark.setAttribute("tabindex", n === all.length - 1 ? "0" : "-1"));
  svg.addEventListener("wheel", zoom, { passive: false });
  svg.addEventListener("pointerdown", grab);
  svg.addEventListener("mouseleave", () => { if (!svg.contains(document.activeElement)) look(null); });
  const box = stage();
  if (box) box.scrollLeft = box.scrollWidth; // narrow screens begin with the latest acts
}

// Narrow screens see the stretch of all years that the page shows, or the latest acts.
function unroll() {
  const years = document.querySelector("svg.overview");
  if (!years) return;
  const shown = years.querySelectorAll(years.querySelector(".window") ? ".window" : ".cooperation, .conflict");
  const end = Math.max(...[...shown].map((one) => one.getBBox()).map((box) => box.x + box.width));
  const box = years.parentElement;
  box.scrollLeft = (end / years.viewBox.baseVal.width) * box.scrollWidth - box.clientWidth + 20;
}

prepare();
unroll();
