"use strict";
// What pages do beyond what HTML does. Everything works without it, only slower.
(() => {
  const csrf = () => document.querySelector("meta[name=csrf]")?.content ?? "";
  document.addEventListener("htmx:configRequest", event => { event.detail.headers["X-CSRF-Token"] = csrf(); });

  // <table data-all="NAME">: a checkbox with data-check-all checks those called NAME.
  document.addEventListener("change", event => {
    const name = event.target.dataset?.checkAll;
    if (name) {
      for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
    }
  });

  // <div data-live="/address" data-event="NAME">: while the page is open, that event makes htmx fetch the part anew (hx-get, hx-trigger="live").
  for (const part of document.querySelectorAll("[data-live]")) {
    const source = new EventSource(part.dataset.live);
    let waits = false;
    source.addEventListener(part.dataset.event ?? "message", () => {
      // At most once a second, and not while somebody is choosing lines in it.
      if (waits || part.querySelector("input:checked")) return;
      waits = true;
      setTimeout(() => { waits = false; window.htmx?.trigger(part, "live"); }, 1000);
    });
    window.addEventListener("pagehide", () => source.close());
  }
})();
