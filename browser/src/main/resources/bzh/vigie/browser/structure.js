// What is wrong with how this page is built for those who do not see it, beyond what axe asks; one line each.
(() => {
  const wrong = [];
  const name = element => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  if (headings.filter(each => each.tagName === "H1").length !== 1 || headings[0]?.tagName !== "H1") wrong.push("not one h1, first: " + headings.map(each => each.tagName));
  for (let i = 1; i < headings.length; i++) if (Number(headings[i].tagName[1]) > Number(headings[i - 1].tagName[1]) + 1) wrong.push("a level is left out: " + name(headings[i]));
  for (const each of headings) if (!each.textContent.trim()) wrong.push("empty: " + name(each));
  if (!/^\S.* – Vigie$/s.test(document.title)) wrong.push("title: " + document.title);
  if (!["fr", "en"].includes(document.documentElement.lang)) wrong.push("no language");
  for (const each of document.querySelectorAll("table")) {
    if (!each.caption?.textContent.trim()) wrong.push("no caption: " + name(each));
    if (each.querySelector("thead th:not([scope]), tbody th:not([scope])")) wrong.push("a heading cell without scope: " + name(each));
  }
  // What is wrong with a field is said at the field, and so is how to fill it in.
  const told = each => (each.getAttribute("aria-describedby") ?? "").split(" ").filter(id => id);
  for (const each of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]")) {
    for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls"]) {
      for (const id of (each.getAttribute(attribute) ?? "").split(" ").filter(id => id)) if (!document.getElementById(id)) wrong.push(`${attribute} names nothing: ${name(each)}`);
    }
  }
  for (const each of document.querySelectorAll("[aria-invalid=true]")) if (!told(each).some(id => id.endsWith("-error"))) wrong.push("an error that is not tied to its field: " + name(each));
  const ids = new Set();
  for (const each of document.querySelectorAll("[id]")) { if (ids.has(each.id)) wrong.push("twice: id " + each.id); ids.add(each.id); }
  for (const each of document.querySelectorAll("[tabindex]")) if (each.tabIndex > 0) wrong.push("an order of its own: " + name(each));
  // An autocomplete for what people are asked about themselves (WCAG 1.3.5).
  for (const each of document.querySelectorAll("input[type=password]")) if (!each.autocomplete || each.autocomplete === "off") wrong.push("no autocomplete: " + name(each));
  if (document.querySelectorAll("main").length !== 1 || !document.querySelector("a.skip[href='#page']") || !document.querySelector("main#page")) wrong.push("no way past the menu");
  return wrong.slice(0, 12).join("\n");
})()
