/* What Material's shell needs before its bundle: where the site begins, and the reader's choice of
   light or dark, set before the first paint. Material writes both inline; ours stand in a file so
   that the content security policy can refuse every inline script. */
var __md_scope = new URL("../../", document.currentScript.src);
function __md_hash(text) {
  return text.split("").reduce(function (sum, letter) {
    return (sum << 5) - sum + letter.charCodeAt(0);
  }, 0);
}
function __md_get(key, storage, scope) {
  try {
    return JSON.parse((storage || localStorage).getItem((scope || __md_scope).pathname + "." + key));
  } catch {
    return null;
  }
}
function __md_set(key, value, storage, scope) {
  try {
    (storage || localStorage).setItem((scope || __md_scope).pathname + "." + key, JSON.stringify(value));
  } catch {
    /* storage may be closed to us; the choice then lasts for one page */
  }
}
/* Material takes every alternate form of a page for a translation of the site and asks for its sitemap.
   It looks for the one word; with a second one it does not see our feeds and data. */
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("link[rel=alternate]").forEach(function (link) {
    link.rel = "alternate data";
  });
});
