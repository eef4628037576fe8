// A room that is open: an added line to the server. Every form here also works without it.
import { io } from "socket.io-client";
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";
import { Announcer } from "./announcer.js";
import { follow, keepClock, rememberClock, timeLeft } from "./timer.js";
import { dataOf, idOf } from "./envelope.js";
import { turnCame } from "./tone.js";
import { keepWriting } from "./writing.js";

const RETRY_AFTER = [3000, 6000, 12000];
const AT_ONCE = 150;
const LOST_AFTER = 10000;
const REFUSED_AGAIN = 5000;
const TICKET_GOOD = 45000;

const place = document.getElementById("kamer");
if (place) open(place);

function open(place) {
  const quiet = document.documentElement.dataset.weergave === "prikkelarm";
  const announcer = new Announcer(place.dataset);
  const state = {
    last: Number(part().dataset.lsn), ticket: place.dataset.ticket, number: 0, offset: 0, lostAt: 0, wanted: 0, alarm: 0,
    busy: false, joined: false, missed: new Set(), wasAway: false,
  };
  const line = io({
    auth: (go) => ticket().then((found) => go({ ticket: found })), transports: ["websocket"],
    reconnectionDelay: 500, reconnectionDelayMax: 4000, randomizationFactor: 0.5,
  });

  line.on("connect", () => { cameBack(); hello(); });
  line.on("disconnect", () => { state.lostAt = state.lostAt || Date.now(); setTimeout(sayLost, 1000); });
  line.on("connect_error", () => {
    state.lostAt = state.lostAt || Date.now();
    setTimeout(sayLost, 1000);
    // Refused, which the library takes for the last word: it may have been too busy, or the ticket too old.
    if (!line.active) setTimeout(() => line.connect(), REFUSED_AGAIN);
  });
  line.on("evt", (happened) => {
    if (happened.room !== place.dataset.room || happened.lsn <= state.last) return;
    // A gap means that something was lost on the way: the page that is fetched now has it all.
    state.last = happened.lsn;
    changed();
  });

  place.addEventListener("submit", (happening) => {
    const form = happening.target;
    if (!line.connected || !form.dataset.command) return;
    happening.preventDefault();
    send(form, happening.submitter);
  });
  keepWriting(place, (type, data) => {
    if (line.connected) line.emit("cmd", envelope(type, data, null), (answer) => kept(data, answer));
  });
  wakeAgain();
  follow(place, () => Date.now() + state.offset, announcer);
  rememberClock(place);
  place.addEventListener("click", (happening) => {
    const link = happening.target.closest("#verversen a");
    if (!link) return;
    happening.preventDefault();
    draw(true);
  });

  // The page that was just loaded has a ticket; after a break a new one is fetched with a new page.
  async function ticket() {
    const ours = state.ticket;
    state.ticket = "";
    if (ours && performance.now() < TICKET_GOOD) return ours;
    try {
      const answer = await fetch(place.dataset.page, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("kamer");
      return fresh ? fresh.dataset.ticket : "";
    } catch {
      return "";
    }
  }

  function part() { return place.querySelector(".room-live"); }

  async function hello() {
    if (part().dataset.status === "closed" || part().dataset.status === "stopped") return;
    const asked = Date.now();
    const answer = await emit("hello", { v: 1, room: place.dataset.room, last_lsn: state.last });
    if (!answer.ok) return;
    state.offset = answer.now - (asked + Date.now()) / 2;
    state.wasAway = state.joined;
    if (state.joined || (answer.replay && answer.replay.length) || answer.snapshot) draw(false);
    state.joined = true;
  }

  function emit(name, message) {
    return new Promise((done) => line.emit(name, message, done));
  }

  function envelope(type, data, epoch, ident) {
    state.number += 1;
    return { v: 1, room: place.dataset.room, id: ident || idOf(), cseq: state.number, epoch, type, data };
  }

  async function send(form, button) {
    const type = button && button.name === "type" ? button.value : form.dataset.command;
    const epoch = Number(form.elements.epoch.value);
    const message = envelope(type, dataOf(form, type), Number.isInteger(epoch) ? epoch : null, form.elements.once.value);
    if (button) button.setAttribute("aria-busy", "true");
    const answer = await withPatience(message);
    if (button) button.removeAttribute("aria-busy");
    // No answer at all: the form itself goes, with the same id, so that it happens once.
    if (!answer) { submitPlainly(form, type); return; }
    if (answer.ok) {
      for (const field of form.querySelectorAll("textarea, input[type=text]")) if (type !== "note.private") clear(field);
      form.elements.once.value = idOf();
      if (type === "presence.set" && form.elements.state.value === "offline") { location.assign(place.dataset.page.replace(/kamer$/, "")); return; }
      await draw(true);
      return;
    }
    form.elements.once.value = idOf();
    refused(form, answer.nl);
  }

  async function withPatience(message) {
    for (const wait of RETRY_AFTER) {
      const answer = await Promise.race([emit("cmd", message), new Promise((done) => setTimeout(done, wait, null))]);
      if (answer) return answer;
    }
    return null;
  }

  function submitPlainly(form, type) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "type";
    field.value = type;
    form.append(field);
    form.submit();
  }

  function clear(field) {
    field.value = "";
    delete field.dataset.typed;
  }

  function refused(form, sentence) {
    let line = form.querySelector(".field-error");
    if (!line) {
      line = document.createElement("p");
      line.className = "field-error";
      (form.querySelector(".control, .choices") || form.lastElementChild).before(line);
    }
    line.textContent = sentence;
    announcer.now(sentence);
  }

  function kept(data, answer) {
    if (!answer || !answer.ok) return;
    const form = [...place.querySelectorAll("form[data-slot]")].find((one) => one.dataset.slot === (data.slot || "note"));
    const line = form && form.querySelector("[data-draft-line]");
    if (line) line.textContent = place.dataset.kept;
    if (answer.beside) draw(false);
  }

  function changed() {
    if (quiet) { document.getElementById("verversen").hidden = false; announcer.later(place.dataset.changed); return; }
    clearTimeout(state.wanted);
    state.wanted = setTimeout(draw, AT_ONCE, false);
  }

  // What is being typed, and what has the focus, stays as it is.
  async function draw(sentBy) {
    if (state.busy) { state.again = true; return; }
    state.busy = true;
    try {
      const answer = await fetch(place.dataset.page, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) { location.assign(answer.url); return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("kamer-deel");
      const before = part();
      announcer.compare(before, fresh.querySelector(".room-live"));
      turnCame(before, fresh.querySelector(".room-live"));
      noteMissed(before, fresh, sentBy);
      Idiomorph.morph(document.getElementById("kamer-deel"), fresh, { callbacks: { beforeNodeMorphed: spare } });
      state.last = Math.max(state.last, Number(part().dataset.lsn));
      document.getElementById("verversen").hidden = true;
      timeLeft(place, Date.now() + state.offset);
      keepClock(place);
      wakeAgain();
      markMissed();
      // The button that was pressed is gone: the heading of what comes now has the focus.
      if (sentBy && !place.contains(document.activeElement)) document.getElementById("nu").focus();
    } catch {
      sayLost();
    } finally {
      state.busy = false;
      if (state.again) { state.again = false; changed(); }
    }
  }

  // What came while the line was gone is marked, until its reader does something themselves.
  function noteMissed(before, fresh, sentBy) {
    if (sentBy) state.missed.clear();
    if (!state.wasAway) return;
    state.wasAway = false;
    const known = new Set([...before.querySelectorAll("[data-by]")].map((one) => one.id));
    for (const one of fresh.querySelectorAll("[data-by]:not([data-mine])")) if (!known.has(one.id)) state.missed.add(one.id);
  }

  function markMissed() {
    for (const id of state.missed) {
      const who = document.getElementById(id)?.querySelector(".who");
      if (!who || who.querySelector(".missed")) continue;
      const mark = document.createElement("span");
      mark.className = "missed quiet";
      mark.textContent = `, ${place.dataset.missed}`;
      who.append(mark);
    }
  }

  // Some things become possible when time passes, and nobody says so: the page says when to look again.
  function wakeAgain() {
    clearTimeout(state.alarm);
    const moment = Number(part().dataset.again);
    if (moment) state.alarm = setTimeout(changed, Math.max(AT_ONCE, moment - Date.now() - state.offset + AT_ONCE));
  }

  function spare(old, fresh) {
    if (old.nodeType !== 1) return true;
    if (old.tagName === "DETAILS") fresh.toggleAttribute("open", old.open);
    // A field that is being typed in, or that has the focus, is never touched.
    if (old.name === "base" && isTypedIn(old.form)) return false;
    if (old.dataset.typed || (old === document.activeElement && old.matches("textarea, input[type=text], select"))) return false;
    if ((old.type === "radio" || old.type === "checkbox") && old.checked !== old.defaultChecked) return false;
    return !(old.dataset && "draftLine" in old.dataset);
  }

  function isTypedIn(form) {
    return !!form.querySelector("[data-typed]") || (form.contains(document.activeElement) && document.activeElement.matches("textarea, input[type=text]"));
  }

  function sayLost() {
    const said = document.getElementById("lijn");
    if (line.connected || !state.lostAt) return;
    said.hidden = false;
    said.textContent = place.dataset.lost.replace("{time}", clock(state.lostAt));
    if (Date.now() - state.lostAt >= LOST_AFTER && !state.saidLost) { state.saidLost = true; announcer.now(said.textContent); }
    else setTimeout(sayLost, LOST_AFTER);
  }

  function cameBack() {
    const said = document.getElementById("lijn");
    if (state.lostAt && !said.hidden) { said.textContent = place.dataset.back; announcer.later(said.textContent); setTimeout(() => { said.hidden = true; }, 8000); }
    state.lostAt = 0;
    state.saidLost = false;
  }

  function clock(moment) {
    return new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  }
}
