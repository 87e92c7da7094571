// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Draw the classes of mpsc.ttl and the properties between them: `npm run diagram` writes diagram.de.svg and
// diagram.en.svg beside this file, or into the folder given as argument. ELK decides where everything goes; the
// name of a property is a node of its own on the way from class to class, so that it covers nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ELK from "elkjs";
import { Parser, Store } from "n3";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MPSC = "https://w3id.org/mpsc/def#";
const OWL = "http://www.w3.org/2002/07/owl#";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const SCHEMA = "https://schema.org/";

// A class without a group goes to the last one. Pages have brighter colours for the dark scheme (style.css).
const GROUPS = [
  ["bodies", "#5b3a8c", "Öffentliche Stellen", "Public bodies"],
  ["funding", "#1d4f91", "Förderung", "Funding"],
  ["content", "#1f6b4a", "Inhalte", "Content"],
  ["transfer", "#8a4b08", "Wissenstransfer", "Knowledge transfer"],
  ["meeting", "#9c1f4e", "Treffen und Lernen", "Meeting and learning"],
  ["more", "#4a4f63", "Weitere", "More"],
].map(([key, colour, de, en], index) => ({ key, colour, de, en, number: index + 1 }));

const MEMBERS = {
  bodies: [
    "Municipality", "District", "MunicipalAssociation", "SpecialPurposeAssociation",
    "cv:PublicOrganisation", "org:OrganizationalCollaboration",
  ],
  funding: ["FundingProgramme", "Cohort", "ModelProject", "ProjectPhase", "FundingAward", "StatusStatement"],
  content: [
    "Challenge", "Measure", "Solution", "ReuseCase", "OperatingArrangement", "Indicator",
    "Document", "Strategy", "ImplementationConcept",
  ],
  transfer: ["Need", "Offer", "Match", "Partnership"],
  meeting: ["Event", "AgendaItem", "Attendance", "TrainingOffer", "ParticipationProcess"],
};

const TEXTS = {
  de: {
    title: "Klassendiagramm des MPSC-Vokabulars",
    about: (classes, groups, properties) =>
      `${classes} Klassen in ${groups} Gruppen. ${properties} Eigenschaften führen von Klasse zu Klasse,` +
      " hohle Pfeile von Unterklassen zu ihrer Oberklasse. Die Tabellen der Seite sagen dasselbe.",
    ends: (from, to) => `von ${from} zu ${to}`,
  },
  en: {
    title: "Class diagram of the MPSC vocabulary",
    about: (classes, groups, properties) =>
      `${classes} classes in ${groups} groups. ${properties} properties lead from class to class,` +
      " hollow arrows from subclasses to their superclass. The tables of the page say the same.",
    ends: (from, to) => `from ${from} to ${to}`,
  },
};

const BOX = { width: 160, height: 50 };
const LAYOUT = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.nodeNodeBetweenLayers": "18",
  "elk.padding": "[top=8,left=8,bottom=8,right=8]",
  "elk.randomSeed": "29", // The one of the first thirty with the fewest crossings in both languages.
  "elk.spacing.componentComponent": "16",
  "elk.spacing.edgeEdge": "8",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.nodeNode": "14",
};

const prefixes = new Map();
const turtle = readFileSync(`${HERE}/mpsc.ttl`, "utf8");
const vocabulary = new Store(new Parser().parse(turtle, null, (prefix, { value }) => prefixes.set(prefix, value)));
const classes = drawnClasses();
const relations = drawnRelations();
for (const language of ["de", "en"]) {
  const picture = draw(await new ELK().layout(graph(language)), language);
  writeFileSync(`${process.argv[2] ?? HERE}/diagram.${language}.svg`, picture);
}

/** Return IRI → group of the own classes, and of those above them that a property leads from or to. */
function drawnClasses() {
  const own = typed("Class");
  const ends = typed("ObjectProperty").flatMap((property) => [...domains(property), ...ranges(property)]);
  const above = own.flatMap(parents).filter((iri) => ends.includes(iri));
  const group = (iri) => GROUPS.find(({ key }) => MEMBERS[key]?.includes(name(iri))) ?? GROUPS.at(-1);
  return new Map([...new Set([...own, ...above])].sort().map((iri) => [iri, group(iri)]));
}

/** Return {property, from, to} for each property between classes, and the same without it for subclasses. */
function drawnRelations() {
  const drawn = (iris) => iris.filter((iri) => classes.has(iri));
  const properties = typed("ObjectProperty")
    // The line of an inverse property is that of the other one, read backwards.
    .filter((property) => iris(property, `${OWL}inverseOf`).length === 0)
    .map((property) => ({ property, from: drawn(domains(property)), to: drawn(ranges(property)) }));
  const below = [...classes.keys()].map((iri) => ({
    from: typed("Class").filter((child) => parents(child).includes(iri)),
    to: [iri],
  }));
  return [...properties, ...below].filter(({ from, to }) => from.length && to.length);
}

