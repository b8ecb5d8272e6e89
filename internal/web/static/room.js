// Keeps a panel's room up to date and sends its forms without leaving the page; without this a reload shows the same.
"use strict";
(() => {
  const room = document.querySelector("[data-room]");
  if (!room || !window.EventSource) return;
  const log = room.querySelector("[data-room-log]");
  const refused = room.querySelector("[data-room-refused]");

  // build makes what the server drew of its tree: a text, or a tag, its attributes and what is in it.
  const build = (node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const [tag, attrs, ...kids] = node;
    const e = document.createElement(tag);
    for (const [name, value] of Object.entries(attrs)) e.setAttribute(name, value);
    e.append(...kids.map(build));
    return e;
  };

  // put replaces a part; where the reader was in it they stay, and what they typed stays with them.
  const put = (part, nodes) => {
    const here = part.contains(document.activeElement) ? document.activeElement : null;
    const typed = new Map();
    part.querySelectorAll("textarea, input:not([type=hidden])").forEach((f) => { if (f.id) typed.set(f.id, f.type === "checkbox" ? f.checked : f.value); });
    part.replaceChildren(...nodes.map(build));
    typed.forEach((value, id) => {
      const f = document.getElementById(id);
      if (!f || !part.contains(f)) return;
      if (f.type === "checkbox") f.checked = value; else f.value = value;
    });
    if (!here) return;
    const label = here.textContent;
    const again = (here.id && document.getElementById(here.id)) || [...part.querySelectorAll("button, a, summary")].find((b) => b.textContent === label) || part;
    if (again === part) part.tabIndex = -1;
    again.focus();
  };

  const source = new EventSource(room.dataset.room);
  source.onmessage = (e) => {
    const news = JSON.parse(e.data);
    for (const [name, nodes] of Object.entries(news.parts || {})) {
      const part = room.querySelector(`[data-part=${name}]`);
      if (part) put(part, nodes);
    }
    if (news.reset) log.replaceChildren();
    if (news.log) log.prepend(...news.log.map(build));
    if (room.dataset.lost) {
      delete room.dataset.lost;
      refused.hidden = true;
    }
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) location.reload();
    else if (!room.dataset.lost) {
      room.dataset.lost = "yes";
      refused.textContent = room.dataset.roomLost;
      refused.hidden = false;
    }
  };

  room.addEventListener("submit", async (e) => {
    const form = e.target;
    e.preventDefault();
    refused.hidden = true;
    const res = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } }).catch(() => null);
    if (res && res.status === 204) {
      form.querySelectorAll("textarea, input[type=text]").forEach((f) => { f.value = ""; });
      form.querySelectorAll("input[type=checkbox]").forEach((f) => { f.checked = f.defaultChecked; });
      return;
    }
    const answer = res ? await res.json().catch(() => ({})) : {};
    refused.textContent = answer.message || room.dataset.roomLost;
    refused.hidden = false;
  });
})();
