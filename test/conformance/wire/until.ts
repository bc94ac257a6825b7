import { setTimeout as pause } from 'node:timers/promises';

/** Real time that anything waited for may take: builds of somebody else's deployment are real ones. */
export const PATIENCE_MS = process.env['NINEAM_CONFORMANCE_URL'] === undefined ? 25_000 : 600_000;
const PAUSE_MS = 15;

/** Asks again and again until there is something. @throws Error that names `what` when it takes too long. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(`waited ${patienceMs} ms for ${what}`);
    await pause(PAUSE_MS);
  }
}
