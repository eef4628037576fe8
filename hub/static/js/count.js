// How much room is left: seen while typing, spoken only when typing stops.
import { announce } from "./melding.js";

const REST = 1500;

export function countText() {
  for (const line of document.querySelectorAll("[data-count]")) {
    const field = document.getElementById(line.dataset.count);
    if (field) follow(field, line);
  }
}

function follow(field, line) {
  const most = Number(line.dataset.most);
  let resting;
  const sentence = () => {
    // An emoji counts as one and blanks at the ends do not count: as the server counts.
    const left = most - [...field.value.trim()].length;
    return left < 0
      ? line.dataset.over.replace("{n}", String(-left))
      : line.dataset.left.replace("{n}", String(left));
  };
  const show = () => { line.textContent = sentence(); };
  field.addEventListener("input", () => {
    show();
    clearTimeout(resting);
    resting = setTimeout(() => announce(sentence()), REST);
  });
  if (field.value) show();
}
