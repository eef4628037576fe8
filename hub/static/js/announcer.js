// The one voice of a room for who cannot see it: what came is joined, at most once in five seconds, never while typing.
import { announce } from "./melding.js";

const WAIT = 2000;
const AT_MOST_EVERY = 5000;
const TYPING = 1500;

export class Announcer {
  constructor(words) {
    this.words = words;
    this.sentences = [];
    this.names = [];
    this.spokenAt = 0;
    this.typedAt = 0;
    addEventListener("input", () => { this.typedAt = Date.now(); }, true);
  }

  // At once: something the listener did was refused, or the line is gone.
  now(sentence) {
    announce(sentence);
    this.spokenAt = Date.now();
  }

  later(sentence) {
    if (sentence && !this.sentences.includes(sentence)) this.sentences.push(sentence);
    this.plan();
  }

  // What is new between two drawings of the room: the step, whose turn, and how much was written by whom.
  compare(before, after) {
    if (before.dataset.said !== after.dataset.said) this.sentences = [after.dataset.said];
    const known = new Set([...before.querySelectorAll("[data-by]")].map((one) => one.id));
    const fresh = [...after.querySelectorAll("[data-by]")].filter((one) => !known.has(one.id) && !one.dataset.mine);
    this.names.push(...fresh.map((one) => one.dataset.by));
    if (this.names.length || this.sentences.length) this.plan();
  }

  plan() {
    if (this.waiting) return;
    const rest = Math.max(WAIT, this.spokenAt + AT_MOST_EVERY - Date.now());
    this.waiting = setTimeout(() => { this.waiting = 0; this.speak(); }, rest);
  }

  speak() {
    if (Date.now() - this.typedAt < TYPING) { this.plan(); return; }
    const sentences = [...this.sentences, ...this.counted()];
    this.sentences = [];
    this.names = [];
    if (!sentences.length) return;
    announce(sentences.join(" "));
    this.spokenAt = Date.now();
  }

  counted() {
    if (!this.names.length) return [];
    const names = [...new Set(this.names)];
    const who = names.length > 1 ? `${names.slice(0, -1).join(", ")} ${this.words.and} ${names.at(-1)}` : names[0];
    const pattern = this.names.length > 1 ? this.words.more : this.words.one;
    return [pattern.replace("{n}", String(this.names.length)).replace("{names}", who)];
  }
}
