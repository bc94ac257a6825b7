/** Where a run writes what it does, for the person who has to find out why it failed. */
export interface RunLog {
  /** Adds one line; line ends within it are kept. Never give it a token or a password. */
  write(line: string): void;
  /** Everything kept so far, one line each. */
  readonly text: string;
}

const DEFAULT_LIMIT_BYTES = 64 * 1024;

/** Keeps the last lines up to a limit, and says in a first line how much it cut. */
export class BoundedRunLog implements RunLog {
  readonly #limitBytes: number;
  readonly #lines: string[] = [];
  #keptBytes = 0;
  #cutBytes = 0;

  /** @param limitBytes - How many bytes of UTF-8 are kept, line ends included; 64 KiB by default. */
  constructor(limitBytes = DEFAULT_LIMIT_BYTES) {
    if (!Number.isInteger(limitBytes) || limitBytes < 1) {
      throw new RangeError(`the limit of a log is a whole number of bytes from 1, not ${limitBytes}`);
    }
    this.#limitBytes = limitBytes;
  }

  write(line: string): void {
    const kept = this.#tail(line);
    const isCut = kept !== line;
    this.#lines.push(kept);
    this.#keptBytes += sizeOf(kept);
    this.#cutBytes += sizeOf(line) - sizeOf(kept);
    while (this.#keptBytes > this.#limitBytes || (isCut && this.#lines.length > 1)) {
      const size = sizeOf(this.#lines.shift() ?? '');
      this.#keptBytes -= size;
      this.#cutBytes += size;
    }
  }

  get text(): string {
    const kept = this.#lines.map((line) => `${line}\n`).join('');
    return this.#cutBytes === 0 ? kept : `[${this.#cutBytes} bytes of earlier log cut]\n${kept}`;
  }

  /** The end of a line that alone would exceed the limit; cut between characters. */
  #tail(line: string): string {
    if (sizeOf(line) <= this.#limitBytes) {
      return line;
    }
    const bytes = Buffer.from(line, 'utf8');
    let from = bytes.length - this.#limitBytes + 1;
    while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) {
      from += 1;
    }
    return bytes.toString('utf8', from);
  }
}

function sizeOf(line: string): number {
  return Buffer.byteLength(line, 'utf8') + 1;
}
