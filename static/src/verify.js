// Checks the text of a certificate's QR code in the browser alone:
// <form data-verify data-keys='{"c1": {"x": "…", "bad_from": ""}}'>. Nothing is sent anywhere, so it works without a network
// once the page is there.
import { verifyAsync } from "@noble/ed25519";

const form = document.querySelector("[data-verify]");
const keys = JSON.parse(form.dataset.keys);
const shown = document.querySelector("[data-verdict]");
const parts = Object.fromEntries([...shown.querySelectorAll("[data-part]")].map((one) => [one.dataset.part, one]));

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function spelled(raw) {
  return btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The one spelling of each value: what is written differently is not ours.
function strict(text) {
  const raw = bytes(text);
  if (spelled(raw) !== text) throw new Error("spelling");
  return raw;
}

const json = (text) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(strict(text)));

class Distrusted extends Error {}

async function read(text) {
  const found = text.trim().match(/\/verify\/([0-9A-Z]{26})\/#([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/);
  const [, token, head, body, mark] = found;
  const { alg, kid } = json(head);
  const message = new TextEncoder().encode(`${head}.${body}`);
  if (alg !== "EdDSA" || !(await verifyAsync(strict(mark), message, bytes(keys[kid].x)))) throw new Error("mark");
  const claims = json(body);
  if (claims.t !== token) throw new Error("token");
  if (keys[kid].bad_from && claims.i >= keys[kid].bad_from) throw new Distrusted();
  return claims;
}

async function isNamed(claims, name) {
  const said = new TextEncoder().encode(claims.t + name.trim());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", said));
  return spelled(digest.slice(0, 12)) === claims.p;
}

function hours(minutes) {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return (whole ? `${whole.toLocaleString("zh-CN")}小时` : "") + (rest || !whole ? `${rest}分` : "");
}

const dayWords = (day) => (day ? day.replace(/^0*(\d+)-0*(\d+)-0*(\d+)$/, "$1年$2月$3日") : "");

// Today in Inner Mongolia, wherever the reader is, as the claims write days.
const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

function say(part, words) {
  parts[part].hidden = !words;
  const place = parts[part].querySelector("[data-value]");
  if (place && words) place.textContent = words;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(form);
  for (const name of Object.keys(parts)) say(name, "");
  shown.hidden = false;
  try {
    const claims = await read(data.get("code"));
    say("genuine", "-");
    say("kind", form.dataset[claims.k]);
    say("name", claims.m);
    say("hours", hours(claims.h));
    say("period", claims.f ? `${dayWords(claims.f)}至${dayWords(claims.u)}` : "");
    say("subject", claims.s);
    say("issuer", claims.o);
    say("number", claims.n);
    say("day", dayWords(claims.i));
    say("expires", dayWords(claims.e));
    say("run-out", claims.e && claims.e < today() ? "-" : "");
    const name = data.get("name");
    if (name.trim()) say((await isNamed(claims, name)) ? "same-name" : "other-name", "-");
  } catch (problem) {
    say(problem instanceof Distrusted ? "distrusted" : "false", "-");
  }
  shown.focus();
});
