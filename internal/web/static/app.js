// Everything here only improves pages that work without it.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("script");

  // The server writes times on the reader's clock, unless the reader chose another (a cookie of its own).
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("zone=" + encodeURIComponent(zone))) {
    document.cookie = "zone=" + encodeURIComponent(zone) + "; path=/; max-age=31536000; samesite=lax";
  }

  all("[data-focus]").slice(0, 1).forEach((e) => e.focus());

  // Words, counted by white space as the server does.
  const count = (field) => {
    const out = document.getElementById(field.dataset.countWords);
    if (!out) return;
    const words = (field.value.match(/\S+/g) || []).length;
    const left = Number(field.dataset.limit) - words;
    const text = left < 0 ? out.dataset.over : out.dataset.left;
    out.textContent = text.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    out.classList.toggle("over", left < 0);
  };
  all("[data-count-words]").forEach(count);
  document.addEventListener("input", (e) => {
    if (e.target.dataset.countWords) count(e.target);
    const table = e.target.closest("[data-sums]");
    if (table) sum(table);
  });

  // Budget totals in hundredths, so that no cent is lost to floating point.
  const hundredths = (text) => {
    const plain = text.replace(/[,\s\u00a0]/g, "");
    return /^-?\d*(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain || 0) * 100) : 0;
  };
  const sum = (table) => {
    const write = (cell, n) => {
      cell.textContent = (n / 100).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2 });
    };
    const total = (cells) => cells.reduce((n, c) => n + hundredths(c.value), 0);
    all("[data-sum-row]", table).forEach((c) => write(c, total(all("[data-sum]", c.parentElement))));
    all("[data-sum-column]", table).forEach((c) => write(c, total(all(`[data-sum="${c.dataset.sumColumn}"]`, table))));
    all("[data-sum-all]", table).forEach((c) => write(c, total(all("[data-sum]", table))));
  };

  // Acts: asked first, sent once, closed again.
  document.addEventListener("submit", (e) => {
    const ask = e.submitter && e.submitter.dataset.confirm;
    if (e.target.dataset.sent || (ask && !window.confirm(ask))) return e.preventDefault();
    if (e.defaultPrevented || e.target.method !== "post") return;
    if (e.target.dataset.leaves) forget("vitrine:" + e.target.dataset.leaves + ":");
    e.target.dataset.sent = "yes";
    setTimeout(() => delete e.target.dataset.sent, 4000);
  });
  // Who signs out leaves nothing behind on this device.
  const forget = (prefix) => {
    try { Object.keys(localStorage).filter((k) => k.startsWith(prefix)).forEach((k) => localStorage.removeItem(k)); } catch { /* nothing was kept then */ }
  };
  const dismiss = (box) => {
    box.open = false;
    box.querySelector("summary").focus();
  };
  document.addEventListener("click", async (e) => {
    const button = e.target.closest("button");
    if (!button) return;
    if ("close" in button.dataset) dismiss(button.closest("details"));
    if (button.dataset.copy) {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    }
  });
  document.addEventListener("keydown", (e) => {
    const box = e.key === "Escape" && e.target.closest("details[data-dismiss][open]");
    if (box) dismiss(box);
  });

  // One of many: the arrows lead on and back.
  document.addEventListener("keydown", (e) => {
    const way = { ArrowRight: "next", ArrowLeft: "prev" }[e.key];
    if (way && !e.altKey && e.target === document.body) document.querySelector(`[data-steps] [rel=${way}]`)?.click();
  });

  // What is left of a while, by the second.
  all("[data-until]").forEach((part) => {
    const tick = () => {
      const left = Math.max(0, Math.ceil((Date.parse(part.dataset.until) - Date.now()) / 1000));
      part.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left) setTimeout(tick, 1000);
    };
    tick();
  });

  // Live parts: each message is an object of texts.
  all("[data-live]").forEach((part) => {
    const source = new EventSource(part.dataset.live);
    source.onmessage = (e) => {
      const news = JSON.parse(e.data);
      for (const [key, text] of Object.entries(news)) {
        all("[data-live-text]", part).filter((n) => n.dataset.liveText === key).forEach((n) => { n.textContent = text.text ?? text; });
        all("[data-live-value]", part).filter((n) => n.dataset.liveValue === key).forEach((n) => { n.value = text.value; });
      }
      if (news.reload) location.reload();
      if (news.done) source.close();
    };
  });

  // Autosave: what was typed stays on this device until the server has it.
  const typed = (form) => all("input, textarea, select", form).filter((f) => f.name && !["hidden", "file", "password", "submit"].includes(f.type));
  const ticks = (f) => f.type === "radio" || f.type === "checkbox";
  const now = (f) => (ticks(f) ? String(f.checked) : f.value);
  const first = (f) => {
    if (ticks(f)) return String(f.defaultChecked);
    if (f.options) return ([...f.options].find((o) => o.defaultSelected) || f.options[0] || {}).value ?? "";
    return f.defaultValue;
  };
  const name = (f) => f.name + (ticks(f) ? "=" + f.value : "");

  const autosave = (form) => {
    const status = form.querySelector("[data-autosave-status]");
    const key = "vitrine:" + form.dataset.autosaveKey + ":" + form.dataset.autosave;
    const base = new Map(typed(form).map((f) => [name(f), first(f)]));
    let timer = 0, wait = 2000, busy = false, stopped = false, aside = [];

    const say = (state, more = "") => {
      status.dataset.state = state;
      status.textContent = status.dataset[state] + more;
    };
    const changed = () => typed(form).filter((f) => now(f) !== base.get(name(f))).map((f) => [name(f), now(f), base.get(name(f))]);
    const keep = () => {
      try {
        const rows = changed().concat(aside);
        if (rows.length) localStorage.setItem(key, JSON.stringify(rows));
        else localStorage.removeItem(key);
      } catch { /* a full or forbidden store: the server still gets it */ }
    };
    const later = (ms) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, ms);
    };
    const retry = (state) => {
      say(state);
      wait = Math.min(wait * 2, 60000);
      later(wait);
    };
    const save = async () => {
      if (busy || stopped || !changed().length) return;
      busy = true;
      say("saving");
      const sent = typed(form).map((f) => [name(f), now(f)]);
      const body = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string"));
      try {
        const res = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
        if (res.status === 401 || res.redirected) retry("expired");
        else if (res.status === 409) { stopped = true; say("conflict"); }
        else if (res.status >= 500 || res.status === 429) retry("offline");
        else if (!res.ok) say("refused");
        else {
          const answer = res.status === 204 ? {} : await res.json();
          const version = form.elements.namedItem("version");
          if (version && answer.version) version.value = answer.version;
          sent.forEach(([n, v]) => base.set(n, v));
          wait = 2000;
          say("saved", " " + new Date().toLocaleTimeString(document.documentElement.lang));
          if (changed().length) later(1000);
        }
      } catch {
        retry("offline");
      }
      busy = false;
      keep();
    };

    // What an earlier visit could not send comes back, unless the field has moved on since.
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(key)) || []; } catch { /* unreadable: nothing to bring back */ }
    const fields = new Map(typed(form).map((f) => [name(f), f]));
    for (const [n, value, was] of kept) {
      const field = fields.get(n);
      if (!field || now(field) === value) continue;
      if (first(field) === was) {
        if (ticks(field)) field.checked = value === "true";
        else field.value = value;
        say("restored");
        later(500);
      } else if (!ticks(field)) {
        const copy = document.createElement("textarea");
        copy.readOnly = true;
        copy.value = value;
        copy.setAttribute("aria-label", status.dataset.conflict);
        field.after(copy);
        aside.push([n, value, was]);
        say("conflict");
      }
    }
    all("[data-count-words]", form).forEach(count);

    form.addEventListener("input", () => { keep(); later(1500); });
    form.addEventListener("submit", () => { stopped = true; aside = []; clearTimeout(timer); keep(); });
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => later(0));
  };
  all("form[data-autosave]").forEach(autosave);
})();
