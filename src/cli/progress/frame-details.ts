import type { Detail, Note } from '../../live/index.js';
import { bar } from './bar.js';

const LABEL_WIDTH = 11;
const BAR_WIDTH = 24;
const BLOCKS = '▁▂▃▄▅▆▇█';
const ASCII_BLOCKS = '_.:-=+*#';

/** One detail as a line of a frame. */
export function detailSpans(detail: Detail, width: number, unicode: boolean): Note[] {
  switch (detail.kind) {
    case 'state': {
      const { label, count, total } = detail;
      const room = Math.max(0, Math.min(BAR_WIDTH, width - LABEL_WIDTH - 12));
      const drawn = bar(count, total, room, unicode);
      return [{ text: `  ${label.padEnd(LABEL_WIDTH)}${drawn} ${count}`, tone: 'quiet' }];
    }
    case 'completions': {
      const line = sparkline(detail.counts, unicode);
      const notes = detail.notes.map((note) => ({ ...note, text: `  ${note.text}` }));
      return [
        { text: `  ${'ends'.padEnd(LABEL_WIDTH)}`, tone: 'plain' },
        { text: line, tone: 'good' },
        ...notes,
      ];
    }
    case 'stages':
      return detail.stages.flatMap(({ text, state }, place): Note[] => [
        { text: place === 0 ? '  ' : unicode ? ' › ' : ' > ', tone: 'quiet' },
        { text, tone: state === 'past' ? 'good' : state === 'present' ? 'plain' : 'quiet' },
      ]);
    default:
      return detail satisfies never;
  }
}

/** One character for each count, the higher the more; a space for none. */
export function sparkline(counts: readonly number[], unicode: boolean): string {
  const blocks = unicode ? BLOCKS : ASCII_BLOCKS;
  const most = Math.max(0, ...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : blocks.charAt(Math.ceil((count / most) * blocks.length) - 1)))
    .join('');
}
