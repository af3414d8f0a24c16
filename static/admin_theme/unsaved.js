"use strict";
// Warns before leaving a form with something changed in it, and sends it once.

// A field is compared with how the server sent it, which the browser keeps: also in rows added since.
function differs(field) {
  if (!field.name || field.disabled || field.type === "hidden" || field.name.includes("__prefix__")) {
    return false;
  }
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const first = field.multiple || options.some((option) => option.defaultSelected) ? null : options[0];
    return options.some((option) => option.selected !== (option.defaultSelected || option === first));
  }
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  return "defaultValue" in field && field.type !== "submit" && field.value !== field.defaultValue;
}

function guard(form, isUnsaved) {
  let isSent = false;
  const buttons = () => [...form.querySelectorAll("input[type=submit], button[type=submit], button:not([type])")];

  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    // After the browser has noted which button was pressed: a disabled one would not be sent along.
    setTimeout(() => {
      if (event.defaultPrevented) {
        isSent = false;
        return;
      }
      for (const button of buttons()) {
        button.disabled = true;
      }
    });
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (isUnsaved || [...form.elements].some(differs))) {
      event.preventDefault();
    }
  });

  // Back in the browser's history the page is as it was left, with its buttons off.
  window.addEventListener("pageshow", () => {
    isSent = false;
    for (const button of buttons()) {
      button.disabled = false;
    }
  });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const mark of document.querySelectorAll("input[data-guard]")) {
    guard(mark.form, "unsaved" in mark.dataset);
  }
});
