// Keeps each answer as it is typed: on this device at once, on the server after a pause, and never only here
// without saying so. The form works without any of it.
"use strict";
(() => {
  const form = document.querySelector("form[data-answers]");
  if (!form) return;
  const url = form.dataset.answers;
  const prefix = "vitrine:" + form.dataset.person + ":answers:" + url + ":";
  const status = form.querySelector("[data-answers-status]");
  const copy = form.querySelector("template[data-answers-conflict]");
  const words = status.dataset;
  const all = (selector, root) => [...root.querySelectorAll(selector)];

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const ticks = (f) => f.type === "radio" || f.type === "checkbox";
  const inputs = (box) => all("input, textarea, select", box).filter((f) => f.name && !["file", "password", "submit"].includes(f.type));
  const read = (box) => JSON.stringify(inputs(box).filter((f) => !ticks(f) || f.checked).map((f) => [f.name, f.value.replace(/\r\n?/g, "\n")]));

  // What is kept on the device, one record an answer: v as typed, saw the stamp it began from, r the request's key.
  const kept = {
    get(key) {
      try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; }
    },
    put(key, record) {
      try { localStorage.setItem(prefix + key, JSON.stringify(record)); return true; } catch { return false; }
    },
    drop(key) {
      try { localStorage.removeItem(prefix + key); } catch { /* nothing was kept then */ }
    },
    keys() {
      try { return Object.keys(localStorage).filter((k) => k.startsWith(prefix)).map((k) => k.slice(prefix.length)); } catch { return []; }
    },
  };

  // One unit is one answer, with all its inputs.
  const units = new Map();
  const stampOf = (key) => form.elements.namedItem("saw." + key);
  for (const box of all("[data-question], [data-extra]", form)) {
    const key = box.dataset.question || "~";
    if (!inputs(box).length) continue;
    units.set(key, { key, box, base: read(box), saw: stampOf(key) ? stampOf(key).value : "", r: "", state: "", timer: 0, busy: false });
  }
  const dirty = (u) => read(u.box) !== u.base;

  const worst = ["conflict", "late", "refused", "unkept", "expired", "offline", "saving", "restored", "saved"];
  const say = () => {
    const states = [...units.values(), ...strays].map((u) => u.state);
    const state = worst.find((s) => states.includes(s));
    if (!state) return;
    const why = [...units.values()].find((u) => u.state === state && u.why);
    const text = (why && why.why) || words[state] + (state === "saved" ? " " + new Date().toLocaleTimeString(document.documentElement.lang) : "");
    words.state = state;
    if (status.textContent !== text) status.textContent = text;
  };
  const set = (u, state, why = "") => {
    u.state = state;
    u.why = why;
    say();
  };

  let wait = 2000;
  const later = (u, ms) => {
    clearTimeout(u.timer);
    u.timer = setTimeout(() => send(u), ms);
  };
  const retry = (u, state) => {
    set(u, state);
    later(u, wait + Math.random() * 500);
    wait = Math.min(wait * 1.6, 30000);
  };
  const hold = (u) => {
    const v = read(u.box);
    if (v === u.base) return kept.drop(u.key);
    if (u.v !== v) {
      u.v = v;
      u.r = newKey(); // other words are another request
    }
    if (!kept.put(u.key, { v, saw: u.saw, r: u.r })) set(u, "unkept");
  };

  const send = async (u, leaving = false) => {
    if (u.busy || u.state === "conflict" || u.state === "late" || (u.box && !dirty(u))) return;
    if (u.box) hold(u);
    const sent = u.v;
    const body = new URLSearchParams(JSON.parse(sent));
    body.set("key", u.key);
    body.set("section", form.dataset.section);
    body.set("saw." + u.key, u.saw);
    body.set("request", u.r);
    body.set("person", form.dataset.person);
    u.busy = true;
    if (!["offline", "expired"].includes(u.state)) set(u, "saving");
    try {
      const res = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving && String(body).length < 60000 });
      const answer = await res.json().catch(() => ({}));
      u.busy = false;
      if (res.ok && "stamp" in answer) acknowledged(u, sent, answer);
      else if (res.ok || res.status === 401) retry(u, "expired");
      else if (res.status >= 500 || res.status === 429) retry(u, "offline");
      else if (answer.code === "version") conflict(u, answer);
      else {
        set(u, res.status === 409 ? "late" : "refused", answer.message);
        if (res.status === 422 && u.box && read(u.box) !== sent) later(u, 400);
      }
    } catch {
      u.busy = false;
      retry(u, "offline");
    }
  };

  const acknowledged = (u, sent, answer) => {
    wait = 2000;
    u.saw = answer.stamp;
    u.base = sent;
    if (u.box && stampOf(u.key)) stampOf(u.key).value = u.saw;
    if (answer.shown) all("[data-asked]", form).forEach((part) => { part.hidden = !answer.shown.includes(part.dataset.asked); });
    if (!u.box || !dirty(u)) kept.drop(u.key);
    else later(u, 400);
    set(u, "saved");
    // The line is back: what else waits need not wait longer.
    for (const other of units.values()) if (["offline", "expired"].includes(other.state)) later(other, 50);
  };

  // Both texts stand beside each other until the writer has chosen.
  const conflict = (u, answer) => {
    set(u, "conflict");
    if (!u.box) return; // another section: its own page will show both
    const shown = copy.content.cloneNode(true).firstElementChild;
    shown.querySelector("[data-theirs]").textContent = answer.kept ?? "";
    const done = (state) => {
      shown.remove();
      u.state = state;
      u.saw = answer.stamp ?? "";
      if (stampOf(u.key)) stampOf(u.key).value = u.saw;
      u.r = u.v = "";
    };
    shown.querySelector("[data-keep=mine]").addEventListener("click", () => {
      done("");
      u.base = ""; // even words that were there before are chosen anew
      send(u);
      inputs(u.box)[0].focus();
    });
    shown.querySelector("[data-keep=theirs]").addEventListener("click", () => {
      const plain = inputs(u.box).filter((f) => !ticks(f) && f.type !== "hidden");
      done("saved");
      kept.drop(u.key);
      if (plain.length !== 1 || inputs(u.box).length !== 1 || plain[0].options) return location.reload();
      plain[0].value = answer.kept ?? "";
      u.base = read(u.box);
      say();
      plain[0].focus();
    });
    u.box.after(shown);
  };

  // What an earlier visit could not send comes back; what belongs to another section is sent from here.
  const fill = (u, pairs) => {
    const left = [...pairs];
    for (const f of inputs(u.box)) {
      const at = left.findIndex(([n, v]) => n === f.name && (!ticks(f) || v === f.value));
      if (ticks(f)) f.checked = at >= 0;
      else if (at >= 0) f.value = left[at][1];
      if (at >= 0) left.splice(at, 1);
    }
    for (const [name, value] of left) { // rows that this page does not show yet
      const extra = document.createElement("input");
      extra.type = "hidden";
      extra.name = name;
      extra.value = value;
      u.box.append(extra);
    }
  };
  const strays = [];
  for (const key of kept.keys()) {
    const record = kept.get(key), u = units.get(key);
    if (!record || typeof record.v !== "string") { kept.drop(key); continue; }
    if (!u) {
      if (key === "~") continue; // the section that asks it sends it
      strays.push({ key, v: record.v, saw: record.saw, r: record.r, base: "", state: "" });
      continue;
    }
    if (record.v === u.base && !form.dataset.again) { kept.drop(key); continue; }
    fill(u, JSON.parse(record.v));
    u.base = form.dataset.again ? "" : u.base;
    u.saw = record.saw; // so that what somebody wrote since is not overwritten
    u.v = record.v;
    u.r = record.r;
    for (const f of inputs(u.box)) if (f.dataset.countWords) f.dispatchEvent(new Event("input", { bubbles: true }));
    set(u, "restored");
    later(u, 700);
  }
  strays.forEach((u) => send(u));

  const of = (target) => {
    const box = target.closest && target.closest("[data-question], [data-extra]");
    return box && units.get(box.dataset.question || "~");
  };
  const typed = (e) => {
    const u = of(e.target);
    if (!u) return;
    if (u.state === "refused") u.state = "";
    hold(u);
    later(u, ["offline", "expired"].includes(u.state) ? wait : 900);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", (e) => {
    const u = of(e.target);
    if (u && dirty(u) && !["offline", "expired", "refused"].includes(u.state)) later(u, 0);
  });
  // The button sends the whole page; until the next page says so, the device keeps its copy.
  // It waits for what is on its way, or the page would begin from an older text than its own.
  let sure = false, going = false;
  const busy = () => [...units.values()].some((u) => u.busy);
  form.addEventListener("submit", (e) => {
    units.forEach((u) => { clearTimeout(u.timer); hold(u); });
    if (sure || !busy()) return;
    e.preventDefault();
    if (going) return;
    going = true;
    const go = (left) => {
      if (busy() && left > 0) return setTimeout(go, 50, left - 50);
      sure = true;
      going = false;
      form.requestSubmit(e.submitter);
      sure = false;
    };
    go(5000);
  });
  const again = () => units.forEach((u) => { if (dirty(u) && u.state !== "refused") later(u, 0); });
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") units.forEach((u) => { if (u.state !== "refused") send(u, true); });
    else again();
  });

  // Who else is here.
  const here = document.querySelector("[data-here]");
  const knock = async () => {
    if (!here || document.visibilityState === "hidden") return;
    try {
      const res = await fetch(here.dataset.here, { method: "POST", body: new URLSearchParams({ section: here.dataset.section }), headers: { Accept: "application/json" } });
      const news = res.ok ? await res.json() : {};
      if (typeof news.text === "string" && news.text !== here.textContent) here.textContent = news.text;
    } catch { /* nobody is told; the answers say that the line is down */ }
  };
  knock();
  setInterval(knock, 15000);

  // Leaving for good takes what is kept here along, so it is asked for while something was not sent.
  for (const out of all("form[data-leaves]", document)) {
    out.addEventListener("submit", (e) => {
      if (kept.keys().length && !window.confirm(words.leave)) e.preventDefault();
    });
  }
})();
