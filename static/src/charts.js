// Lines over a table of numbers, for whoever sees them: Chartist draws what the table below the chart says. Without this
// script the table is there all the same.
import { LineChart, Svg } from "chartist";

// Chartist writes styles as attributes, which the site's policy forbids; said to the element itself they are allowed.
const attr = Svg.prototype.attr;
Svg.prototype.attr = function (attributes, ...rest) {
  if (!attributes?.style) return attr.call(this, attributes, ...rest);
  const { style, ...others } = attributes;
  this.getNode().style.cssText = style;
  return attr.call(this, others, ...rest);
};

const NAMES = ["now", "was"];
const ROOM = 44; // pixels that a label of three characters wants

function numbers(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  return {
    labels: rows.map((row) => row[0]),
    series: heads.map((name, n) => ({ name, className: NAMES[n], data: rows.map((row) => known(row[n + 1])) })),
  };
}

function known(text) {
  const value = Number(text.replaceAll(",", ""));
  return text && !Number.isNaN(value) ? value : null;
}

// Every label, every second or third one where there is little room, or where it begins and where it ends.
function thinned(room, labels) {
  const longest = Math.max(...labels.map((label) => label.length));
  if (longest > 3) return (label, n) => (n === 0 || n === labels.length - 1 ? label : null);
  const step = Math.ceil((labels.length * ROOM) / room);
  return (label, n) => (n % step ? null : label);
}

function draw(box) {
  const data = numbers(box.closest("figure").querySelector("table"));
  const chart = new LineChart(box, data, {
    fullWidth: true,
    low: 0,
    lineSmooth: false,
    series: { [data.series[0].name]: { showArea: true } },
    chartPadding: { top: 12, right: 32, bottom: 0, left: 8 },
    axisX: { showGrid: false, offset: 24, labelInterpolationFnc: thinned(box.clientWidth, data.labels) },
    axisY: { offset: 48, scaleMinSpace: 36, labelOffset: { x: 0, y: 7 }, labelInterpolationFnc: (value) => value.toLocaleString("zh-CN") },
  });
  chart.on("draw", (drawn) => {
    if (drawn.type !== "point") return;
    const words = `${data.labels[drawn.index]} ${drawn.series.name}：${drawn.value.y.toLocaleString("zh-CN")}${box.dataset.unit}`;
    drawn.element.elem("title").text(words);
  });
  // Paper is narrower than the window in which it was drawn.
  chart.on("created", ({ svg }) =>
    svg.attr({ "aria-hidden": "true", viewBox: `0 0 ${box.clientWidth} ${box.clientHeight}` }),
  );
}

document.querySelectorAll(".chart:empty").forEach(draw);
