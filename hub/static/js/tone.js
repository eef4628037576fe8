// One soft tone when it is one's own turn, for who asked for that. Without a sound device, or before the first touch, nothing.
const HERTZ = 440;
const SECONDS = 0.4;
const LOUD = 0.06;

export function turnCame(before, after) {
  if (document.documentElement.dataset.geluid !== "zacht" || !window.AudioContext) return;
  if (before.querySelector(".my-turn") || !after.querySelector(".my-turn")) return;
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const loudness = sound.createGain();
  loudness.gain.setValueAtTime(LOUD, sound.currentTime);
  loudness.gain.linearRampToValueAtTime(0, sound.currentTime + SECONDS);
  tone.frequency.value = HERTZ;
  tone.connect(loudness).connect(sound.destination);
  tone.onended = () => sound.close();
  tone.start();
  tone.stop(sound.currentTime + SECONDS);
}
