import { systemCode } from '../storm/index.js';
import { readError } from './journal-error.js';
import { type JournalFs, nodeJournalFs } from './journal-fs.js';
import type { ClosingStatus, JournalRecord } from './record.js';
import { fromWire } from './record-codec.js';
import { eventsPath, headPath } from './run-folder.js';
import { decodeHead, type RunHead } from './run-head.js';
import { unseal } from './sealed-line.js';

/** A record with its place in the journal. */
export type JournalEntry = JournalRecord & {
  /** Counts from 1, without gaps. */
  readonly sequence: number;
  /** When it was recorded, milliseconds since the epoch on the writing machine's clock. */
  readonly atMs: number;
};

/**
 * A line of the journal that is not what was written, or does not follow the one before.
 *
 * | reason | what it means |
 * |---|---|
 * | `checksum` | bytes changed on the disk, or two writers at once |
 * | `not_json` | whole, but not written by nineam |
 * | `unknown_record` | whole, but of a kind that this version does not know |
 * | `sequence` | lines before it are missing, or repeated; the record itself is good and was kept |
 */
export interface JournalDamage {
  /** Line of `events.ndjson`, from 1. */
  readonly line: number;
  readonly reason: 'checksum' | 'not_json' | 'unknown_record' | 'sequence';
}

/** Everything that a run's folder says. */
export interface Journal {
  readonly folder: string;
  readonly head: RunHead;
  /** All whole records, in order; damaged lines are left out and listed in `damage`. */
  readonly records: readonly JournalEntry[];
  /** Whether an unfinished line at the end was cut off: the writer was killed while it wrote. */
  readonly tornTail: boolean;
  readonly damage: readonly JournalDamage[];
  /** How the last writer closed it; `null` when it did not, or something follows. */
  readonly closed: ClosingStatus | null;
}

/** What the bytes of `events.ndjson` say, with where and how to append to them. */
export interface ScannedEvents extends Pick<Journal, 'records' | 'tornTail' | 'damage' | 'closed'> {
  /** Bytes up to the end of the last finished line. */
  readonly length: number;
  readonly nextSequence: number;
}

/**
 * @param folder - The run's folder.
 * @throws JournalError when the folder cannot be read, or its head is damaged. Damage behind the head is reported.
 */
export async function readJournal(folder: string, fs: JournalFs = nodeJournalFs): Promise<Journal> {
  const head = await readHead(folder, fs);
  const { records, tornTail, damage, closed } = scanEvents(await readEvents(folder, fs));
  return { folder, head, records, tornTail, damage, closed };
}

/** @throws JournalError when the head cannot be read, or is damaged. */
export async function readHead(folder: string, fs: JournalFs): Promise<RunHead> {
  const path = headPath(folder);
  return decodeHead(await readOr(path, fs, undefined), path);
}

/** The bytes of `events.ndjson`; none where the run was killed before it had made that file. */
export function readEvents(folder: string, fs: JournalFs): Promise<Buffer> {
  return readOr(eventsPath(folder), fs, Buffer.alloc(0));
}

/** Reads as far as bytes go: any prefix of a journal gives a prefix of its records. */
export function scanEvents(bytes: Buffer): ScannedEvents {
  const records: JournalEntry[] = [];
  const damage: JournalDamage[] = [];
  let nextSequence = 1;
  let length = 0;
  for (let line = 1, end = bytes.indexOf(0x0a); end !== -1; line += 1, end = bytes.indexOf(0x0a, length)) {
    const read = readLine(bytes.subarray(length, end));
    length = end + 1;
    if (read.entry === null) {
      damage.push({ line, reason: read.reason });
      nextSequence += 1;
      continue;
    }
    if (read.entry.sequence !== nextSequence) damage.push({ line, reason: 'sequence' });
    nextSequence = read.entry.sequence + 1;
    records.push(read.entry);
  }
  const tornTail = length < bytes.length;
  const last = records.at(-1);
  const ended = !tornTail && last?.sequence === nextSequence - 1 && last.type === 'closed';
  return { records, damage, tornTail, closed: ended ? last.status : null, length, nextSequence };
}

/**
 * How the last writer closed a run, by the last line of its events alone: as {@link readJournal} says it, but without
 * decoding all records, of which a large run has tens of thousands. `null` also where they cannot be read.
 */
export async function readClosing(
  folder: string,
  fs: JournalFs = nodeJournalFs,
): Promise<ClosingStatus | null> {
  const bytes = await readEvents(folder, fs).catch(() => Buffer.alloc(0));
  const end = bytes.length - 1;
  if (bytes[end] !== 0x0a) return null;
  const { entry } = readLine(bytes.subarray(bytes.lastIndexOf(0x0a, end - 1) + 1, end));
  return entry?.type === 'closed' ? entry.status : null;
}

type ReadLine =
  | { readonly entry: JournalEntry }
  | { readonly entry: null; readonly reason: JournalDamage['reason'] };

function readLine(line: Buffer): ReadLine {
  const whole = unseal(line);
  if (!whole.ok) return { entry: null, reason: whole.reason };
  const { sequence, at_ms: atMs } = whole.value;
  const record = fromWire(whole.value);
  if (record === null || typeof sequence !== 'number' || !isTime(atMs)) {
    return { entry: null, reason: 'unknown_record' };
  }
  return { entry: { ...record, sequence, atMs } };
}

/** A number that a date can have. */
function isTime(ms: unknown): ms is number {
  return typeof ms === 'number' && !Number.isNaN(new Date(ms).getTime());
}

async function readOr(path: string, fs: JournalFs, missing: Buffer | undefined): Promise<Buffer> {
  try {
    return await fs.readFile(path);
  } catch (cause) {
    if (missing !== undefined && systemCode(cause) === 'ENOENT') return missing;
    throw readError(path, cause);
  }
}
