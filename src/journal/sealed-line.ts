import { crc32 } from 'node:zlib';

const OPENING = ',"crc":"';
const CLOSING = '"}';
const SUM_LENGTH = 8;
const SEAL_LENGTH = OPENING.length + SUM_LENGTH + CLOSING.length;

/** A line read back: its fields, or that its bytes are not those that were written. */
export type Unsealed =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: 'checksum' | 'not_json' };

/**
 * One line of JSON, line end included, whose last field `crc` is the CRC-32 of all bytes before that field. The line
 * stays JSON, so any tool that reads NDJSON reads it.
 * @param fields - At least one field; none named `crc`.
 */
export function seal(fields: Readonly<Record<string, unknown>>): string {
  const body = JSON.stringify(fields).slice(0, -1);
  return `${body}${OPENING}${hex(crc32(body))}${CLOSING}\n`;
}

/** @param line - The line's bytes, without the line end. */
export function unseal(line: Buffer): Unsealed {
  const bodyLength = line.length - SEAL_LENGTH;
  if (bodyLength < 1) return { ok: false, reason: 'checksum' };
  const body = line.subarray(0, bodyLength);
  if (line.toString('latin1', bodyLength) !== `${OPENING}${hex(crc32(body))}${CLOSING}`) {
    return { ok: false, reason: 'checksum' };
  }
  try {
    const value: unknown = JSON.parse(`${body.toString('utf8')}}`);
    if (isRecord(value)) return { ok: true, value };
  } catch {
    // A matching sum over text that is no JSON: written by something else.
  }
  return { ok: false, reason: 'not_json' };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hex(sum: number): string {
  return sum.toString(16).padStart(SUM_LENGTH, '0');
}
