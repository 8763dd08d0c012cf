// <button data-near form="filters">: asks the phone where it is, only when pressed, and searches from there. The place is
// rounded to about a kilometre before it goes into the address of the list.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-near]");
  if (!button || !navigator.geolocation) return;
  const words = document.querySelector("[data-near-words]");
  words.textContent = button.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const fields = button.form.elements;
      fields.at.value = `${coords.longitude.toFixed(2)},${coords.latitude.toFixed(2)}`;
      for (const box of document.getElementsByName("sort")) box.checked = box.value === "nearest";
      button.form.requestSubmit();
    },
    () => (words.textContent = button.dataset.lost),
    { timeout: 15000, maximumAge: 60000 },
  );
});
