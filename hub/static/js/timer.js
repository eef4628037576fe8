// Time as a help: whole minutes in words. Spoken at half, five minutes, one minute and the end; nothing happens at zero.
const LOOK_EVERY = 5000;

export function follow(place, now, announcer) {
  const said = new Set();
  setInterval(() => {
    const timer = timeLeft(place, now());
    if (!timer) return;
    const left = Number(timer.dataset.deadline) - now();
    const marks = [["half", Number(timer.dataset.whole) * 500], ["five", 300000], ["one", 60000], ["end", 0]];
    for (const [name, mark] of marks) {
      const key = `${timer.dataset.deadline}:${name}`;
      if (left > mark || left < mark - 2 * LOOK_EVERY || said.has(key)) continue;
      said.add(key);
      announcer.later(timer.textContent);
    }
  }, LOOK_EVERY);
}

// Write how long there is; gives the timer, if there is one that runs.
export function timeLeft(place, now) {
  const timer = place.querySelector(".timer[data-deadline]");
  if (!timer) return null;
  const minutes = Math.ceil((Number(timer.dataset.deadline) - now) / 60000);
  const text = minutes > 1 ? place.dataset.minutes.replace("{n}", String(minutes)) : minutes === 1 ? place.dataset.minute : place.dataset.over;
  if (timer.textContent !== text) timer.textContent = text;
  return timer;
}

// Who rather sees no clock folds it away; this browser remembers that.
export function rememberClock(place) {
  place.addEventListener("click", (happening) => {
    const clock = happening.target.closest("#klok summary")?.parentElement;
    if (clock) localStorage.setItem("klok", clock.open ? "dicht" : "open");
  });
  keepClock(place);
}

export function keepClock(place) {
  const clock = place.querySelector("#klok");
  if (clock && localStorage.getItem("klok") === "dicht") clock.open = false;
}
