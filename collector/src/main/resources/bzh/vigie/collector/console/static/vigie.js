"use strict";
// What pages do beyond what HTML does. Everything works without it, only slower.
(() => {
  const csrf = () => document.querySelector("meta[name=csrf]")?.content ?? "";
  document.addEventListener("htmx:configRequest", event => {
    event.detail.headers["X-CSRF-Token"] = csrf();
    // What the page asks for by itself keeps no session alive.
    if ((event.detail.triggeringEvent?.type ?? "live") === "live") event.detail.headers["X-Vigie-Background"] = "1";
  });

  // What had the focus in a part that is fetched anew has it again afterwards; where it is gone, the part has.
  const known = element => {
    const is = (name, value) => `[${name}="${CSS.escape(value)}"]`;
    if (element.id) return "#" + CSS.escape(element.id);
    if (element.getAttribute("href")) return is("href", element.getAttribute("href"));
    if (element.name) return is("name", element.name) + (element.getAttribute("value") ? is("value", element.getAttribute("value")) : "");
    return element.getAttribute("aria-label") ? is("aria-label", element.getAttribute("aria-label")) : "";
  };
  let focused;
  document.addEventListener("htmx:beforeSwap", event => {
    const active = document.activeElement;
    focused = active && active !== document.body && event.detail.target.contains(active) ? known(active) : undefined;
  });
  document.addEventListener("htmx:afterSettle", event => {
    if (focused === undefined || document.activeElement !== document.body) return;
    const part = document.getElementById(event.detail.target.id) ?? event.detail.target;
    const again = (focused && part.querySelector(focused)) || part;
    if (again === part && !part.hasAttribute("tabindex")) part.setAttribute("tabindex", "-1");
    again.focus({ preventScroll: true });
    focused = undefined;
  });

  // Says above a live part that it stands still since now; takes it back where it lives again.
  const stands = (part, still) => {
    const before = part.previousElementSibling;
    const said = before?.dataset.still === "1" ? before : null;
    if (!still) { said?.remove(); return; }
    if (said) return;
    const told = document.createElement("p");
    told.className = "error";
    told.dataset.still = "1";
    told.setAttribute("role", "alert");
    const text = document.querySelector("meta[name=not-live]")?.content ?? "";
    told.textContent = text.replace("{0}", new Date().toLocaleTimeString(document.documentElement.lang));
    part.before(told);
  };
  // What a page asks for by itself does not lead away from it when nobody is signed in any more.
  document.addEventListener("htmx:responseError", event => { if (event.detail.xhr.status === 401) stands(event.detail.elt, true); });

  // A form that was sent is not sent by a second click; a while later it may be, where its answer was a file and the page is still there.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    const buttons = [...form.querySelectorAll("button")];
    const again = () => { delete form.dataset.sent; for (const each of buttons) each.removeAttribute("aria-disabled"); };
    form.dataset.sent = "1";
    for (const each of buttons) each.setAttribute("aria-disabled", "true");
    setTimeout(again, 3000);
    window.addEventListener("pageshow", again, { once: true });
  });

  // <table data-all="NAME">: a checkbox with data-check-all checks those called NAME.
  document.addEventListener("change", event => {
    const name = event.target.dataset?.checkAll;
    if (name) {
      for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
    }
  });

  // <div data-live="/address" data-event="NAME">: while the page is open, that event makes htmx fetch the part anew (hx-get, hx-trigger="live").
  // What changed is said in words beside the picture, at most every ten seconds (data-changed, data-waits).
  for (const part of document.querySelectorAll("[data-live]")) {
    const source = new EventSource(part.dataset.live);
    let waits = false, lost = 0, missed = false, spoke = 0;
    const said = document.createElement("p");
    said.className = "live-said";
    said.setAttribute("role", "status");
    part.before(said);
    const say = (text, now) => {
      if (!text || (!now && Date.now() - spoke < 10000)) return;
      spoke = Date.now();
      said.textContent = text.replace("{0}", new Date().toLocaleTimeString(document.documentElement.lang));
    };
    // Lines are chosen, or something is being written.
    const inUse = () => part.querySelector("input:checked") !== null || document.activeElement?.matches("select") && part.contains(document.activeElement)
      || [...part.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")].some(field => field.value !== field.defaultValue);
    const fetchAnew = () => {
      if (waits) return;
      if (inUse()) { if (!missed) say(part.dataset.waits, true); missed = true; return; }
      waits = true;
      missed = false;
      setTimeout(() => { waits = false; if (inUse()) fetchAnew(); else window.htmx?.trigger(part, "live"); }, 1000);
    };
    for (const type of ["change", "focusout"]) part.addEventListener(type, () => { if (missed && !inUse()) fetchAnew(); });
    part.addEventListener("htmx:afterSettle", () => say(part.dataset.changed, false));
    // A stream that ends begins again by itself; where it does not within ten seconds, or never will, the page says so.
    source.addEventListener("open", () => { clearTimeout(lost); lost = 0; stands(part, false); });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) stands(part, true);
      else if (!lost) lost = setTimeout(() => stands(part, true), 10000);
    });
    source.addEventListener(part.dataset.event ?? "message", fetchAnew);
    window.addEventListener("pagehide", () => source.close());
  }

  // <textarea data-complete="/address">: proposals for the word at the cursor. Arrows choose, Enter or Tab takes, Escape leaves; Enter alone sends.
  for (const field of document.querySelectorAll("[data-complete]")) {
    const list = document.createElement("ul");
    list.id = field.id + "-proposals";
    list.className = "proposals";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels?.[0]?.textContent ?? "");
    list.hidden = true;
    field.after(list);
    field.setAttribute("aria-autocomplete", "list");
    let proposals = { from: 0, to: 0, items: [] }, chosen = -1, timer = 0, asked = 0;
    const choose = index => {
      chosen = index;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
      if (index < 0) field.removeAttribute("aria-activedescendant");
      else { field.setAttribute("aria-activedescendant", list.children[index].id); list.children[index].scrollIntoView({ block: "nearest" }); }
    };
    const close = () => { list.hidden = true; list.replaceChildren(); field.removeAttribute("aria-controls"); choose(-1); };
    const take = index => {
      const item = proposals.items[index];
      field.setRangeText(item, proposals.from, proposals.to, "end");
      close();
      field.focus();
      if (item.endsWith(":")) ask();
    };
    const ask = async () => {
      const mine = ++asked;
      try {
        const answer = await fetch(field.dataset.complete + "?" + new URLSearchParams({ q: field.value, at: field.selectionStart }));
        if (!answer.ok || mine !== asked) return;
        proposals = await answer.json();
      } catch { return; }
      list.replaceChildren(...proposals.items.map((text, i) => {
        const item = document.createElement("li");
        item.id = list.id + "-" + i;
        item.setAttribute("role", "option");
        item.textContent = text;
        item.addEventListener("mousedown", event => { event.preventDefault(); take(i); });
        return item;
      }));
      choose(-1);
      list.hidden = proposals.items.length === 0;
      if (!list.hidden) field.setAttribute("aria-controls", list.id);
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", event => {
      const some = !list.hidden && list.children.length > 0;
      if (event.key === "ArrowDown" && (some || field.selectionStart === field.value.length)) {
        event.preventDefault();
        if (some) choose((chosen + 1) % list.children.length); else ask();
      } else if (event.key === "ArrowUp" && some) {
        event.preventDefault();
        choose((chosen + list.children.length) % (list.children.length + 1) - (chosen < 0 ? 1 : 0));
      } else if (event.key === "Escape" && some) {
        event.preventDefault();
        close();
      } else if ((event.key === "Enter" || event.key === "Tab") && some && chosen >= 0) {
        event.preventDefault();
        take(chosen);
      } else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        field.form.requestSubmit();
      }
    });
  }

  // <p data-search="/address">: a search that goes on; rows come as cells of text, and the page stops it by no longer listening.
  const search = document.querySelector("[data-search]");
  if (search) {
    const rows = document.querySelector("#search-rows tbody");
    const stop = document.querySelector("[data-search-stop]");
    const far = document.createElement("span");
    search.after(far);
    const source = new EventSource(search.dataset.search);
    let first = true;
    const end = said => { source.close(); far.remove(); if (stop) stop.hidden = true; search.textContent = said; };
    if (stop) { stop.hidden = false; stop.addEventListener("click", () => end(search.dataset.stopped)); }
    source.addEventListener("row", event => {
      if (first) { rows.replaceChildren(); first = false; }
      const row = document.createElement("tr");
      for (const cell of JSON.parse(event.data).cells) {
        const place = document.createElement("td");
        if (cell.with) {
          const link = document.createElement("a");
          link.href = cell.with;
          link.textContent = cell.text;
          place.append(link);
        } else place.textContent = cell.text;
        row.append(place);
      }
      row.append(document.createElement("td"));
      rows.append(row);
    });
    source.addEventListener("progress", event => {
      const { looked, all } = JSON.parse(event.data);
      const number = new Intl.NumberFormat(document.documentElement.lang);
      far.textContent = search.dataset.progress.replace("{0}", number.format(looked)).replace("{1}", number.format(all));
    });
    source.addEventListener("end", event => end(JSON.parse(event.data).said));
    source.addEventListener("error", () => end(search.dataset.stopped));
    window.addEventListener("pagehide", () => source.close());
  }
})();
