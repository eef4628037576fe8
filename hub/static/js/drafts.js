// Keeps what is typed on the server: after three seconds of rest, and when a field is left.
import { announce } from "./melding.js";

const REST = 3000;
const SPEAK_AT_MOST_EVERY = 60000;
const NEVER_SENT = new Set(["password", "file", "hidden"]);

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-concept]")) watch(form);
}

function watch(form) {
  const line = form.querySelector("[data-draft-line]");
  let resting;
  let kept = serialised(form);
  let busy = Promise.resolve();
  let spoken = -SPEAK_AT_MOST_EVERY;
  let submitting = false;

  const save = () => {
    clearTimeout(resting);
    busy = busy.then(async () => {
      const typed = serialised(form);
      if (submitting || typed === kept || isBlank(typed)) return;
      const answer = await send(form, typed);
      if (answer === null) {
        say(form.dataset.conceptFailed);
        return;
      }
      kept = typed;
      say(answer);
    });
  };
  const say = (text) => {
    if (!line) return;
    line.textContent = text;
    const now = performance.now();
    if (now - spoken < SPEAK_AT_MOST_EVERY) return;
    spoken = now;
    announce(text);
  };

  form.addEventListener("input", () => {
    clearTimeout(resting);
    resting = setTimeout(save, REST);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    submitting = true;
    clearTimeout(resting);
  });
  // Back from the next page through the browser's memory: keep drafts again.
  addEventListener("pageshow", () => { submitting = false; });
}

function serialised(form) {
  const typed = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name || field.disabled || NEVER_SENT.has(field.type)) continue;
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    if (field.tagName === "BUTTON" || field.tagName === "FIELDSET" || field.type === "submit") continue;
    if (field.tagName === "SELECT" && field.multiple) {
      for (const option of field.selectedOptions) typed.append(field.name, option.value);
      continue;
    }
    typed.append(field.name, field.value);
  }
  return typed.toString();
}

function isBlank(typed) {
  return [...new URLSearchParams(typed).values()].every((text) => !text.trim());
}

async function send(form, typed) {
  const body = new URLSearchParams(typed);
  body.set("_path", form.dataset.concept);
  const token = form.elements.namedItem("csrf_token");
  try {
    const answer = await fetch("/concept", {
      method: "POST",
      headers: { "X-CSRFToken": token ? token.value : "" },
      body,
      credentials: "same-origin",
      keepalive: true,
      redirect: "error",
    });
    return answer.ok ? (await answer.json()).status : null;
  } catch {
    return null;
  }
}
