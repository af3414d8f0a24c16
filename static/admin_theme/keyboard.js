"use strict";
// What Django's autocompletes lack for the keyboard and the screen reader.

// Django puts the focus on the select that an autocomplete hides. What is seen is the autocomplete: the focus goes there.
function showFocus() {
  const hidden = document.activeElement;
  if (hidden && hidden.matches("select.select2-hidden-accessible")) {
    const visible = hidden.nextElementSibling && hidden.nextElementSibling.querySelector(".select2-selection");
    if (visible) {
      visible.focus();
    }
  }
}

// The label belongs to the hidden select: the autocomplete is named by it and by what is chosen.
function nameAutocompletes() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box) {
      continue;
    }
    label.id = label.id || `${select.id}_label`;
    for (const part of box.querySelectorAll(".select2-selection, .select2-selection__rendered[role]")) {
      part.setAttribute("aria-labelledby", part.id ? `${label.id} ${part.id}` : label.id);
    }
  }
}

document.addEventListener("focusin", showFocus);
// jQuery may make the autocompletes after the page has loaded: what is asked of it now comes after them.
window.addEventListener("load", () => {
  django.jQuery(() => {
    nameAutocompletes();
    showFocus();
  });
});
