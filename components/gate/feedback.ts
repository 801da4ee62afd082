/** What can be heard and felt, each in its own way, so that nobody has to look. */
export type Signal = "ready" | "admitted" | "checked-out" | "look-again" | "refused" | "no-answer";

type Note = { hertz: number; startsAt: number; lasts: number };
type Feeling = { notes: Note[]; wave: OscillatorType; vibration: number[] };

/** Seconds for the notes, milliseconds for the vibrations. */
const FEELINGS: Record<Signal, Feeling> = {
  ready: { wave: "sine", notes: [{ hertz: 1_050, startsAt: 0, lasts: 0.06 }], vibration: [30] },
  admitted: {
    wave: "sine",
    notes: [
      { hertz: 784, startsAt: 0, lasts: 0.12 },
      { hertz: 1_175, startsAt: 0.12, lasts: 0.22 },
    ],
    vibration: [80, 50, 80],
  },
  "checked-out": {
    wave: "sine",
    notes: [
      { hertz: 1_175, startsAt: 0, lasts: 0.12 },
      { hertz: 784, startsAt: 0.12, lasts: 0.22 },
    ],
    vibration: [80],
  },
  "look-again": {
    wave: "triangle",
    notes: [
      { hertz: 466, startsAt: 0, lasts: 0.16 },
      { hertz: 466, startsAt: 0.24, lasts: 0.16 },
    ],
    vibration: [160, 90, 160],
  },
  refused: { wave: "sawtooth", notes: [{ hertz: 165, startsAt: 0, lasts: 0.55 }], vibration: [450] },
  "no-answer": { wave: "triangle", notes: [{ hertz: 330, startsAt: 0, lasts: 0.09 }], vibration: [40] },
};

const VOLUME = 0.35;
/** Seconds of rise and fall, so that a note does not click. */
const EDGE = 0.012;

let context: AudioContext | null = null;

/** Makes sound possible. Browsers allow it only from within a tap, hence at "Start". */
export function unlockSound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume().catch(() => {});
}

function play(audio: AudioContext, wave: OscillatorType, { hertz, startsAt, lasts }: Note): void {
  const start = audio.currentTime + startsAt;
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(VOLUME, start + EDGE);
  volume.gain.setValueAtTime(VOLUME, start + lasts - EDGE);
  volume.gain.linearRampToValueAtTime(0, start + lasts);
  const oscillator = audio.createOscillator();
  oscillator.type = wave;
  oscillator.frequency.value = hertz;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + lasts);
}

/** Sounds and vibrates, where the device can. */
export function giveSignal(signal: Signal): void {
  const { notes, wave, vibration } = FEELINGS[signal];
  navigator.vibrate?.(vibration);
  if (context === null) return;
  // A call or the lock screen suspends it.
  if (context.state !== "running") void context.resume().catch(() => {});
  for (const note of notes) play(context, wave, note);
}
