import { formatDurationMs } from '../../time/index.js';

/** How a text is meant; renderers without color ignore it. */
export type Tone = 'plain' | 'good' | 'bad' | 'quiet';

export interface Note {
  readonly text: string;
  readonly tone: Tone;
}

/** Texts that are all meant in the same way. */
export function notes(texts: readonly string[], tone: Tone): Note[] {
  return texts.map((text) => ({ text, tone }));
}

/** Whole seconds, as Go writes them: `1m24s`. */
export function duration(ms: number): string {
  return formatDurationMs(Math.round(ms / 1_000) * 1_000);
}
