/* The card that tells of a municipality on the map. Without this script every cell is a link with a title. */
document.querySelectorAll(".maps").forEach((maps) => {
  const card = document.createElement("div");
  card.className = "map-card";
  card.id = "map-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  maps.append(card);
  let shown = null;
  let leaving = 0;

  // The browser's own small sign would stand in front of the card.
  maps.querySelectorAll("svg a > title").forEach((title) => {
    title.parentNode.setAttribute("aria-label", title.textContent);
    title.remove();
  });

  function line(text, className) {
    const element = document.createElement("p");
    element.textContent = text;
    element.className = className;
    card.append(element);
  }

  function show(link) {
    clearTimeout(leaving);
    if (shown === link) return;
    hide();
    shown = link;
    const words = link.getAttribute("aria-label");
    const colon = words.indexOf(": ");
    card.replaceChildren();
    line(words.slice(0, colon), "map-card-name");
    line(link.parentNode.getAttribute("aria-label"), "help");
    line(words.slice(colon + 2), "map-card-position");
    if (link.dataset.since) line(`${maps.dataset.since} ${link.dataset.since}`, "help");
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    const around = maps.getBoundingClientRect();
    const cell = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - around.left - card.offsetWidth - 8;
    const left = cell.left + cell.width / 2 - around.left - card.offsetWidth / 2;
    card.style.left = `${Math.max(8 - around.left, Math.min(left, room))}px`;
    const above = cell.top - card.offsetHeight - 6;
    card.style.top = `${(above > 0 ? above : cell.bottom + 6) - around.top}px`;
  }

  function hide() {
    clearTimeout(leaving);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  // The nearest cell in the arrow's direction, rather ahead than to the side.
  function neighbour(link, right, down) {
    const from = link.getBoundingClientRect();
    let nearest = null;
    let least = Infinity;
    link.closest("svg").querySelectorAll("a").forEach((other) => {
      const at = other.getBoundingClientRect();
      const x = at.left - from.left;
      const y = at.top - from.top;
      const ahead = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (ahead > 1 && aside <= 2 * ahead && ahead + 1.5 * aside < least) {
        least = ahead + 1.5 * aside;
        nearest = other;
      }
    });
    return nearest;
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  maps.addEventListener("keydown", (event) => {
    const link = event.target.closest("svg a");
    const arrow = arrows[event.key];
    if (!link || !arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = neighbour(link, ...arrow);
    if (next) next.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  maps.addEventListener("focusin", (event) => {
    const link = event.target.closest("svg a");
    if (link) show(link);
    else hide();
  });
  maps.addEventListener("focusout", hide);
  // The card stays for a moment and while the pointer is on it, so that it can be read and its words marked.
  maps.addEventListener("pointerover", (event) => {
    const link = event.target.closest("svg a");
    if (link) show(link);
    else if (card.contains(event.target)) clearTimeout(leaving);
    else leaving = setTimeout(hide, 200);
  });
  maps.addEventListener("pointerleave", () => {
    leaving = setTimeout(hide, 200);
  });
});
