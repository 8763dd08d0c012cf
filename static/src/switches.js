// Large type and dark colours: kept in a cookie, so that the server draws the next page right at once.
const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Max-Age=${value ? YEAR : 0}; Path=/; SameSite=Lax${secure}`;
}

function isDark() {
  return root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

const switches = {
  size: {
    isOn: () => root.dataset.size === "large",
    set: (on) => (on ? (root.dataset.size = "large") : delete root.dataset.size),
    value: () => root.dataset.size || "",
  },
  theme: {
    isOn: isDark,
    set: (on) => (root.dataset.theme = on ? "dark" : "light"),
    value: () => root.dataset.theme || "",
  },
};

function show() {
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(switches[button.dataset.switch].isOn()));
  }
}

// A page from the browser's memory may be older than the choice: read the cookie again.
function recall() {
  for (const [name, { value }] of Object.entries(switches)) {
    const kept = document.cookie.match(new RegExp(`(?:^|; )${name}=(\\w+)`))?.[1] || "";
    if (kept) root.dataset[name] = kept;
    else delete root.dataset[name];
    if (value()) remember(name, value());
  }
  show();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-switch]");
  if (!button) return;
  const choice = switches[button.dataset.switch];
  choice.set(!choice.isOn());
  remember(button.dataset.switch, choice.value());
  show();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
addEventListener("pageshow", recall);
