// What htmx leaves to the page: short addresses, where focus goes, and the municipalities ticked for comparison.
(() => {
  "use strict";
  const MOST = 5;
  const ticked = new Map();

  // The day is chosen by the button, since it is half written most of the time; an empty choice needs no place in the
  // address.
  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = event.detail;
    if (elt.id !== "filters") return;
    const day = document.getElementById("id_per");
    parameters.per = day.defaultValue;
    for (const name of Object.keys(parameters)) {
      if (parameters[name] === "") delete parameters[name];
    }
  });

  // Filters that somebody has unfolded stay so.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const before = event.detail.target.querySelector("details");
    const after = event.detail.fragment.querySelector("details");
    if (before && after) after.open = after.open || before.open;
  });

  // The address of the other language is that of the same view.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
  });

  // What was pressed is gone when a choice is removed: the answer is where to go on.
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) document.getElementById("count")?.focus({ preventScroll: true });
    keepTicks();
  });

  document.addEventListener("change", (event) => {
    if (event.target.name !== "kommun") return;
    if (event.target.checked) ticked.set(event.target.value, event.target.getAttribute("aria-label"));
    else ticked.delete(event.target.value);
    limit();
  });

  // Ticks stay while the list is filtered; those whose row is not shown go along hidden.
  function keepTicks() {
    const form = document.querySelector(".comparing");
    if (!form) return;
    for (const code of ticked.keys()) {
      const box = form.querySelector(`input[type=checkbox][value="${code}"]`);
      if (box) {
        box.checked = true;
        continue;
      }
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: "kommun", value: code });
      form.prepend(hidden);
    }
    limit();
  }

  function limit() {
    for (const box of document.querySelectorAll(".comparing input[type=checkbox]")) {
      box.disabled = ticked.size >= MOST && !box.checked;
    }
  }

  for (const box of document.querySelectorAll(".comparing input[type=checkbox]:checked")) ticked.set(box.value, "");
  limit();
})();
