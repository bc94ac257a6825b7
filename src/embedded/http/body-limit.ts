import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.js';
import { Refusal } from './refusal.js';

/** Longest body that is read, in bytes. No request of the API comes near it; a Coder server itself sets no limit. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Refuses longer bodies (413) before it is known who asks, so that nobody can fill the memory. Of a body that tells
 * its length nothing is read; one that does not is read as far as the limit.
 */
export const limitBody = createMiddleware<AppEnv>(async (c, next) => {
  const { method, raw } = c.req;
  if (method !== 'GET' && method !== 'HEAD') {
    // The body itself is not touched here: what has been looked at must be read to its end.
    if (raw.headers.has('transfer-encoding')) await readWithinLimit(c);
    else if (Number(raw.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLong();
  }
  await next();
});

async function readWithinLimit(c: Context<AppEnv>): Promise<void> {
  const { body, headers, method, url } = c.req.raw;
  if (body === null) return;
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > MAX_BODY_BYTES) {
      void discard(reader);
      throw tooLong();
    }
    pieces.push(read.value);
  }
  c.req.raw = new Request(url, { method, headers, body: Buffer.concat(pieces) });
}

/** Reads on, so that the connection can be used again; the server cuts it if this takes long. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client is gone.
  }
}

function tooLong(): Refusal {
  return new Refusal(413, 'The request body is too long.', {
    detail: `At most ${MAX_BODY_BYTES} bytes are read.`,
  });
}
