// Tooltips at once, on touch too. The page reads the same without this.
(() => {
  const tip = document.createElement("div");
  tip.className = "tip"; tip.hidden = true; tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  for (const title of document.querySelectorAll("svg.chart * > title")) {
    title.parentNode.dataset.tip = title.textContent;
  }
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    const own = mark.querySelector("title");
    if (own) own.remove(); // or the browser would show it a second time
    mark.setAttribute("aria-label", mark.dataset.tip);
    tip.textContent = mark.dataset.tip;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(8, Math.min(event.pageX + 12, room)) + "px";
    tip.style.top = event.pageY + 14 + "px";
  });
})();
