// A reviewer's kit: shows one proposal at a time, says what is missing, keeps what is typed, and saves and reads the scores file.
"use strict";
(() => {
  const kit = JSON.parse(document.getElementById("kit-data").textContent);
  const words = kit.words, place = kit.format + ":" + kit.form, status = document.getElementById("kit-status");
  const fill = (text, by) => text.replace(/\{(\w+)\}/g, (all, key) => (key in by ? by[key] : all));
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const inputs = (...name) => [...document.getElementsByName(name.join("."))];
  const value = (...name) => {
    const all = inputs(...name);
    const one = all.length && all[0].type === "radio" ? all.find((e) => e.checked) : all[0];
    return one ? one.value : "";
  };
  const put = (text, ...name) => inputs(...name).forEach((e) => {
    if (e.type === "radio") e.checked = e.value === text;
    else e.value = text;
  });
  const asks = (r) => inputs(r.assignment, "hand-in")[0];
  const length = (text) => [...text.trim()].length;
  let unsaved = false, later = 0;

  // What was written of a review beyond what was there when the kit was made; nothing where nothing was.
  const written = (r) => {
    const out = { assignment: r.assignment, number: r.number, seal: r.seal, handIn: asks(r).checked, scores: [] };
    for (const l of r.lines) {
      const now = { criterion: l.criterion, key: l.key, comment: value(r.assignment, "comment", l.key) };
      if (l.scored) now.mark = value(r.assignment, "mark", l.key);
      if (now.comment !== l.comment || (l.scored && now.mark !== l.mark)) out.scores.push(now);
    }
    const overall = value(r.assignment, "overall"), word = value(r.assignment, "recommendation");
    const said = overall !== r.overall || (r.asked && word !== r.recommendation);
    if (said) out.overall = overall;
    if (said && r.asked) out.recommendation = word;
    return said || out.handIn || out.scores.length ? out : null;
  };
  const file = () => ({ format: kit.format, form: kit.form, savedAt: new Date().toISOString(), reviews: kit.reviews.map(written).filter(Boolean) });

  // Puts a file's words into the fields; false when it is not this kit's.
  const take = (from) => {
    if (!from || from.format !== kit.format || from.form !== kit.form || !Array.isArray(from.reviews)) return false;
    for (const was of from.reviews) {
      const r = kit.reviews.find((x) => x.assignment === was.assignment);
      if (!r) continue;
      for (const s of was.scores || []) {
        if (!r.lines.some((l) => l.key === s.key)) continue;
        if (typeof s.mark === "string") put(s.mark, r.assignment, "mark", s.key);
        if (typeof s.comment === "string") put(s.comment, r.assignment, "comment", s.key);
      }
      if (typeof was.recommendation === "string") put(was.recommendation, r.assignment, "recommendation");
      if (typeof was.overall === "string") put(was.overall, r.assignment, "overall");
      asks(r).checked = was.handIn === true;
    }
    kit.reviews.forEach(tell);
    return true;
  };

  const gaps = (r) => {
    const out = [];
    for (const l of r.lines) {
      if (l.scored && !value(r.assignment, "mark", l.key)) out.push(l.unscored);
      else if (length(value(r.assignment, "comment", l.key)) < l.least) out.push(l.short);
    }
    if (r.asked && !value(r.assignment, "recommendation")) out.push(words.recommendation);
    return out;
  };

  // Says what is missing of a review: in its own list, in the list of all, and beside each comment.
  const tell = (r) => {
    const missing = gaps(r), list = document.getElementById("missing-" + r.assignment);
    list.replaceChildren(...missing.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    document.getElementById("lacks-" + r.assignment).textContent = missing.length ? fill(words.lacks, { n: missing.length }) : words.whole;
    document.getElementById("state-" + r.assignment).textContent = missing.length ? fill(words.missing, { n: missing.length }) : words.complete;
    for (const l of r.lines) {
      const e = document.getElementById(`count-${r.assignment}-${l.criterion}`);
      if (e) e.textContent = fill(words.chars, { n: length(value(r.assignment, "comment", l.key)), least: l.least });
    }
  };

  const keep = () => {
    try {
      localStorage.setItem(place, JSON.stringify(file()));
      status.textContent = fill(words.kept, { at: clock() });
      return true;
    } catch {
      status.textContent = words.unkept;
      return false;
    }
  };
  let kept = true;
  const changed = (e) => {
    const one = e.target.closest(".kit-one");
    const r = one && kit.reviews.find((x) => x.assignment === one.id);
    if (!r) return;
    unsaved = true;
    tell(r);
    if (!later) later = setTimeout(now, 300);
  };
  const now = () => {
    clearTimeout(later);
    later = 0;
    kept = keep();
  };

  const save = () => {
    const out = file(), link = document.createElement("a");
    kept = keep();
    link.href = URL.createObjectURL(new Blob([JSON.stringify(out, null, 1)], { type: "application/json" }));
    link.download = "vitrine-scores.json";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    status.textContent = fill(out.reviews.length ? words.saved : words.empty, { n: out.reviews.length, file: link.download, at: clock() });
  };

  const show = (focus) => {
    const id = decodeURIComponent(location.hash.slice(1));
    const all = [...document.querySelectorAll(".kit-one")];
    if (id && !all.some((e) => e.id === id) && document.querySelector(".kit-now")) return;
    const now = all.find((e) => e.id === id) || all[0];
    all.forEach((e) => e.classList.toggle("kit-now", e === now));
    document.querySelectorAll(".kit-list a").forEach((a) => {
      if (a.hash === "#" + now.id) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    });
    if (focus) now.querySelector("h2").focus();
  };

  // Within the rubric and outside a text: digits score, a point adds half, C comments, N and P go on and back.
  const keys = (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      e.preventDefault();
      save();
      return;
    }
    const part = e.target.closest && e.target.closest(".kit-part");
    if (!part || e.altKey || e.metaKey) return;
    const text = e.target.matches("textarea");
    const by = text ? 0 : { n: 1, j: 1, p: -1, k: -1 }[e.key.toLowerCase()];
    if (by || (e.ctrlKey && e.key === "Enter")) {
      const parts = [...part.closest(".kit-one").querySelectorAll(".kit-part")];
      const next = parts[parts.indexOf(part) + (by || 1)];
      const field = next && (next.querySelector("input:checked") || next.querySelector("input, textarea"));
      if (!field) return;
      e.preventDefault();
      field.focus();
      return;
    }
    if (text || e.ctrlKey) return;
    const scale = [...part.querySelectorAll(".score-scale input")], now = scale.find((x) => x.checked);
    let want = /^\d$/.test(e.key) ? e.key : "";
    if ((e.key === "." || e.key === ",") && now) want = now.value.endsWith(".5") ? now.value.slice(0, -2) : now.value + ".5";
    const hit = e.key.toLowerCase() === "c" ? part.querySelector("textarea") : scale.find((x) => x.value === want);
    if (!hit) return;
    e.preventDefault();
    hit.focus();
    if (hit.type === "radio") hit.click();
  };

  document.documentElement.classList.add("script");
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("keydown", keys);
  document.getElementById("kit-save").addEventListener("click", save);
  document.getElementById("f-kit-load").addEventListener("change", async (e) => {
    let good = false;
    try {
      good = take(JSON.parse(await e.target.files[0].text()));
    } catch {
      good = false;
    }
    if (good) kept = keep();
    status.textContent = good ? words.loaded : words.foreign;
    e.target.value = "";
  });
  document.querySelectorAll("[data-turn]").forEach((b) => b.addEventListener("click", () => { location.hash = b.dataset.turn; }));
  addEventListener("hashchange", () => show(true));
  addEventListener("beforeunload", (e) => {
    if (later) now();
    if (unsaved && !kept) e.preventDefault();
  });
  addEventListener("pagehide", () => { if (later) now(); });
  kit.reviews.forEach(tell);
  show(false);
  let before = null;
  try {
    before = JSON.parse(localStorage.getItem(place));
  } catch {
    before = null;
  }
  status.textContent = before && take(before) ? words.restored : words.ready;
})();
