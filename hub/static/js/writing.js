// What is typed in a room is kept on the server: after a moment of rest, and when the field is left.
const REST = 1500;

export function keepWriting(place, keep) {
  const resting = new Map();
  const save = (field) => {
    clearTimeout(resting.get(field));
    const slot = field.form && field.form.dataset.slot;
    if (!slot || field.value === (field.dataset.kept ?? field.defaultValue)) return;
    field.dataset.kept = field.value;
    keep(slot === "note" ? "note.private" : "item.draft", { slot, text: field.value, ...numbered(field.form) });
  };
  place.addEventListener("input", (happening) => {
    const field = happening.target;
    if (!field.matches("textarea, input[type=text]")) return;
    field.dataset.typed = "1";
    clearTimeout(resting.get(field));
    resting.set(field, setTimeout(save, REST, field));
  });
  place.addEventListener("focusout", (happening) => {
    if (happening.target.matches("textarea, input[type=text]")) save(happening.target);
  });
}

// The number of this text, and of the one that this page knew before it: what a second window wrote meanwhile is not lost.
export function numbered(form) {
  const known = form.elements.base;
  const base = Number(known.value) || 0;
  const rev = Math.max(Date.now(), base + 1);
  known.value = String(rev);
  return { rev, base };
}
