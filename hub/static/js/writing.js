// What is typed in a room is kept on the server: after a moment of rest, and when the field is left.
const REST = 1500;

export function keepWriting(place, keep) {
  const resting = new Map();
  const save = (field) => {
    clearTimeout(resting.get(field));
    const slot = field.form && field.form.dataset.slot;
    if (!slot || field.value === (field.dataset.kept ?? field.defaultValue)) return;
    field.dataset.kept = field.value;
    if (slot === "note") keep("note.private", { text: field.value, rev: Date.now() });
    else keep("item.draft", { slot, text: field.value, rev: Date.now() });
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
