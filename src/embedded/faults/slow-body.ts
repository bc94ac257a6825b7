import { type Clock, sleep } from '../../time/index.js';

/** Pieces in which a slow body comes, in real time. */
const PIECE_MS = 100;

/**
 * A body that trickles.
 * @param ending - When aborted, the rest comes at once.
 */
export function slowBody(
  body: ReadableStream<Uint8Array>,
  bytesPerSecond: number,
  realClock: Clock,
  ending: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const gone = new AbortController();
  const hurry = AbortSignal.any([ending, gone.signal]);
  const pieceLength = Math.max(1, Math.floor((bytesPerSecond * PIECE_MS) / 1000));
  let rest = new Uint8Array();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (rest.length === 0) {
          const read = await reader.read();
          if (read.done) {
            controller.close();
            return;
          }
          rest = new Uint8Array(read.value);
        }
        const piece = hurry.aborted ? rest : rest.subarray(0, pieceLength);
        rest = rest.subarray(piece.length);
        if (!hurry.aborted) await pause(realClock, (piece.length / bytesPerSecond) * 1000, hurry);
        if (!gone.signal.aborted) controller.enqueue(piece);
      },
      async cancel(reason) {
        gone.abort();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

async function pause(clock: Clock, ms: number, hurry: AbortSignal): Promise<void> {
  try {
    await sleep(clock, ms, hurry);
  } catch {
    // Hurried: what is left comes now.
  }
}
