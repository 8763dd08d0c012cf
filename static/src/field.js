// The roll in the field. Each tap is kept on the phone first and sent when there is a network; the server knows a tap
// by its name, so that sending it twice changes nothing.
const SOON = 4000; // time to take a tap back
const AGAIN = 15000;
const CACHE = "field-roll";
const box = document.querySelector("[data-field]");

function named() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a phone of five years ago
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const clock = (moment) => new Date(moment).toTimeString().slice(0, 5).replace(/^0/, "");
const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1];

const kept = {
  read: () => JSON.parse(localStorage.getItem(box.dataset.keep) || "[]"),
  write: (taps) => localStorage.setItem(box.dataset.keep, JSON.stringify(taps)),
};

class Person {
  constructor(row) {
    this.row = row;
    this.key = row.dataset.person;
    this.said = row.querySelector("[data-said]");
    this.before = this.said.textContent.trim();
    this.wasIn = "in" in row.dataset;
    this.been = "been" in row.dataset;
    this.notes = []; // what was tapped here and has been noted since the page was drawn
  }

  show(taps) {
    const mine = [...this.notes, ...taps.filter((tap) => tap.signup === Number(this.key))];
    const last = mine.at(-1);
    const isIn = last ? last.direction === "in" : this.wasIn;
    const words = mine.map((tap) => `${clock(tap.at)}${tap.direction === "in" ? box.dataset.came : box.dataset.left}（${tap.noted ? box.dataset.sent : box.dataset.unsent}）`);
    this.said.textContent = [this.before, ...words].filter(Boolean).join(" ");
    for (const button of this.row.querySelectorAll("[data-tap]")) {
      button.disabled = !isOpen() || (button.dataset.tap === "in") === isIn;
    }
    const undo = this.row.querySelector("[data-undo]");
    if (undo) undo.hidden = !mine.some((tap) => !tap.noted);
    this.here = this.been || mine.some((tap) => tap.direction === "in");
  }

  refuse(words) {
    this.row.querySelector("[data-refused]").textContent = words;
  }
}

function isOpen() {
  const now = Date.now();
  return now >= Date.parse(box.dataset.opens) && now <= Date.parse(box.dataset.closes);
}

let people, timer, sending;

function show() {
  const taps = kept.read();
  for (const person of people.values()) person.show(taps);
  const tally = box.querySelector("[data-count]");
  const here = [...people.values()].filter((person) => person.here).length;
  tally.textContent = tally.dataset.count.replace("{n}", here).replace("{all}", people.size);
  const waiting = box.querySelector("[data-waiting]");
  waiting.textContent = taps.length ? waiting.dataset.waiting.replace("{n}", taps.length) : "";
  for (const line of box.querySelectorAll("[data-net]")) line.hidden = (line.dataset.net === "online") !== navigator.onLine;
}

function trouble(kind) {
  for (const line of box.querySelectorAll("[data-trouble]")) line.hidden = line.dataset.trouble !== kind;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
}

async function send() {
  const taps = kept.read();
  if (!taps.length || sending || !navigator.onLine) return;
  sending = true;
  try {
    const answer = await fetch(box.dataset.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": cookie("csrftoken") || box.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ sent_at: new Date().toISOString(), taps: taps.slice(0, 200) }),
    });
    if (answer.ok) take((await answer.json()).answers);
    else trouble([401, 403].includes(answer.status) ? "session" : "server");
    if (!answer.ok) later(AGAIN);
  } catch {
    later(AGAIN); // no network after all
  }
  sending = false;
  show();
}

function take(answers) {
  trouble("");
  const by = new Map(answers.map((answer) => [answer.mark, answer]));
  const taps = kept.read();
  for (const tap of taps.filter((tap) => by.has(tap.mark))) {
    const answer = by.get(tap.mark);
    const person = people.get(String(tap.signup));
    if (!person) continue;
    if (["noted", "noted_before"].includes(answer.code)) person.notes.push({ ...tap, noted: true });
    else person.refuse(answer.words);
  }
  const rest = taps.filter((tap) => !by.has(tap.mark)); // tapped while these were on their way
  kept.write(rest);
  if (rest.length) later(SOON);
}

function tapped(event) {
  const button = event.target.closest("button");
  const row = button?.closest("[data-person]");
  if (!row) return;
  const taps = kept.read();
  const signup = Number(row.dataset.person);
  if (button.dataset.tap) {
    people.get(row.dataset.person).refuse("");
    taps.push({ mark: named(), signup, direction: button.dataset.tap, at: new Date().toISOString() });
  } else {
    if (sending) return;
    taps.splice(taps.map((tap) => tap.signup).lastIndexOf(signup), 1);
  }
  kept.write(taps);
  show();
  later(SOON);
}

function find(event) {
  const words = event.target.value.trim();
  for (const person of people.values()) person.row.hidden = !person.row.dataset.name.includes(words);
}

// The page and what it is drawn with stay on the phone until a day after the shift.
async function keepPage() {
  if (!navigator.serviceWorker || !window.caches) return;
  if (Date.now() > Date.parse(box.dataset.closes) + 24 * 3600 * 1000) return caches.delete(CACHE);
  await navigator.serviceWorker.register(box.dataset.worker, { scope: location.pathname });
  const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], use");
  const urls = [...parts].map((part) => (part.href?.baseVal || part.href || part.src).split("#")[0]);
  const cache = await caches.open(CACHE);
  await cache.addAll([location.pathname, ...new Set(urls.filter(Boolean))]);
  box.dataset.kept = "";
}

if (box) {
  people = new Map([...box.querySelectorAll("[data-person]")].map((row) => [row.dataset.person, new Person(row)]));
  box.addEventListener("click", tapped);
  box.querySelector("[data-find]").addEventListener("input", find);
  addEventListener("online", () => (show(), send()));
  addEventListener("offline", show);
  setInterval(show, 30000); // the window opens and closes by itself
  show();
  send();
  keepPage().catch(() => undefined); // without it the page still works as long as it stays open
}
