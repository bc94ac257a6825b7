import { readFileSync } from 'node:fs';
import { type RecordedStorm, recordedStorm } from '../../../src/plan/index.js';

const folder = new URL('../../fixtures/storms/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

/** The storms that were recorded on a real server. */
export function recordedStorms(): readonly RecordedStorm[] {
  const settings: unknown = JSON.parse(read('settings.json'));
  return ['s1', 's2', 's5'].map((name) => recordedStorm(name, settings, read(`${name}.csv`)));
}
