"use strict";
// The counts become filters: where some are pressed, only blocks with such a verdict stay, and in them such notes.
(() => {
  const pressed = new Set();
  const show = () => {
    const wanted = (element) => !pressed.size || pressed.has(element.dataset.kind);
    for (const note of document.querySelectorAll(".note")) note.hidden = !wanted(note);
    for (const block of document.querySelectorAll("main .block:not(.title)"))
      block.hidden = pressed.size > 0 && !block.querySelector(".note:not([hidden])");
  };
  for (const count of document.querySelectorAll("#filters li")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = count.className;
    button.setAttribute("aria-pressed", "false");
    button.title = "show only these";
    button.append(...count.childNodes);
    count.className = "";
    count.append(button);
    button.addEventListener("click", () => {
      const kind = count.dataset.kind;
      if (!pressed.delete(kind)) pressed.add(kind);
      button.setAttribute("aria-pressed", String(pressed.has(kind)));
      show();
    });
  }
  const openTarget = () => {
    const note = location.hash && document.getElementById(location.hash.slice(1));
    if (note instanceof HTMLDetailsElement) note.open = true;
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();
