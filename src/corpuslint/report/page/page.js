"use strict";
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = {
  en: {
    findings: "findings", clean: "Nothing to report.", of: "of", documents: "By document (ticks: on which lines)", families: "By family",
    rules: "By rule", dirty: "documents with findings", errors: "errors", shown: "shown", search: "Search text, file, rule, message…",
    safe: "safe fix", unsafe: "unsafe fix", "display-only": "suggestion", none: "for a person to decide", before: "before", after: "after",
    text: "text", all: "show all", few: "show fewer", nothing: "Nothing fits these filters.", why: "why?", files: "files",
    error: "error", warning: "warning", info: "info", clear: "clear all", line: "line", record: "record", cut: "…", theme: "light or dark",
    remedy: "What can be done",
  },
  zh: {
    findings: "处问题", clean: "没有发现问题。", of: "/", documents: "按文档（刻度：所在的行）", families: "按类别",
    rules: "按规则", dirty: "个文档有问题", errors: "处错误", shown: "处显示", search: "搜索文本、文件、规则、说明……",
    safe: "可安全修复", unsafe: "修复须核对", "display-only": "仅供参考", none: "须由人决定", before: "修复前", after: "修复后",
    text: "原文", all: "全部显示", few: "收起", nothing: "没有符合条件的问题。", why: "为什么？", files: "个文件",
    error: "错误", warning: "警告", info: "提示", clear: "全部清除", line: "行", record: "条", cut: "……", theme: "浅色或深色",
    remedy: "如何处理",
  },
};
const KINDS = ["safe", "unsafe", "display-only", "none"];
const COLOURS = { safe: "--safe", unsafe: "--unsafe", "display-only": "--suggestion", none: "--none" };
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;
const PAGE = 60;
const filters = { family: null, rule: null, file: null, kind: null, severity: null, query: "" };
const FEW = 10;
const opened = new Set();
let language = DATA.language, matching = [], drawn = 0;

const findings = DATA.findings.map(([rule, file, record, row, column, message, text, start, end, fix]) => ({
  rule: DATA.rules[rule], file: DATA.files[file], record, row, column, message, text, start, end, fix, kind: fix ? fix[0] : "none",
}));
for (const finding of findings) finding.family = finding.rule.family;

const word = (key) => WORDS[language][key] ?? key;
const local = (pair) => (language === "zh" && pair[1]) || pair[0];
const familyName = (name) => local([name, DATA.families[name]]);

function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key === "class") element.className = value;
    else if (key === "style") element.style.cssText = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Corpus text as nodes: what cannot be seen is drawn; in a changed span ordinary spaces too. */
function drawnText(points, changed) {
  const nodes = [];
  let plain = "";
  const flush = () => { if (plain) nodes.push(plain); plain = ""; };
  for (let at = 0; at < points.length; at++) {
    const point = points[at];
    if (point === "\n" || point === "\r") {
      if (point === "\r" && points[at + 1] === "\n") continue;
      flush();
      nodes.push(make("span", { class: "line-end" }, "⏎"), make("br"));
    } else if (point === " " ? !changed : !UNSEEN.test(point)) {
      plain += point;
    } else {
      flush();
      nodes.push(unseen(point));
    }
  }
  flush();
  return nodes;
}

function unseen(point) {
  if (point === " ") return make("span", { class: "space" }, "␣");
  if (point === "\u3000") return make("span", { class: "wide-space", title: "U+3000 IDEOGRAPHIC SPACE" });
  if (point === "\t") return make("span", { class: "space", title: "TAB" }, "→\u2003");
  const code = "U+" + point.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return make("span", { class: "unseen", title: `${code} ${DATA.names[code] ?? ""}` }, code);
}

/** The text with spans of it marked: [start, end, tag, insertion]. */
function pieces(points, spans) {
  const nodes = [];
  let at = 0;
  for (const [start, end, tag, inserted] of spans) {
    nodes.push(...drawnText(points.slice(at, start), false));
    if (end > start || tag === "mark") nodes.push(make(tag, {}, ...drawnText(points.slice(start, end), true)));
    if (inserted) nodes.push(make("ins", {}, ...drawnText([...inserted], true)));
    at = end;
  }
  nodes.push(...drawnText(points.slice(at), false));
  return nodes;
}

function textOf(finding) {
  const points = [...finding.text];
  const label = (key) => make("span", { class: "label" }, word(key));
  const edits = finding.fix ? finding.fix[2] : [];
  const box = make("div", { class: "text", dir: "auto" });
  if (!edits.length) {
    box.append(label("text"), make("span", {}, ...pieces(points, [[finding.start, finding.end, "mark"]])));
    return box;
  }
  box.append(label("before"), make("span", {}, ...pieces(points, edits.map(([start, end]) => [start, end, "del"]))));
  const after = edits.map(([start, end, content]) => [start, end, null, content]);
  box.append(label("after"), make("span", {}, ...afterPieces(points, after)));
  return box;
}

