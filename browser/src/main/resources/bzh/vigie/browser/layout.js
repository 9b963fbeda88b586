// What is wrong with how this page lies in this window, one line each; evaluated in the page by tests.
(() => {
  const wrong = [];
  const name = element => (element.outerHTML ?? element.textContent).replace(/\s+/g, " ").slice(0, 160);
  const hidden = element => element.closest(".visually-hidden, .skip, [hidden], details:not([open]) > :not(summary)") !== null
    || !element.checkVisibility({ visibilityProperty: true });
  const width = document.documentElement.clientWidth;
  // No sideways scroll of the page: wide tables scroll inside their region.
  if (document.scrollingElement.scrollWidth > width) {
    wrong.push(`the page is ${document.scrollingElement.scrollWidth} wide in a window of ${width}`);
    for (const each of document.querySelectorAll("body *")) {
      const region = each.closest(".wide");
      if ((region ? region.contains(each.offsetParent) === false || region === each && getComputedStyle(each).overflowX === "visible" : !hidden(each)) && each.getBoundingClientRect().right > width + 1) { wrong.push("  sticks out: " + name(each)); break; }
    }
  }
  // Targets of 24 by 24 pixels at least (WCAG 2.5.8); links in a line of text are exempt there.
  for (const each of document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea, summary, header a, .tabs a, nav a")) {
    if (hidden(each)) continue;
    const box = each.getBoundingClientRect();
    const label = each.matches("[type=checkbox], [type=radio]") ? each.closest("label, td, th")?.getBoundingClientRect() : undefined;
    if (Math.min(box.width, box.height) < 23.5 && !(label && Math.min(label.width, label.height) >= 23.5)) wrong.push(`a target of ${box.width} by ${box.height}: ${name(each)}`);
  }
  // No text lies over other text, none is cut off.
  const lines = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walk.nextNode(); node && lines.length < 4000; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style, noscript, svg, option, textarea") || hidden(parent)) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push({ box, node });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].box.top < lines[i].box.bottom - 4; j++) {
      const a = lines[i].box, b = lines[j].box;
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const deep = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Regions that scroll hide what sticks out of them.
      const region = lines[i].node.parentElement.closest(".wide"), other = lines[j].node.parentElement.closest(".wide");
      if (lines[i].node !== lines[j].node && over > 2 && deep > Math.min(a.height, b.height) / 2 && region === other)
        wrong.push(`"${lines[i].node.textContent.trim().slice(0, 60)}" lies over "${lines[j].node.textContent.trim().slice(0, 60)}"`);
    }
  }
  for (const each of document.querySelectorAll("button, .button, label, th, dt, dd, .tabs a, header a")) {
    if (!hidden(each) && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible") wrong.push("cut off: " + name(each));
  }
  return [...new Set(wrong)].slice(0, 12).join("\n");
})()
