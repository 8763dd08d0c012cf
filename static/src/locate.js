// <button data-locate>: asks the phone where it is, only when pressed, and puts it into the fields of its form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  const say = (words) => (button.form.querySelector("[data-located]").textContent = words);
  say(button.dataset.asking);
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      for (const name of ["longitude", "latitude", "accuracy"]) button.form.elements[name].value = coords[name];
      say(button.dataset.found.replace("{n}", Math.round(coords.accuracy)));
    },
    () => say(button.dataset.lost),
    { timeout: 15000, maximumAge: 60000 },
  );
});
