// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Suggestions in the search: what is chosen is opened. Without this script the form works as it is.
import { Suggestions } from "./suggestions.js";

/** Suggestions carry public addresses; the visitor stays on the address at which the page was opened. */
function open(link, base) {
  const target = new URL(link.startsWith(`${base}/`) ? link.slice(base.length) : link, location.href);
  if (target.protocol === "https:" || target.protocol === "http:") location.assign(target);
}

const input = document.querySelector("input[data-suggest]");
if (input) {
  const suggestions = new Suggestions(input, {
    id: "suggestions",
    address: input.dataset.suggest,
    found: input.dataset.found,
    read: ([, names, about, addresses]) =>
      names.map((name, number) => ({ name, about: about[number], iri: addresses[number] })),
    pick: ({ iri }) => open(iri, input.dataset.public),
  });
  input.parentElement.append(suggestions.list, suggestions.status);
}
