// A preview follows what is typed into its form; without script a button shows it.
"use strict";
(() => {
  const part = document.querySelector("[data-preview-of]");
  const form = [...document.forms].find((f) => part && f.getAttribute("action") === part.dataset.previewOf);
  if (!form) return;
  let timer = 0, turn = 0;
  const show = async () => {
    const mine = ++turn;
    const body = new URLSearchParams([...new FormData(form), ["do", "preview"]]);
    try {
      const res = await fetch(part.dataset.previewOf, { method: "POST", body });
      const page = new DOMParser().parseFromString(await res.text(), "text/html").getElementById(part.id);
      if (page && mine === turn) part.replaceChildren(...page.childNodes);
    } catch { /* no line: the last preview stays */ }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 500);
  });
})();
