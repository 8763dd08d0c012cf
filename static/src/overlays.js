// Confirmations, toasts, menus.

// <button data-confirm="id"> asks the dialog first; yes sends the form with that very button.
// What has to be filled in is asked for before, so that nobody agrees to something that cannot be done yet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  const dialog = button && document.getElementById(button.dataset.confirm);
  if (!dialog?.showModal || button.dataset.agreed) return;
  event.preventDefault();
  if (button.form && !button.form.reportValidity()) return;
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return button.focus();
    button.dataset.agreed = "yes";
    button.click();
    delete button.dataset.agreed;
  }, { once: true });
  dialog.returnValue = "";
  dialog.showModal();
});
document.addEventListener("click", (event) => {
  const answer = event.target.closest("dialog [data-answer]");
  if (answer) answer.closest("dialog").close(answer.dataset.answer);
});

// Toasts: put in again after loading, so that a screen reader says them; gone after six seconds
// unless they hold a link or somebody is reading them.
const CALM = 6000;
for (const toast of document.querySelectorAll(".toasts .toast")) {
  const box = toast.parentElement;
  toast.remove();
  setTimeout(() => box.append(toast), 100);
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  if (toast.querySelector("a")) continue;
  let timer;
  const stay = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), CALM); };
  for (const held of ["pointerenter", "focusin"]) toast.addEventListener(held, stay);
  for (const free of ["pointerleave", "focusout"]) toast.addEventListener(free, go);
  go();
}

// An error summary takes the focus, so that the first thing read is what to mend. Its page is the answer to a form:
// coming back to it, or loading it anew, asks for the page and never whether to send the form once more.
const mend = document.querySelector(".errsum");
if (mend) {
  mend.focus();
  history.replaceState(history.state, "", location.href);
}

// Menus close on Escape and on a click elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
