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
const MANY = 100_000; // from here on the axis counts in ten thousands

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

function inWords(value, highest = 0) {
  return highest < MANY ? value.toLocaleString("zh-CN") : `${(value / 10_000).toLocaleString("zh-CN")}万`;
}

// How wide the longest of these words is, written as a label of this chart.
function widthOf(box, words) {
  const probe = box.appendChild(document.createElement("span"));
  probe.className = "probe";
  const widths = words.map((word) => {
    probe.textContent = word;
    return probe.getBoundingClientRect().width;
  });
  probe.remove();
  return Math.ceil(Math.max(...widths));
}

// All labels, or every second or third one; long ones only where it begins and where it ends.
function thinned(box, labels, width) {
  const ends = (label, n) => (n === 0 || n === labels.length - 1 ? label : null);
  if (labels.some((label) => label.length > 3)) return ends;
  const step = Math.ceil((labels.length * (width + 12)) / box.clientWidth);
  return (label, n) => (n % step ? null : label);
}

function options(box, data) {
  const values = data.series.flatMap((series) => series.data).filter((value) => value !== null);
  const highest = Math.max(...values.map(Math.abs), 0);
  const top = 10 ** Math.ceil(Math.log10(Math.max(highest, 1) * 1.01));
  const beside = widthOf(box, [inWords(highest, highest), inWords(top, highest), inWords(Math.min(0, ...values), highest)]);
  const below = widthOf(box, data.labels);
  const [first, last] = [0, data.labels.length - 1].map((n) => widthOf(box, [data.labels[n]]) / 2);
  const line = parseFloat(getComputedStyle(box).fontSize) * 1.3;
  return {
    fullWidth: true,
    low: Math.min(0, ...values),
    lineSmooth: false,
    series: { [data.series[0].name]: { showArea: true } },
    chartPadding: { top: line / 2, right: last + 4, bottom: 0, left: Math.max(0, first - beside - 14) },
    axisX: { showGrid: false, offset: line + 10, labelInterpolationFnc: thinned(box, data.labels, below) },
    axisY: {
      offset: beside + 14,
      scaleMinSpace: line * 2,
      labelOffset: { x: 0, y: line / 2 - 2 },
      labelInterpolationFnc: (value) => inWords(value, highest),
    },
  };
}

function draw(box) {
  const data = numbers(box.closest("figure").querySelector("table"));
  const chart = new LineChart(box, data, options(box, data));
  chart.on("draw", (drawn) => {
    if (drawn.type !== "point") return;
    const words = `${data.labels[drawn.index]} ${drawn.series.name}：${inWords(drawn.value.y)}${box.dataset.unit}`;
    drawn.element.elem("title").text(words);
  });
  // Paper is narrower than the window in which it was drawn.
  chart.on("created", ({ svg }) =>
    svg.attr({ "aria-hidden": "true", viewBox: `0 0 ${box.clientWidth} ${box.clientHeight}` }),
  );
  new ResizeObserver(() => chart.update(data, options(box, data))).observe(box);
}

document.querySelectorAll(".chart:empty").forEach(draw);
