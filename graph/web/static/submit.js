// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Suggestions for fields that ask for a published thing. What is chosen goes into the form with its address. Without
// this script there is a button that searches.
import { Suggestions, attributes } from "./suggestions.js";

/** Show the name instead of the field, and send the address. */
function pick(input, { name, iri }) {
  const box = input.parentElement;
  const sent = document.createElement("input");
  const shown = document.createElement("span");
  const again = document.createElement("button");
  attributes(sent, { type: "hidden", name: input.name, value: iri });
  attributes(shown, { class: "picked", tabindex: "-1" });
  attributes(again, { type: "button", class: "kern-btn kern-btn--tertiary small" });
  shown.textContent = name;
  again.textContent = input.dataset.remove;
  const search = box.parentElement.querySelector(`button[name="search"]`);
  function put(away) {
    input.disabled = away;
    box.hidden = away;
    if (search) search.hidden = away;
  }
  put(true);
  box.after(sent, shown, again);
  shown.focus();
  again.addEventListener("click", () => {
    for (const each of [sent, shown, again]) each.remove();
    put(false);
    input.focus();
  });
}

function combobox(input, number) {
  const box = document.createElement("div");
  const suggestions = new Suggestions(input, {
    id: `suggestions-${number + 1}`,
    address: input.dataset.choose,
    found: input.dataset.label,
    read: (found) => found.map(([iri, name, about]) => ({ name, about, iri })),
    pick: (suggestion) => {
      suggestions.close();
      pick(input, suggestion);
    },
  });
  box.className = "chooser";
  input.before(box);
  box.append(input, suggestions.list, suggestions.status);
  input.removeAttribute("list");
}

document.querySelectorAll("input[data-choose]").forEach(combobox);
