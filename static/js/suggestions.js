// Suggestions under a search field: the combobox of WAI-ARIA 1.2 with a list. Without this script it is a plain search.
(() => {
  "use strict";
  const PAUSE = 150;

  function combobox(field) {
    const input = field.querySelector("input");
    const list = document.createElement("ul");
    const told = document.createElement("p");
    let active = -1;
    let timer = 0;
    let asked = 0;

    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.label);
    told.className = "unseen";
    told.setAttribute("role", "status");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      input.setAttribute(name, value);
    }
    input.after(list);
    field.append(told);

    const options = () => [...list.children];

    function close() {
      asked += 1;
      list.hidden = true;
      list.replaceChildren();
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function activate(index) {
      active = index;
      options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
      if (index < 0) {
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", options()[index].id);
        options()[index].scrollIntoView({ block: "nearest" });
      }
    }

    function show(suggestions) {
      list.replaceChildren(...suggestions.map((suggestion, place) => {
        const option = document.createElement("li");
        const county = document.createElement("span");
        option.id = `${list.id}-${place}`;
        option.dataset.url = suggestion.url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        county.className = "help";
        county.textContent = `${suggestion.county}, ${suggestion.code}`;
        option.append(suggestion.name, " ", county);
        return option;
      }));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = suggestions.length === 0;
      input.setAttribute("aria-expanded", String(suggestions.length > 0));
      told.textContent = suggestions.length ? field.dataset.some.replace("%s", suggestions.length) : field.dataset.none;
    }

    async function ask() {
      const text = input.value.trim();
      if (text.length < 2) {
        close();
        told.textContent = "";
        return;
      }
      asked += 1;
      const mine = asked;
      const query = new URLSearchParams({ q: text });
      const day = new URLSearchParams(location.search).get("per");
      if (day) query.set("per", day);
      try {
        const response = await fetch(`${field.dataset.suggestions}?${query}`);
        const found = response.ok ? await response.json() : { suggestions: [] };
        if (mine === asked && document.activeElement === input) show(found.suggestions);
      } catch {
        close(); // The search itself works without suggestions.
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const last = options().length - 1;
      if (event.key === "Enter") clearTimeout(timer);
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        location.assign(options()[active].dataset.url);
      } else if (event.key === "ArrowDown" && list.hidden) {
        event.preventDefault();
        ask();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        activate(active < last ? active + 1 : 0);
      } else if (event.key === "ArrowUp" && !list.hidden) {
        event.preventDefault();
        activate(active > 0 ? active - 1 : last);
      }
    });
    input.addEventListener("blur", close);
    // Before the field loses focus to what is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  }

  function start(root) {
    for (const field of root.querySelectorAll("[data-suggestions]")) {
      if (!field.querySelector("[role=combobox]")) combobox(field);
    }
  }

  start(document);
  document.addEventListener("htmx:afterSettle", () => start(document));
})();
