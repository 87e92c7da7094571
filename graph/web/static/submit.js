// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Suggestions for fields that ask for a published thing: a combobox with a list (ARIA Authoring Practices Guide).
// What is chosen goes into the form with its address. Without this script there is a button that searches.
"use strict";

(() => {
  let number = 0;

  function attributes(element, values) {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  }

  function combobox(input) {
    const box = document.createElement("div");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    const id = `suggestions-${(number += 1)}`;
    let options = [];
    let chosen = -1;
    let waiting = 0;
    let running = null;

    function close() {
      clearTimeout(waiting);
      running?.abort();
      list.hidden = true;
      list.replaceChildren();
      options = [];
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      status.textContent = "";
    }

    function mark(position) {
      options[chosen]?.setAttribute("aria-selected", "false");
      chosen = position;
      const option = options[chosen];
      if (!option) return;
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function option(name, about, iri, position) {
      const item = document.createElement("li");
      attributes(item, { role: "option", id: `${id}-${position}`, "aria-selected": "false" });
      const more = document.createElement("small");
      more.textContent = about;
      item.append(name, more);
      item.dataset.iri = iri;
      item.dataset.name = name;
      return item;
    }

    /** Show the name, and send the address. */
    function pick(item) {
      const sent = document.createElement("input");
      const shown = document.createElement("span");
      const again = document.createElement("button");
      attributes(sent, { type: "hidden", name: input.name, value: item.dataset.iri });
      attributes(shown, { class: "picked", tabindex: "-1" });
      attributes(again, { type: "button", class: "kern-btn kern-btn--tertiary small" });
      shown.textContent = item.dataset.name;
      again.textContent = input.dataset.remove;
      const search = box.parentElement.querySelector(`button[name="search"]`);
      close();
      input.disabled = true;
      box.hidden = true;
      if (search) search.hidden = true;
      box.after(sent, shown, again);
      shown.focus();
      again.addEventListener("click", () => {
        sent.remove();
        shown.remove();
        again.remove();
        input.disabled = false;
        box.hidden = false;
        if (search) search.hidden = false;
        input.focus();
      });
    }

    function show(found) {
      close();
      if (document.activeElement !== input || !found.length) return;
      options = found.map(([iri, name, about], position) => option(name, about, iri, position));
      list.replaceChildren(...options);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      status.textContent = `${options.length} ${input.dataset.label}`;
    }

    async function ask() {
      const typed = input.value.trim();
      if (typed.length < 2) {
        close();
        return;
      }
      running?.abort();
      running = new AbortController();
      const address = new URL(input.dataset.choose, location.href);
      address.searchParams.set("q", typed);
      try {
        const answer = await fetch(address, { signal: running.signal });
        if (answer.ok) show(await answer.json());
      } catch (error) {
        // Without an answer there are no suggestions; the button that searches still works.
        if (error.name !== "AbortError") close();
      }
    }

    function press(event) {
      const count = options.length;
      if (event.key === "Escape" && count) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" && count) {
        event.preventDefault();
        mark((chosen + 1) % count);
      } else if (event.key === "ArrowUp" && count) {
        event.preventDefault();
        mark(chosen < 1 ? count - 1 : chosen - 1);
      } else if (event.key === "Enter" && options[chosen]) {
        event.preventDefault();
        pick(options[chosen]);
      }
    }

    box.className = "chooser";
    input.before(box);
    box.append(input, list, status);
    input.removeAttribute("list");
    attributes(input, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    });
    attributes(list, { id, role: "listbox", "aria-label": input.dataset.label });
    list.className = "suggestions";
    list.hidden = true;
    status.className = "unseen";
    status.setAttribute("role", "status");
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", press);
    input.addEventListener("blur", close);
    // The pointer must not take the focus before the click arrives.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) pick(item);
    });
  }

  for (const input of document.querySelectorAll("input[data-choose]")) combobox(input);
})();
