import { z } from 'zod';
import { seal, unseal } from '../../journal/index.js';
import { ExplainedError } from '../../storm/index.js';
import type { SavedRun } from './saved-run.js';
import { savedRunSchema } from './saved-run-schema.js';

/** A run's results could not be read. The message names the file. */
export class SavedRunError extends ExplainedError {
  readonly code = 'result';
}

const FORMAT = 'nineam-result';
/** Raised when a field changes its meaning, comes or goes. */
const VERSION = 1;
/** Faults of one file that are named. */
const FAULTS_NAMED = 3;

/** A run as its file holds it: one line of JSON, sealed as a journal's lines are. */
export function encodeSavedRun(saved: SavedRun): string {
  return seal({ format: FORMAT, version: VERSION, ...fields(z.encode(savedRunSchema, saved)) });
}

/**
 * What {@link encodeSavedRun} wrote.
 *
 * | the file | refused as |
 * |---|---|
 * | does not end as one that was written to its end | torn |
 * | holds other bytes than were written | edited, or damaged |
 * | is whole, and of something else | no result |
 * | is whole, and of another version | of another version |
 *
 * @param path - For messages.
 * @throws SavedRunError as in the table.
 */
export function decodeSavedRun(bytes: Buffer, path: string): SavedRun {
  const { format, version, ...saved } = unsealed(bytes, path);
  if (format !== FORMAT) throw new SavedRunError(`${path} is whole, but no result of a run`, { hint: WHICH });
  if (version !== VERSION) {
    throw new SavedRunError(
      `${path} is of version ${typeof version === 'number' ? version : 'unknown'}, and this nineam reads version ${VERSION}`,
      { hint: 'read it with the version of nineam that wrote it' },
    );
  }
  const parsed = z.safeDecode(savedRunSchema, saved as z.input<typeof savedRunSchema>);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues
    .slice(0, FAULTS_NAMED)
    .map(({ path: at }) => at.join('.') || 'the whole');
  throw new SavedRunError(`${path} is not what nineam writes (${places.join(', ')})`, {
    hint: 'use a file that nineam wrote, as it is',
  });
}

const WHICH = 'name a run, or the result.json in its folder';

function unsealed(bytes: Buffer, path: string): Readonly<Record<string, unknown>> {
  if (bytes.at(-1) !== 0x0a) {
    throw new SavedRunError(`${path} is torn: its end is missing`, {
      hint: 'copy it again from the machine that ran it; a run that was killed while it wrote has none',
    });
  }
  const whole = unseal(bytes.subarray(0, -1));
  if (whole.ok) return whole.value;
  throw new SavedRunError(`${path} was edited or damaged: its checksum does not match`, {
    hint: 'figures that were changed are not reported; use the file as nineam wrote it',
  });
}

function fields(encoded: unknown): Readonly<Record<string, unknown>> {
  return encoded as Readonly<Record<string, unknown>>;
}
