// A button beside a link that people take elsewhere; only shown where it works.
import { announce } from "./melding.js";

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const line = button.parentElement.querySelector("[data-copied]");
  let said = button.dataset.done;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    said = button.dataset.failed;
  }
  line.textContent = said;
  announce(said);
}
