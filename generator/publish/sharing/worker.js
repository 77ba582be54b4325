/* Reading without a network. A page is always asked of the network first, so what was withdrawn or corrected is
   what the reader gets; only where no answer comes is the copy shown that was read last, no older than DAYS. */
const PAGES = "dienhinh-pages",
  SAVED = "dienhinh-saved",
  ASSETS = "dienhinh-assets";
const MOST = 20,
  DAYS = 14;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(name, request, response, most) {
  const cache = await caches.open(name);
  await cache.delete(request);
  await cache.put(request, response);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - most))) await cache.delete(old);
}

async function forget(request) {
  for (const name of [PAGES, SAVED]) await (await caches.open(name)).delete(request, { ignoreSearch: true });
}

async function page(event) {
  const request = event.request;
  try {
    const response = await fetch(request, { cache: "no-cache" }); // what the browser kept may be withdrawn too
    if (response.ok) {
      const saved = await caches.open(SAVED);
      const name = (await saved.match(request, { ignoreSearch: true })) ? SAVED : PAGES;
      event.waitUntil(keep(name, request, response.clone(), name === SAVED ? Infinity : MOST));
    } else if (response.status === 404 || response.status === 410) event.waitUntil(forget(request));
    return response;
  } catch (fault) {
    const copy = await caches.match(request, { ignoreSearch: true });
    const read = copy && Date.parse(copy.headers.get("date"));
    if (!copy || Date.now() - read > DAYS * 864e5) throw fault;
    return copy;
  }
}

async function asset(event) {
  const request = event.request,
    kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(keep(ASSETS, request, response.clone(), 80));
  return response;
}

self.addEventListener("fetch", (event) => {
  const request = event.request,
    url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/\/assets\/(?:fonts|stylesheets|javascripts)\//.test(url.pathname)) event.respondWith(asset(event));
});
