// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Suggestions while somebody types: a combobox with a list (ARIA Authoring Practices Guide).

export function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
}

/** The list and the spoken status of a field; where they stand in the page is up to whoever makes them. */
export class Suggestions {
  #input;
  #address;
  #found;
  #read;
  #pick;
  #suggested = [];
  #options = [];
  #chosen = -1;
  #waiting = 0;
  #running = null;

  /**
   * @param input the field; its data-label names the list.
   * @param id of the list, unique in the page.
   * @param address that is asked, with what was typed as `q`.
   * @param found the words after the number of suggestions.
   * @param read makes an answer suggestions: `{name, about, iri}`.
   * @param pick is called with the suggestion that was chosen.
   */
  constructor(input, { id, address, found, read, pick }) {
    this.#input = input;
    this.#address = address;
    this.#found = found;
    this.#read = read;
    this.#pick = pick;
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    this.#describe(id);
    this.#listen();
  }

  close() {
    clearTimeout(this.#waiting);
    this.#running?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#options = [];
    this.#chosen = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  #describe(id) {
    attributes(this.#input, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    });
    attributes(this.list, { id, role: "listbox", "aria-label": this.#input.dataset.label });
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.status.className = "unseen";
    this.status.setAttribute("role", "status");
  }

  #listen() {
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.#ask(), 120);
    });
    this.#input.addEventListener("keydown", (event) => this.#press(event));
    this.#input.addEventListener("blur", () => this.close());
    // The pointer must not take the focus before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.#pick(this.#suggested[this.#options.indexOf(item)]);
    });
  }

  async #ask() {
    const typed = this.#input.value.trim();
    if (typed.length < 2) {
      this.close();
      return;
    }
    this.#running?.abort();
    this.#running = new AbortController();
    const address = new URL(this.#address, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: this.#running.signal });
      if (answer.ok) this.#show(this.#read(await answer.json()));
    } catch (error) {
      // Without an answer there are no suggestions; the form still works.
      if (error.name !== "AbortError") this.close();
    }
  }

  #show(suggested) {
    this.close();
    if (!suggested.length || document.activeElement !== this.#input) return;
    this.#suggested = suggested;
    this.#options = suggested.map((each, position) => this.#option(each, position));
    this.list.replaceChildren(...this.#options);
    this.list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.status.textContent = `${suggested.length} ${this.#found}`;
  }

  #option({ name, about }, position) {
    const item = document.createElement("li");
    attributes(item, { role: "option", id: `${this.list.id}-${position}`, "aria-selected": "false" });
    const more = document.createElement("small");
    more.textContent = about;
    item.append(name, more);
    return item;
  }

  #press(event) {
    const count = this.#options.length;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" && count) {
      event.preventDefault();
      this.#mark((this.#chosen + 1) % count);
    } else if (event.key === "ArrowUp" && count) {
      event.preventDefault();
      this.#mark(this.#chosen < 1 ? count - 1 : this.#chosen - 1);
    } else if (event.key === "Enter" && this.#options[this.#chosen]) {
      event.preventDefault();
      this.#pick(this.#suggested[this.#chosen]);
    }
  }

  #mark(position) {
    this.#options[this.#chosen]?.setAttribute("aria-selected", "false");
    this.#chosen = position;
    const option = this.#options[position];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }
}
