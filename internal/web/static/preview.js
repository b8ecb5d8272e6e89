// A preview follows what is typed into its form; without script a button shows it.
"use strict";
(() => {
  const part = document.querySelector("[data-preview-of]");
  const form = [...document.forms].find((f) => part && f.getAttribute("action") === part.dataset.previewOf);
  if (!form) return;
  let timer = 0, turn = 0;
  const show = () => {
    const mine = ++turn, ask = new XMLHttpRequest(); // it reads a page by itself, which is no text made into one
    ask.open("POST", part.dataset.previewOf);
    ask.responseType = "document";
    ask.onload = () => { // no line: the last preview stays
      const page = ask.response?.getElementById(part.id);
      if (page && mine === turn) part.replaceChildren(...page.childNodes);
    };
    ask.send(new URLSearchParams([...new FormData(form), ["do", "preview"]]));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 500);
  });
})();