function typed(kind) {
  const subjects = vocabulary.getSubjects(`${RDF}type`, `${OWL}${kind}`, null).map(({ value }) => value);
  return subjects.filter((iri) => iri.startsWith(MPSC)).sort();
}

function iris(subject, predicate) {
  const objects = vocabulary.getObjects(subject, predicate, null);
  return objects.filter(({ termType }) => termType === "NamedNode").map(({ value }) => value).sort();
}

function parents(iri) {
  return iris(iri, `${RDFS}subClassOf`);
}

function domains(property) {
  return iris(property, `${SCHEMA}domainIncludes`);
}

function ranges(property) {
  return iris(property, `${SCHEMA}rangeIncludes`);
}

/** Return the label of an own term; the name of another. */
function label(iri, language) {
  const found = vocabulary.getObjects(iri, `${RDFS}label`, null).find((text) => text.language === language);
  return found?.value ?? name(iri);
}

/** Return the local name of an own term, the prefixed name of another. */
function name(iri) {
  const [prefix, base] = [...prefixes].find(([, base]) => iri.startsWith(base));
  return `${base === MPSC ? "" : `${prefix}:`}${iri.slice(base.length)}`;
}

/** Return what ELK lays out: boxes of classes, names of properties, and the lines between them. */
function graph(language) {
  const children = [...classes.keys()].map((id) => ({ id, ...BOX, ports: [{ id: `${id} below` }] }));
  const edges = [];
  const connect = (relation, from, to, hasHead) =>
    edges.push({ id: `line ${edges.length}`, sources: [from], targets: [to], relation, hasHead });
  for (const relation of relations) {
    const { property, from, to } = relation;
    if (property) {
      children.push(nameOnLine(property, language));
      from.forEach((iri) => connect(relation, iri, `${property} in`, false));
      to.forEach((iri) => connect(relation, `${property} out`, iri, true));
    } else {
      from.forEach((iri) => connect(relation, iri, `${to[0]} below`, true));
    }
  }
  return { id: "diagram", layoutOptions: LAYOUT, children, edges };
}

function nameOnLine(property, language) {
  const rows = wrap(label(property, language), 16);
  return {
    id: property,
    rows,
    width: 7.4 * Math.max(...rows.map(({ length }) => length)) + 8,
    height: 14 * rows.length + 10,
    layoutOptions: { "elk.portConstraints": "FIXED_SIDE" },
    ports: [
      { id: `${property} in`, layoutOptions: { "elk.port.side": "WEST" } },
      { id: `${property} out`, layoutOptions: { "elk.port.side": "EAST" } },
    ],
  };
}

/** Return the picture of what ELK laid out. It has presentation attributes only, which style sheets override. */
function draw({ width, height, children, edges }, language) {
  const places = new Map(children.map((node) => [node.id, node]));
  const groups = GROUPS.filter((group) => [...classes.values()].includes(group));
  const properties = relations.filter(({ property }) => property);
  const { title, about } = TEXTS[language];
  const step = (width - 8) / groups.length;
  const chip = (index) => ({ x: 8 + step * index, y: height + 4, width: step - 8, height: 26 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height + 38)}" lang="${language}"`,
    `role="group" aria-labelledby="diagram-title diagram-text" fill="#171a2b" text-anchor="middle" font-size="13"`,
    `font-family="'Fira Sans', system-ui, 'Segoe UI', sans-serif">`,
    "<!-- SPDX-License-Identifier: CC-BY-4.0 · drawn by `npm run diagram` -->",
    `<title id="diagram-title">${title}</title>`,
    `<desc id="diagram-text">${about(classes.size, groups.length, properties.length)}</desc>`,
    ...relations.flatMap((relation) => drawRelation(relation, edges, places, language)),
    ...groups.flatMap((group, index) => drawGroup(group, chip(index), places, language)),
    "</svg>\n",
  ].join("\n");
}

/** Draw the classes of a group, which have its number, after its name in the legend. */
function drawGroup(group, chip, places, language) {
  const members = [...classes.keys()].filter((iri) => classes.get(iri) === group);
  const bold = 'fill="currentColor" font-size="13" font-weight="600"';
  return [
    `<g class="${group.key}" color="${group.colour}">`,
    rectangle(chip, 'fill-opacity=".12"'),
    text(`${group.number} ${group[language]}`, centre(chip), chip.y + 17.5, bold),
    ...members.flatMap((iri) => drawClass(iri, group.number, places.get(iri), language)),
    "</g>",
  ];
}

