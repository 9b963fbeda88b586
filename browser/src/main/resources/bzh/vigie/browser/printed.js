// What is wrong with this page on paper (media print), one line each.
(() => {
  const wrong = [];
  const name = element => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const width = document.documentElement.clientWidth;
  const seen = element => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .skip");
  for (const each of document.querySelectorAll("nav, header form, button, main form.acting")) if (seen(each)) wrong.push("of no use on paper: " + name(each));
  for (const each of document.querySelectorAll("main *, footer")) {
    if (!seen(each) || each.closest("svg svg, svg *, noscript")) continue;
    const box = each.getBoundingClientRect();
    if (box.width && box.right > width + 1) { wrong.push(`cut off at the right (${Math.round(box.right)} of ${width}): ${name(each)}`); break; }
  }
  for (const each of document.querySelectorAll("details:not([open])")) if (seen(each) && [...each.children].some(part => part.tagName !== "SUMMARY" && !part.checkVisibility())) wrong.push("folded away: " + name(each));
  return [...new Set(wrong)].slice(0, 8).join("\n");
})()
