// Answers for the page of the roll in the field when there is no network: what was kept of it, and nothing else.
const CACHE = "field-roll";

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(request, { ignoreVary: true, ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}
