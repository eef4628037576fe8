// The fields of a form as the data of a command: the same that the server makes of the form itself.
import { numbered } from "./writing.js";

const NUMBERS = new Set(["value", "seconds"]);
const FLAGS = new Set(["ready", "delete"]);
const NOT_DATA = new Set(["csrf_token", "once", "epoch", "type", "slot", "base", "ids_there", "values_there"]);

export function idOf() {
  return crypto.randomUUID();
}

export function dataOf(form, type) {
  const fields = new FormData(form);
  if (type === "item.draft" || type === "note.private") return { slot: fields.get("slot"), text: fields.get("text"), ...numbered(form) };
  const data = {};
  if (fields.has("ids_there")) data.ids = fields.getAll("ids");
  if (fields.has("values_there")) data.values = [0, 1, 2, 3].map((n) => number(fields.get(`values-${n}`)));
  for (const [name, value] of fields) {
    if (NOT_DATA.has(name) || name === "ids" || name.startsWith("values-")) continue;
    if (name.startsWith("dots-")) data.dots = { ...data.dots, [name.slice(5)]: number(value) };
    else if (NUMBERS.has(name)) data[name] = number(value);
    else if (FLAGS.has(name)) data[name] = value === "ja";
    else data[name] = value;
  }
  return data;
}

function number(text) {
  return /^[0-9]{1,6}$/.test(text ?? "") ? Number(text) : text;
}
