// Whoever signs out leaves no list of names on the phone.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget]")) window.caches?.delete("field-roll");
});
