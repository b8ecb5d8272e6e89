// Sends a file in pieces that go on where a dropped line stopped them; without this the form sends it whole.
"use strict";
(() => {
  const input = document.querySelector("input[type=file][data-upload]");
  if (!input) return;
  const form = input.form;
  const status = form.querySelector("[data-upload-status]");
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const say = (state, text) => {
    status.dataset.state = state;
    if (status.textContent !== text) status.textContent = text;
  };
  const hash = async (file) => {
    if (!crypto.subtle) return ""; // without TLS the browser has none; the type and the size are still checked
    const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
  };
  // again asks until the line is back; what the server refuses is an answer, not a failure.
  const again = async (ask) => {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
      try {
        const res = await ask();
        if (res.status < 500 && res.status !== 429 && res.status !== 401) return res;
      } catch { /* no line */ }
      say("offline", status.dataset.offline);
      await pause(wait);
    }
  };
  const refuse = async (res) => {
    const answer = await res.json().catch(() => ({}));
    say("refused", answer.message || res.statusText);
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };

  const send = async (file) => {
    const announced = { subject: input.dataset.subject, key: input.dataset.upload, name: file.name, size: file.size, sha256: await hash(file) };
    const begun = await again(() => fetch("/files", { method: "POST", body: JSON.stringify(announced), headers: { "Content-Type": "application/json" } }));
    if (begun.status !== 201) return refuse(begun);
    const at = begun.headers.get("Location");
    let offset = 0;
    while (offset < file.size) {
      say("sending", status.dataset.sending.replace("{n}", Math.floor((100 * offset) / file.size)));
      const piece = file.slice(offset, offset + (1 << 20));
      const res = await again(() => fetch(at, { method: "PATCH", body: piece, headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" } }));
      const next = Number(res.headers.get("Upload-Offset") ?? NaN);
      if (!res.ok && !(res.status === 409 && Number.isFinite(next) && next !== offset)) {
        // A last piece whose answer was lost has filed the whole already.
        if (res.status === 409 && next === file.size) break;
        return refuse(res);
      }
      offset = next;
    }
    say("saved", status.dataset.kept);
    location.reload();
  };
  form.addEventListener("submit", (e) => {
    if (!input.files.length) return;
    e.preventDefault();
    send(input.files[0]);
  });
})();
