import { styleText } from 'node:util';
import { type Meter, type Note, onOneLine, type ProgressReport, type Tone } from '../../live/index.js';
import { bar } from './bar.js';
import { detailSpans } from './frame-details.js';

/** How a frame may look. */
export interface FrameStyle {
  readonly color: boolean;
  /** Whether block characters may be used for bars. */
  readonly unicode: boolean;
  /** Words at the end of the first line, such as how fast time runs; empty for none. */
  readonly suffix: string;
}

/** A line of a frame, with its length as the terminal counts it. */
export interface FrameLine {
  readonly text: string;
  readonly length: number;
}

const LABEL_WIDTH = 11;
const WIDEST_BAR = 24;
const NARROWEST_BAR = 6;
const STYLES = { good: 'green', bad: 'red', quiet: 'dim' } as const;

/** The lines of a frame, none longer than `width`: what does not fit is cut at the end, bars shrink first. */
export function frameLines(report: ProgressReport, width: number, style: FrameStyle): FrameLine[] {
  const suffix: Note[] = style.suffix === '' ? [] : [{ text: `  ${style.suffix}`, tone: 'quiet' }];
  return [
    [{ text: report.title, tone: 'plain' } as const, ...suffix],
    ...report.meters.map((meter) => meterSpans(meter, width, style.unicode)),
    ...report.remarks.map((remark) => [{ ...remark, text: `  ${remark.text}` }]),
    ...report.details.map((detail) => detailSpans(detail, width, style.unicode)),
  ].map((spans) => cut(spans, width, style.color));
}

function meterSpans(meter: Meter, width: number, unicode: boolean): Note[] {
  const total = String(meter.total);
  const figures = ` ${String(meter.done).padStart(total.length)}/${total}`;
  const label = `  ${meter.label.padEnd(LABEL_WIDTH)}`;
  const room = Math.floor((width - label.length - figures.length) / 2);
  return [
    { text: label, tone: 'plain' },
    {
      text: room < NARROWEST_BAR ? '' : bar(meter.done, meter.total, Math.min(WIDEST_BAR, room), unicode),
      tone: 'plain',
    },
    { text: figures, tone: 'plain' },
    ...meter.notes.map((note) => ({ ...note, text: `  ${note.text}` })),
  ];
}

function cut(spans: readonly Note[], width: number, color: boolean): FrameLine {
  let text = '';
  let length = 0;
  for (const span of spans) {
    const characters = [...span.text].slice(0, width - length);
    text += paint(characters.join(''), span.tone, color);
    length += characters.length;
  }
  return { text, length };
}

function paint(text: string, tone: Tone, color: boolean): string {
  if (!color || tone === 'plain' || text === '') return text;
  // Whether the stream takes color has been decided by whoever made it.
  return styleText(STYLES[tone], text, { validateStream: false });
}

/** A remark that stays on the screen, in its color. */
export function permanentLine(text: string, tone: Tone, color: boolean): string {
  return paint(onOneLine(text), tone, color);
}
