// <div data-countdown="18" data-countdown-say="还有{n}秒换新码">: a bar and a line that run down.
// At the end it says so (countdown:end bubbles, for htmx) and, with data-countdown-reload, asks for the page again.
function run(box) {
  const ends = Date.now() + 1000 * Number(box.dataset.countdown);
  const bar = box.querySelector("progress");
  const line = box.querySelector("[data-countdown-line]");
  const timer = setInterval(() => {
    if (!box.isConnected) return clearInterval(timer);
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    bar.value = left;
    line.textContent = box.dataset.countdownSay.replace("{n}", left);
    if (left) return;
    clearInterval(timer);
    box.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
    if ("countdownReload" in box.dataset) location.reload();
  }, 1000);
}

// The screen stays awake; the browser lets go of that whenever the page is out of sight, so it is asked for again.
let awake;
async function stayAwake() {
  if (awake && !awake.released) return;
  awake = await navigator.wakeLock?.request("screen").catch(() => undefined);
}

function start(root) {
  for (const box of root.querySelectorAll("[data-countdown]")) run(box);
  if (root.querySelector("[data-awake]")) stayAwake();
}
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
