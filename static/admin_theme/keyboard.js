"use strict";
// What Django's autocompletes lack for the keyboard and the screen reader.

const HIDDEN = "select.select2-hidden-accessible";

function boxOf(select) {
  return select.nextElementSibling;
}

// Where the keyboard stands in an autocomplete: in its own field for several choices, else on the box itself.
function stopOf(select) {
  const box = boxOf(select);
  return box && (box.querySelector(".select2-search__field") || box.querySelector(".select2-selection"));
}

function labelOf(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) {
    return label.textContent.trim().replace(/:$/, "");
  }
  // In a table of rows the column's heading is the label.
  const cell = select.closest("td");
  const table = select.closest("table");
  const heading = cell && table && table.tHead && table.tHead.rows[0].cells[cell.cellIndex];
  return heading ? heading.textContent.trim() : "";
}

function selectOf(part) {
  return [...document.querySelectorAll(HIDDEN)].find((select) => boxOf(select) && boxOf(select).contains(part));
}

function openSelect() {
  return [...document.querySelectorAll(HIDDEN)].find(
    (select) => boxOf(select) && boxOf(select).classList.contains("select2-container--open"),
  );
}

// Django puts the focus on the select that an autocomplete hides. What is seen is the autocomplete: the focus goes there.
function showFocus() {
  const hidden = document.activeElement;
  if (hidden && hidden.matches(HIDDEN) && stopOf(hidden)) {
    stopOf(hidden).focus();
  }
}

// The label belongs to the hidden select: the autocomplete is named by it and by what is chosen.
function nameAutocompletes() {
  for (const select of document.querySelectorAll(HIDDEN)) {
    const name = labelOf(select);
    const box = boxOf(select);
    if (!name || !box) {
      continue;
    }
    for (const part of box.querySelectorAll(".select2-selection, .select2-selection__rendered[role]")) {
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      if (label) {
        label.id = label.id || `${select.id}_label`;
        part.setAttribute("aria-labelledby", part.id ? `${label.id} ${part.id}` : label.id);
      } else {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", name);
      }
    }
    // Select2 puts a button among the items of the list of what is chosen: then it is no list.
    for (const chosen of box.querySelectorAll(".select2-selection--multiple .select2-selection__rendered")) {
      chosen.setAttribute("role", "group");
      chosen.setAttribute("aria-label", name);
      for (const item of chosen.querySelectorAll("li")) {
        item.setAttribute("role", "none");
      }
    }
    for (const field of box.querySelectorAll(".select2-search__field")) {
      field.setAttribute("aria-label", name);
    }
  }
}

function nameOpen() {
  const select = openSelect();
  if (!select) {
    return;
  }
  for (const part of document.querySelectorAll(
    ".select2-container--open .select2-search__field, .select2-container--open .select2-results__options",
  )) {
    part.setAttribute("aria-label", labelOf(select));
  }
}

// A letter typed on a closed autocomplete opens it and is the first that is searched for; the arrow opens it too.
function openByTyping(event) {
  const box = event.target;
  if (!(box instanceof Element) || !box.matches(".select2-selection--single") || openSelect()) {
    return;
  }
  const isText = event.key.length === 1 && event.key !== " ";
  if (event.ctrlKey || event.metaKey || event.altKey || !(isText || event.key === "ArrowDown")) {
    return;
  }
  const select = selectOf(box);
  if (select && !select.disabled) {
    django.jQuery(select).select2("open");
    // Select2 puts the focus there in a moment, which would lose the first letters of whoever types fast.
    const field = document.querySelector(".select2-dropdown .select2-search__field");
    if (field) {
      field.focus();
    }
    if (!isText) {
      event.preventDefault();
    }
  }
}

// The tab key leaves an open autocomplete and goes on, as it does from every other field.
function goOn(event) {
  const select = event.key === "Tab" && openSelect();
  if (select && event.target instanceof Element && event.target.matches(".select2-search__field")) {
    event.stopImmediatePropagation();
    django.jQuery(select).select2("close");
    stopOf(select).focus();
  }
}

document.addEventListener("focusin", showFocus);
document.addEventListener("keydown", goOn, true);
document.addEventListener("keydown", openByTyping);
document.addEventListener("formset:added", () => setTimeout(nameAutocompletes));
// jQuery may make the autocompletes after the page has loaded: what is asked of it now comes after them.
window.addEventListener("load", () => {
  django.jQuery(() => {
    nameAutocompletes();
    showFocus();
    django.jQuery(document).on("select2:open", nameOpen);
    django.jQuery(document).on("select2:select select2:unselect", () => setTimeout(nameAutocompletes));
  });
});
