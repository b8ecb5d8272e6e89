// Within the rubric, and outside a text, N goes to the next criterion and P to the one before.
"use strict";
(() => {
  const rubric = document.getElementById("rubric");
  if (!rubric) return;
  rubric.addEventListener("keydown", (e) => {
    const by = { n: 1, j: 1, p: -1, k: -1 }[e.key.toLowerCase()];
    const text = e.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (!by || text || e.ctrlKey || e.altKey || e.metaKey) return;
    const parts = [...rubric.querySelectorAll("section[id]")];
    const next = parts[parts.indexOf(e.target.closest("section[id]")) + by];
    const field = next && (next.querySelector("input:checked") || next.querySelector("input:not([type=hidden]), textarea"));
    if (field) {
      e.preventDefault();
      field.focus();
    }
  });
})();