function afterPieces(points, spans) {
  const nodes = [];
  let at = 0;
  for (const [start, end, , content] of spans) {
    nodes.push(...drawnText(points.slice(at, start), false));
    if (content) nodes.push(make("ins", {}, ...drawnText([...content], true)));
    else if (start > at || !nodes.length) nodes.push(make("span", { class: "spot" }));
    at = end;
  }
  nodes.push(...drawnText(points.slice(at), false));
  return nodes;
}

function markdown(text) {
  return text.split(/(`[^`\n]+`)/).map((part) => (/^`.+`$/.test(part) ? make("code", {}, part.slice(1, -1)) : part.replace(/\*\*/g, "")));
}

function card(finding) {
  const { rule, fix, kind } = finding;
  const why = make("button", { type: "button", class: "place", style: "margin-left:0" }, word("why"));
  const place = `${finding.file}:${finding.record === null ? "" : finding.record + ":"}${finding.row}:${finding.column}`;
  const element = make("article", { class: `finding ${rule.severity}` },
    make("div", { class: "head" },
      make("button", { class: "code", type: "button", title: rule.name, onclick: () => toggle("rule", rule.code) }, rule.code),
      make("span", {}, local([rule.summary, rule.summary_zh])),
      make("span", { class: "kind", style: `color: var(${COLOURS[kind]})` }, word(kind)),
      why,
      make("button", { class: "place", type: "button", onclick: () => toggle("file", finding.file) }, ...drawnText([...place], false))),
    messageOf(finding),
    textOf(finding));
  why.addEventListener("click", () => {
    const open = element.querySelector(".why");
    if (open) open.remove();
    else element.append(make("div", { class: "why" }, ...markdown(rule.why)));
  });
  if (fix && fix[1]) element.querySelector(".text").title = fix[1];
  return element;
}

function messageOf(finding) {
  const message = local(finding.message);
  const same = finding.message[0].toLowerCase() === finding.rule.summary.toLowerCase();
  return same ? null : make("div", {}, ...drawnText([...message], false));
}

function fits(finding, without) {
  const query = filters.query;
  return (
    (without === "family" || !filters.family || finding.family === filters.family) &&
    (without === "rule" || !filters.rule || finding.rule.code === filters.rule) &&
    (without === "file" || !filters.file || finding.file === filters.file) &&
    (without === "kind" || !filters.kind || finding.kind === filters.kind) &&
    (!filters.severity || finding.rule.severity === filters.severity) &&
    (!query || haystack(finding).includes(query))
  );
}

function haystack(finding) {
  const { rule } = finding;
  finding.haystack ??= [finding.text, finding.file, rule.code, rule.name, rule.summary, rule.summary_zh, finding.message.join(" "), finding.family]
    .join("\n").toLowerCase();
  return finding.haystack;
}

function counted(key, keyOf) {
  const groups = new Map();
  for (const finding of findings) {
    if (!fits(finding, key)) continue;
    const name = keyOf(finding);
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { name, total: 0, kinds: {}, findings: [] }));
    group.total++;
    group.kinds[finding.kind] = (group.kinds[finding.kind] ?? 0) + 1;
    group.findings.push(finding);
  }
  return [...groups.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}

function bar(group, most) {
  const parts = KINDS.filter((kind) => group.kinds[kind]).map((kind) =>
    make("i", { style: `width:${(100 * group.kinds[kind]) / most}%;background:var(${COLOURS[kind]})`, title: `${word(kind)}: ${group.kinds[kind]}` }));
  return make("span", { class: "bar" }, ...parts);
}

function strip(group) {
  const last = Math.max(...group.findings.map((finding) => finding.row), 2);
  const rows = [...new Set(group.findings.map((finding) => Math.floor((299 * (finding.row - 1)) / (last - 1 || 1))))];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 300 14");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "strip");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", rows.map((x) => `M${x + 0.5} 1V13`).join(""));
  path.setAttribute("stroke", "var(--warning)");
  path.setAttribute("stroke-width", "1.4");
  svg.append(path);
  return svg;
}

function chart(id, key, groups, rowOf) {
  const most = groups.length ? groups[0].total : 1;
  const shown = opened.has(id) ? [...groups] : groups.slice(0, groups.length > FEW + 3 ? FEW : FEW + 3);
  const chosen = groups.find((group) => group.name === filters[key]);
  if (chosen && !shown.includes(chosen)) shown.push(chosen);
  const box = document.getElementById(id);
  box.replaceChildren(...shown.map((group) => {
    const on = filters[key] === group.name;
    return make("button", { type: "button", class: `row ${key}${on ? " on" : ""}`, "aria-pressed": on, onclick: () => toggle(key, group.name) }, ...rowOf(group, most));
  }));
  if (groups.length > shown.length || opened.has(id)) {
    const text = opened.has(id) ? word("few") : `${word("all")} (${groups.length.toLocaleString(language)})`;
    const flip = () => { if (!opened.delete(id)) opened.add(id); drawCharts(); };
    box.append(make("button", { type: "button", class: "all", onclick: flip }, text));
  }
}

function number(value) { return make("span", { class: "number" }, value.toLocaleString(language)); }

function drawCharts() {
  chart("families", "family", counted("family", (f) => f.family), (group, most) => [
    make("span", { class: "name" }, familyName(group.name)), bar(group, most), number(group.total)]);
  chart("rules", "rule", counted("rule", (f) => f.rule.code), (group, most) => {
    const { rule } = group.findings[0];
    return [make("span", {}, rule.code), make("span", { class: "name", title: rule.name }, local([rule.summary, rule.summary_zh])), bar(group, most), number(group.total)];
  });
  chart("documents", "file", counted("file", (f) => f.file), (group) => [
    make("span", { class: "name", title: group.name, dir: "auto" }, ...drawnText([...group.name], false)), strip(group), number(group.total)]);
}

function drawOverview() {
  const kinds = counted("kind", (f) => f.kind);
  const total = kinds.reduce((sum, group) => sum + group.total, 0) || 1;
  const by = Object.fromEntries(kinds.map((group) => [group.name, group.total]));
  const dirty = new Set(matching.map((f) => f.file)).size;
  const errors = matching.filter((f) => f.rule.severity === "error").length;
  const figure = (value, text) => make("div", { class: "figure" }, make("b", {}, value), make("span", {}, text));
  const present = KINDS.filter((kind) => by[kind]);
  document.getElementById("overview").replaceChildren(
    figure(matching.length.toLocaleString(language), word("findings")),
    figure(`${dirty.toLocaleString(language)} ${word("of")} ${DATA.checked.toLocaleString(language)}`, word("dirty")),
    figure(errors.toLocaleString(language), word("errors")),
    make("div", { class: "figure big" }, make("span", {}, word("remedy")),
      make("div", { class: "stack" }, ...present.map((kind) => make("i", { style: `width:${(100 * by[kind]) / total}%;background:var(${COLOURS[kind]})` }))),
      make("div", { class: "legend" }, ...present.map((kind) => make("button", { type: "button", "aria-pressed": filters.kind === kind, onclick: () => toggle("kind", kind) },
        make("span", { class: "dot", style: `background:var(${COLOURS[kind]})` }), `${word(kind)} ${by[kind].toLocaleString(language)}`)))));
}

function drawChips() {
  const chips = [];
  for (const [key, value] of Object.entries(filters)) {
    if (!value || key === "query") continue;
    const text = key === "family" ? familyName(value) : key === "kind" ? word(value) : value;
    chips.push(make("button", { type: "button", class: "chip", onclick: () => toggle(key, value) }, ...drawnText([...text], false), "✕"));
  }
  if (chips.length > 1) chips.push(make("button", { type: "button", class: "chip", onclick: clear }, word("clear")));
  document.getElementById("chips").replaceChildren(...chips);
}

function drawMore() {
  const next = matching.slice(drawn, drawn + PAGE);
  document.getElementById("findings").append(...next.map(card));
  drawn += next.length;
}

function draw() {
  matching = findings.filter((finding) => fits(finding, null));
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = word(element.dataset.text);
  document.getElementById("search").placeholder = word("search");
  document.getElementById("language").textContent = language === "zh" ? "English" : "中文";
  document.getElementById("theme").title = word("theme");
  document.getElementById("charts").hidden = !findings.length;
  drawOverview();
  drawCharts();
  drawChips();
  drawn = 0;
  const empty = findings.length ? word("nothing") : word("clean");
  document.getElementById("findings").replaceChildren(...(matching.length ? [] : [make("div", { class: "empty" }, empty)]));
  document.getElementById("shown").textContent = matching.length === findings.length ? "" :
    `${matching.length.toLocaleString(language)} ${word("of")} ${findings.length.toLocaleString(language)} ${word("findings")}`;
  drawMore();
  remember();
}

function toggle(key, value) {
  filters[key] = filters[key] === value ? null : value;
  draw();
}

function clear() {
  for (const key of Object.keys(filters)) filters[key] = key === "query" ? "" : null;
  document.getElementById("search").value = "";
  draw();
}

/** Filters live in the address, so that a view can be shared. */
function remember() {
  const parts = Object.entries(filters).filter(([, value]) => value).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const address = `#${parts.join("&")}`;
  if (address !== (location.hash || "#")) try { history.replaceState(null, "", address); } catch { /* a sandboxed frame */ }
}

function recall() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (key in filters) filters[key] = value;
  document.getElementById("search").value = filters.query;
}

let typing;
document.getElementById("search").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => { filters.query = event.target.value.trim().toLowerCase(); draw(); }, 120);
});
document.getElementById("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; draw(); });
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting) && drawn < matching.length) drawMore(); }, { rootMargin: "900px" })
  .observe(document.getElementById("more"));
addEventListener("hashchange", () => { recall(); draw(); });
recall();
draw();
