const SHORTEST_SECRET = 4;

/**
 * Texts that must never reach a person, a log or a report, such as a token or a password. A server, or a proxy in
 * between, may repeat any of them in its answer.
 */
export class Secrets {
  readonly #spellings: readonly string[];

  constructor(values: Iterable<string | null | undefined>) {
    const spellings = new Set<string>();
    for (const value of values) {
      if (value == null || value.length < SHORTEST_SECRET) continue;
      spellings.add(value);
      spellings.add(encodeURIComponent(value));
      spellings.add(JSON.stringify(value).slice(1, -1));
    }
    // The longest first: a secret that contains another one leaves no remainder.
    this.#spellings = [...spellings].sort((a, b) => b.length - a.length);
  }

  /** `text` with every secret in it replaced; also percent-encoded and JSON-escaped spellings. */
  scrub(text: string): string {
    let clean = text;
    for (const spelling of this.#spellings) clean = clean.replaceAll(spelling, '[secret]');
    return clean;
  }

  /** These secrets and more. */
  and(values: Iterable<string | null | undefined>): Secrets {
    return new Secrets([...this.#spellings, ...values]);
  }
}
