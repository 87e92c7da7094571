// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Draw each table that a .chart names: what the chart shows is read from the table, so both say the same.
import { BarChart, GraphChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, GraphChart, GridComponent, LegendComponent, SVGRenderer, TooltipComponent]);

const KINDS = {
  stack: { option: stack, height: (table) => 90 + 30 * table.tBodies[0].rows.length },
  network: { option: network, height: () => 760 },
};
// On a narrow screen the bars in the tables and the map are clearer.
const wide = window.matchMedia("(min-width: 48rem)").matches;
const charts = wide ? [...document.querySelectorAll(".chart")].map(start) : [];
window.addEventListener("resize", () => charts.forEach(({ chart }) => chart.resize()));
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(({ draw }) => draw()));

function start(place) {
  const table = document.getElementById(place.dataset.table);
  const { option, height } = KINDS[place.dataset.kind];
  place.hidden = false;
  const chart = init(place, null, { renderer: "svg", height: height(table) });
  const draw = () => chart.setOption(option(table, place), true);
  draw();
  chart.on("click", ({ data }) => data?.href && window.location.assign(data.href));
  return { chart, draw };
}

/** What all charts share: the page's own font and colours; texts as SVG, since the policy allows no inline styles. */
function common(place) {
  const { color, fontFamily } = getComputedStyle(place);
  const axis = { axisLabel: { color, fontSize: 14 }, axisTick: { show: false }, splitLine: { lineStyle: { color, opacity: 0.15 } } };
  return {
    color,
    axis,
    option: {
      animation: false,
      aria: { enabled: true, label: { description: place.dataset.name } },
      textStyle: { color, fontFamily, fontSize: 14 },
      tooltip: { renderMode: "richText", confine: true, textStyle: { fontFamily } },
    },
  };
}

/** Horizontal bars: a row of the table is a bar, and each column marked data-series a part of it. */
function stack(table, place) {
  const { axis, color, option } = common(place);
  const rows = [...table.tBodies[0].rows].reverse();
  const heads = [...table.tHead.rows[0].cells].filter((cell) => "series" in cell.dataset);
  return {
    ...option,
    aria: { ...option.aria, decal: { show: true } },
    grid: { left: 8, right: 24, top: 64, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, type: "plain", textStyle: { color, fontSize: 14 } },
    tooltip: { ...option.tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { ...axis, type: "value", minInterval: 1 },
    yAxis: { ...axis, splitLine: { show: false }, type: "category", data: rows.map((row) => row.cells[0].textContent.trim()) },
    series: heads.map((cell) => ({
      type: "bar",
      stack: "all",
      name: cell.textContent.trim(),
      itemStyle: { color: getComputedStyle(cell.querySelector("rect")).fill },
      data: rows.map((row) => Number(row.cells[cell.cellIndex].textContent) || null),
    })),
  };
}

/** A ring of all that the first two columns name; a row is a line, thicker with each link in the third column. */
function network(table, place) {
  const { color, option } = common(place);
  const nodes = new Map();
  const links = [...table.tBodies[0].rows].map((row) => {
    const ends = [...row.cells].slice(0, 2).map((cell) => cell.querySelector("a"));
    for (const end of ends) {
      const name = end.textContent.trim();
      const node = nodes.get(name) ?? { name, href: end.href, value: 0 };
      nodes.set(name, { ...node, value: node.value + 1, symbolSize: 9 + 2 * (node.value + 1) });
    }
    const [source, target] = ends.map((end) => end.textContent.trim());
    return { source, target, value: row.cells[2].textContent.trim(), lineStyle: { width: 1.5 * row.cells[2].children.length } };
  });
  return {
    ...option,
    series: [
      {
        type: "graph",
        layout: "circular",
        circular: { rotateLabel: true },
        left: 220,
        right: 220,
        top: 150,
        bottom: 150,
        data: [...nodes.values()].sort((one, other) => one.name.localeCompare(other.name, "de")),
        links,
        label: {
          show: true,
          color,
          fontSize: 13,
          formatter: ({ name }) => name.split(" (")[0],
          width: 140,
          overflow: "truncate",
        },
        itemStyle: { color: getComputedStyle(document.querySelector(".series-0")).fill },
        lineStyle: { curveness: 0.25, color, opacity: 0.5 },
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.9 } },
      },
    ],
  };
}
