import { OUTCOME_KINDS, RUN_STAGES } from '../storm/index.js';
import { type JournalRecord, NOTICE_CODES } from './record.js';

type Guard<V> = (value: unknown) => value is V;
type Fields<R> = { readonly [F in Exclude<keyof R, 'type'>]: Guard<R[F]> };
type RecordType = JournalRecord['type'];

const text: Guard<string> = (value) => typeof value === 'string';
const index: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function oneOf<const V extends string>(values: readonly V[]): Guard<V> {
  return (value): value is V => values.some((known) => known === value);
}

/** The fields of each record: what is written, and what is accepted when read. */
const FIELDS: { readonly [T in RecordType]: Fields<Extract<JournalRecord, { type: T }>> } = {
  user_intent: { index, username: text },
  user_created: { index, userId: text, username: text },
  workspace_intent: { index, ownerId: text, workspaceName: text },
  workspace_created: { index, workspaceId: text, workspaceName: text },
  schedule_intent: { index, workspaceId: text, schedule: text },
  schedule_cleared: { index, workspaceId: text },
  workspace_deleted: { index, workspaceId: text },
  user_deleted: { index, userId: text },
  stage: { stage: oneOf(RUN_STAGES) },
  outcome: { index, kind: oneOf(OUTCOME_KINDS) },
  notice: { code: oneOf(NOTICE_CODES) },
  closed: { status: oneOf(['clean', 'open']) },
};

interface WireField {
  readonly name: string;
  readonly wireName: string;
  readonly accepts: (value: unknown) => boolean;
}

const WIRE_FIELDS: ReadonlyMap<string, readonly WireField[]> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [
    type,
    Object.entries(fields).map(([name, accepts]) => ({ name, wireName: snakeCase(name), accepts })),
  ]),
);

/** The record's own fields in their written names, and nothing else that the object may carry. */
export function toWire(record: JournalRecord): Record<string, unknown> {
  const wire: Record<string, unknown> = { type: record.type };
  const given = new Map<string, unknown>(Object.entries(record));
  for (const field of WIRE_FIELDS.get(record.type) ?? []) wire[field.wireName] = given.get(field.name);
  return wire;
}

/** The record that a line holds; `null` when this version does not know it. */
export function fromWire(wire: Readonly<Record<string, unknown>>): JournalRecord | null {
  const type = wire['type'];
  const fields = typeof type === 'string' ? WIRE_FIELDS.get(type) : undefined;
  if (fields === undefined) return null;
  const record: Record<string, unknown> = { type };
  for (const field of fields) {
    const value = wire[field.wireName];
    if (!field.accepts(value)) return null;
    record[field.name] = value;
  }
  return record as JournalRecord;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
