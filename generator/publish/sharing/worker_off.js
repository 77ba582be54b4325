/* Reading without a network is switched off here: what an earlier release kept on readers' devices goes. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("dienhinh-")) await caches.delete(name);
      await self.registration.unregister();
    })(),
  ),
);
