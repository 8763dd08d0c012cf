// Rows to tick, dependent choices, and one click that counts once.

// Rows: [name=… data-pick data-minutes], a [data-check-all] box, and texts like data-tally="已选{n}人，共{t}".
// With nothing ticked a text goes back to what the server wrote.
const tallies = [...document.querySelectorAll("[data-tally]")].map((node) => [node, node.textContent]);

function spell(minutes, { hour = "小时", minute = "分" }) {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return (h ? h.toLocaleString("zh-CN") + hour : "") + (m || !h ? m + minute : "");
}

function tally() {
  const picks = [...document.querySelectorAll("[data-pick]:not(:disabled)")];
  const ticked = picks.filter((box) => box.checked);
  const minutes = ticked.reduce((sum, box) => sum + Number(box.dataset.minutes || 0), 0);
  for (const [node, original] of tallies) {
    node.textContent = ticked.length
      ? node.dataset.tally.replace("{n}", ticked.length).replace("{t}", spell(minutes, node.dataset))
      : original;
  }
  for (const all of document.querySelectorAll("[data-check-all]")) {
    all.checked = picks.length > 0 && ticked.length === picks.length;
    all.indeterminate = ticked.length > 0 && ticked.length < picks.length;
    all.disabled = picks.length === 0;
  }
  for (const button of document.querySelectorAll("[data-needs-picks], .bulk button[data-tally]")) {
    button.disabled = !ticked.length;
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-check-all]")) {
    for (const box of document.querySelectorAll("[data-pick]:not(:disabled)")) box.checked = target.checked;
  }
  if (target.matches("[data-check-all], [data-pick]")) tally();
});

// <select data-within="id_league">: of its groups only the one named like the chosen option is offered. Within a
// set of radios each names its groups itself: <input type="radio" data-groups="初中 小学">.
function groupsWithin(parent) {
  if (parent.matches("select")) return parent.value ? [parent.selectedOptions[0].text.trim()] : [];
  return parent.querySelector(":checked")?.dataset.groups?.split(" ") ?? [];
}

function narrow(select) {
  const parent = document.getElementById(select.dataset.within);
  const groups = [...select.querySelectorAll("optgroup")];
  const offer = () => {
    const chosen = select.value;
    const names = groupsWithin(parent);
    for (const group of groups) group.remove();
    select.append(...groups.filter((group) => names.includes(group.label)));
    select.value = chosen;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.disabled = !names.length;
  };
  parent.addEventListener("change", offer);
  offer();
}
for (const select of document.querySelectorAll("select[data-within]")) narrow(select);

// A field that is asked of some: <input data-only-with="document_type" data-values="passport hm_pass"> shows, with its
// label, while the field of that name has one of these values. Without a script it is always there.
for (const input of document.querySelectorAll("[data-only-with]")) {
  const form = input.closest("form");
  const other = form?.elements.namedItem(input.dataset.onlyWith);
  const place = input.closest(".field");
  if (!other || !place) continue;
  const show = () => (place.hidden = !input.dataset.values.split(" ").includes(other.value));
  form.addEventListener("change", show);
  show();
}

// A form is sent once; the button comes back if the page does, or when no answer came for ten seconds.
// Forms that fetch a file (data-download) leave the page where it is and stay usable.
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method === "get" || "download" in form.dataset) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, 10000, form);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  tally();
});
