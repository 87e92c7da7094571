// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// The editor of YASGUI in place of the plain field of /sparql. The form stays what it is: without this script it
// works alone, and with it the answer comes as the same page, of which only the answer is put in.
import Yasqe from "@zazuko/yasqe";

const form = document.querySelector("#editor");
const field = form.querySelector("textarea");
const status = form.querySelector("output");
const LONGEST_ADDRESS = 7000;
const SHOWN = 50;
let running;
let shown = location.search;

const terms = await fetch(form.dataset.terms).then((response) => response.json());

Yasqe.forkAutocompleter("prefixes", {
  name: "prefixes",
  persistenceId: null,
  get: () => Object.entries(terms.prefixes).map(([prefix, base]) => `${prefix}: <${base}>`),
});
for (const kind of ["class", "property"]) {
  Yasqe.forkAutocompleter(kind, {
    name: kind,
    autoShow: true,
    get: (_, token) => matching(terms[kind], token.string.trim().toLowerCase()).map(({ name }) => name),
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, __, name) => name,
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, displayText: described(kind, hint.text) })),
  });
}

const editor = new Yasqe(form.querySelector("#yasqe"), {
  value: field.value,
  persistenceId: null,
  createShareableLink: null,
  consumeShareLink: null,
  showQueryButton: false,
  collapsePrefixesOnLoad: true,
  editorHeight: "20rem",
  screenReaderLabel: form.querySelector("label").textContent,
  // Tab moves on, as everywhere on a page (WCAG 2.1, 2.1.2).
  extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": () => {} },
});
editor.on("change", (_, change) => {
  if (change.origin === "paste") declare();
  field.value = editor.getValue();
});
// What scrolls can be reached by keyboard (WCAG 2.1, 2.1.1).
editor.getScrollerElement().tabIndex = 0;
declare();
field.hidden = true;
form.querySelector("#editor-help").hidden = false;
form.addEventListener("submit", (event) => {
  if (new FormData(form).get("format") !== "html") return; // A file: the browser fetches it.
  event.preventDefault();
  answer();
});
window.addEventListener("popstate", () => {
  if (location.search !== shown) location.reload(); // Back to another query, not to a place on this page.
});
document.addEventListener("click", copy);

/** Declare those of our prefixes that the query uses: our endpoint knows them, others and the editor do not. */
function declare() {
  for (let line = 0; line < editor.lineCount(); line += 1) {
    const { errorMsg } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true).state;
    const prefix = /^Prefix '(.*)' is not defined$/.exec(errorMsg)?.[1];
    if (prefix in terms.prefixes) {
      editor.addPrefixes({ [prefix]: terms.prefixes[prefix] });
      declare();
      return;
    }
  }
}

/** Return the terms whose name or label has the text; those that begin with it come first, then the most used. */
function matching(all, text) {
  if (text === "") return [];
  const rank = ({ name, label }) => {
    const [whole, local] = [name.toLowerCase(), name.toLowerCase().replace(/^.*?:/, "")];
    if (whole.startsWith(text) || local.startsWith(text)) return 0;
    return whole.includes(text) || label.toLowerCase().includes(text) ? 1 : 2;
  };
  const found = all.filter((term) => rank(term) < 2);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, SHOWN);
}

/** Return how a term is shown in the list: its name, its label, how often the data use it. */
function described(kind, name) {
  const { label, uses } = terms[kind].find((term) => term.name === name);
  return [name, label, `(${uses})`].filter(Boolean).join("  ");
}

function run() {
  form.requestSubmit();
}

/** Ask the server for the page of the query and put its answer into this page. */
async function answer() {
  running?.abort();
  running = new AbortController();
  status.textContent = form.dataset.running;
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  const long = address.href.length > LONGEST_ADDRESS;
  const options = { headers: { Accept: "text/html" }, signal: running.signal };
  try {
    const response = long
      ? await fetch(`${form.action}?lang=${document.documentElement.lang}`, { ...options, method: "POST", body: new URLSearchParams(new FormData(form)) })
      : await fetch(address, options);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    if (!long) history.pushState(null, "", address);
    shown = location.search;
    status.textContent = "";
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = form.dataset.failed;
  }
}

function show(page) {
  for (const selector of ["#answer", ".languages"]) {
    document.querySelector(selector).replaceWith(page.querySelector(selector));
  }
  const heading = document.querySelector("#answer h2, #answer .kern-title");
  heading.tabIndex = -1;
  heading.focus();
}

/** Copy the code whose button was pressed. */
async function copy({ target }) {
  const code = target.closest("button[data-copies]") && document.getElementById(target.dataset.copies);
  if (!code) return;
  await navigator.clipboard.writeText(code.textContent);
  target.textContent = target.dataset.done;
}