/** Draw the lines of a property, in the colour of the first class, or those of the subclasses of a class. */
function drawRelation(relation, edges, places, language) {
  const { property, from, to } = relation;
  const { key, colour } = classes.get(from[0]);
  const lines = edges.filter((edge) => edge.relation === relation);
  const points = ({ sections: [{ startPoint, bendPoints = [], endPoint }] }) => [startPoint, ...bendPoints, endPoint];
  const heads = new Set(lines.filter(({ hasHead }) => hasHead).map((line) => arrowhead(points(line))));
  const joints = new Set(lines.flatMap(({ junctionPoints = [] }) => junctionPoints.map(dot)));
  const ends = `data-from="${from.map(name).join(" ")}" data-to="${to.map(name).join(" ")}"`;
  return [
    `<g class="${key}" color="${colour}" stroke="currentColor" stroke-width="1.5" ${ends}>`,
    `<path fill="none" d="${lines.map((line) => path(points(line))).join("")}"/>`,
    ...(joints.size ? [`<path fill="currentColor" d="${[...joints].join("")}"/>`] : []),
    `<path ${property ? 'fill="currentColor"' : 'class="paper" fill="#fff"'} d="${[...heads].join("")}"/>`,
    ...(property ? drawName(relation, places.get(property), language) : []),
    "</g>",
  ];
}

/** Draw the name of a property, a link; who cannot see the line hears where it leads. */
function drawName({ property, from, to }, place, language) {
  const [sources, targets] = [from, to].map((ends) => ends.map((iri) => label(iri, language)).join(", "));
  const about = `${label(property, language)} (${TEXTS[language].ends(sources, targets)})`;
  return [
    `<a href="${property}" aria-label="${escape(about)}" stroke="none">`,
    rectangle(place, 'fill-opacity="0"'),
    ...place.rows.map((row, index) => text(row, centre(place), place.y + 16 + 14 * index)),
    "</a>",
  ];
}

/** Draw a class; an own one is a link, one of another vocabulary has a dashed frame and no label. */
function drawClass(iri, number, place, language) {
  const own = iri.startsWith(MPSC);
  const labels = own ? wrap(label(iri, language), 19) : [];
  const names = name(iri).length > 27 ? name(iri).split(/(?<=:)/) : [name(iri)];
  const top = place.y + (place.height - 15.5 * labels.length - 13 * names.length) / 2;
  const frame = `fill-opacity=".07" stroke="currentColor" stroke-width="1.5"${own ? "" : ' stroke-dasharray="5 3"'}`;
  const mono = `class="quiet" fill="#4a4f63" font-family="ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace"`;
  return [
    own ? `<a href="${iri}">` : "<g>",
    rectangle(place, frame),
    text(String(number), place.x + 7, place.y + 12, 'fill="currentColor" font-size="10" aria-hidden="true"'),
    ...labels.map((row, index) =>
      text(row, centre(place), top + 12 + 15.5 * index, `font-weight="600" font-size="${fit(row, 14, 16, 0.66)}"`)),
    ...names.map((row, index) => {
      const y = top + 10 + 15.5 * labels.length + 13 * index;
      return text(row, centre(place), y, `${mono} font-size="${fit(row, 11.5, 12, 0.61)}"`);
    }),
    own ? "</a>" : "</g>",
  ];
}

/** Return the font size, at most `size`, in which a row fits a box with a margin; a letter is `share` of it wide. */
function fit(row, size, margin, share) {
  return round(Math.min(size, (BOX.width - margin) / (share * row.length)));
}

/** Return the words as rows of at most `longest` letters where they allow it. */
function wrap(words, longest) {
  return words.split(/ |(?<=-)/).reduce((rows, word) => {
    const last = rows.at(-1);
    const joined = last?.endsWith("-") ? last + word : `${last} ${word}`;
    return last && joined.length <= longest ? [...rows.slice(0, -1), joined] : [...rows, word];
  }, []);
}

function path([{ x, y }, ...others]) {
  return `M${round(x)} ${round(y)}${others.map((to) => `L${round(to.x)} ${round(to.y)}`).join("")}`;
}

/** Return the path of an arrowhead whose tip is the end of a line. */
function arrowhead(points) {
  const [before, { x, y }] = points.slice(-2);
  const [dx, dy] = [Math.sign(x - before.x), Math.sign(y - before.y)];
  const corner = (side) => ({ x: x - 9 * dx - side * dy, y: y - 9 * dy - side * dx });
  return `${path([{ x, y }, corner(3.5), corner(-3.5)])}z`;
}

function dot({ x, y }) {
  return `M${round(x - 2)} ${round(y)}a2 2 0 1 0 4 0a2 2 0 1 0-4 0`;
}

function rectangle({ x, y, width, height }, attributes) {
  const shape = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `<rect ${shape} rx="4" fill="currentColor" ${attributes}/>`;
}

function text(words, x, y, attributes = 'fill="currentColor"') {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escape(words)}</text>`;
}

function centre({ x, width }) {
  return x + width / 2;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escape(words) {
  return words.replace(/[&<"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", '"': "&quot;" })[sign]);
}
