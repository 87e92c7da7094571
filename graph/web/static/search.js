// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Suggestions while somebody types: a combobox with a list (ARIA Authoring Practices Guide). Without this script the
// form works as it is.
"use strict";

(() => {
  const input = document.querySelector("input[data-suggest]");
  if (!input) return;

  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let chosen = -1;
  let waiting = 0;
  let running = null;

  function attributes(element, values) {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  }

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

  function choose(number) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = options[chosen];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function option(label, description, address, number) {
    const item = document.createElement("li");
    attributes(item, { role: "option", id: `suggestion-${number}`, "aria-selected": "false" });
    const more = document.createElement("small");
    more.textContent = description;
    item.append(label, more);
    item.dataset.address = address;
    return item;
  }

  function open(link) {
    // Suggestions carry public addresses; the visitor stays on the address at which the page was opened.
    const base = input.dataset.public;
    const target = new URL(link.startsWith(`${base}/`) ? link.slice(base.length) : link, location.href);
    if (target.protocol === "https:" || target.protocol === "http:") location.assign(target);
  }

  function show([, labels, descriptions, addresses]) {
    close();
    if (!labels.length || document.activeElement !== input) return;
    options = labels.map((label, number) => option(label, descriptions[number], addresses[number], number));
    list.replaceChildren(...options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = `${labels.length} ${input.dataset.found}`;
  }

  async function ask() {
    const typed = input.value.trim();
    if (typed.length < 2) {
      close();
      return;
    }
    running?.abort();
    running = new AbortController();
    const address = new URL(input.dataset.suggest, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: running.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      // Without an answer there are no suggestions; the form still works.
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
      choose((chosen + 1) % count);
    } else if (event.key === "ArrowUp" && count) {
      event.preventDefault();
      choose(chosen < 1 ? count - 1 : chosen - 1);
    } else if (event.key === "Enter" && options[chosen]) {
      event.preventDefault();
      open(options[chosen].dataset.address);
    }
  }

  attributes(input, {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "suggestions",
    "aria-expanded": "false",
  });
  attributes(list, { id: "suggestions", role: "listbox", "aria-label": input.dataset.label });
  list.className = "suggestions";
  list.hidden = true;
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.parentElement.append(list, status);

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
    if (item) open(item.dataset.address);
  });
})();
