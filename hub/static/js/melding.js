// The one place where scripts speak to a screen reader: it is in every page, empty, from the start.
export function announce(text) {
  const place = document.getElementById("melding");
  if (place) place.textContent = text;
}
