/** What an id or an instant of the recording stands for here; `null` once it is learnt. */
export type Conflict = string | null;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Ids that mean the same everywhere: none, the key of the built-in provisioners, and one that nobody has. */
const FIXED_IDS = /^0{8}-0{4}-[04]0{3}-[08]0{3}-0{11}[01]$/;

/**
 * What stands in our conversation for what stood in the recorded one: every id for exactly one id, every instant for
 * one instant, and names for names. Learnt while the two are compared, and used to say again what was said then.
 */
export class Correspondence {
  /** Whole values, such as a user's name. */
  readonly #values = new Map<string, string>();
  /** Parts of values, such as the random part of a name. */
  readonly #parts = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #idsBack = new Map<string, string>();
  readonly #instants = new Map<string, string>();
  readonly #serials = new Map<number, number>();

  /** Has `recorded`, where it is a whole value or segment of a path, stand for `actual`. */
  value(recorded: string, actual: string): void {
    this.#values.set(recorded, actual);
  }

  /** Has `recorded` stand for `actual` wherever it occurs. */
  part(recorded: string, actual: string): void {
    this.#parts.set(recorded, actual);
  }

  /** The recorded text as it has to be here. Ids that have not been learnt stay. */
  translate(recorded: string): string {
    const value = this.#values.get(recorded);
    if (value !== undefined) return value;
    let text = recorded.replace(UUID, (id) => this.#ids.get(id) ?? id);
    for (const [part, actual] of this.#parts) text = text.replaceAll(part, actual);
    return text;
  }

  /** As {@link translate}, for a path: segment by segment, and the query too. */
  translatePath(recorded: string): string {
    const [path = '', query] = recorded.split('?');
    const segments = path.split('/').map((segment) => this.translate(segment));
    return segments.join('/') + (query === undefined ? '' : `?${this.translate(query)}`);
  }

  /** As {@link translate}, for every text of a body. */
  translateBody(recorded: unknown): unknown {
    if (typeof recorded === 'string') return this.translate(recorded);
    if (Array.isArray(recorded)) return recorded.map((item) => this.translateBody(item));
    if (typeof recorded !== 'object' || recorded === null) return recorded;
    return Object.fromEntries(
      Object.entries(recorded).map(([key, value]) => [key, this.translateBody(value)]),
    );
  }

  /** Has an id of the recording stand for one of ours that was had besides the cases. */
  settleId(recorded: string, actual: string): void {
    this.#ids.set(recorded, actual);
    this.#idsBack.set(actual, recorded);
  }

  /** Learns an id, or says what contradicts it. */
  id(recorded: string, actual: string): Conflict {
    if (FIXED_IDS.test(recorded)) return recorded === actual ? null : `always ${recorded}`;
    if (FIXED_IDS.test(actual)) return 'an id of nothing';
    const known = this.#ids.get(recorded);
    if (known !== undefined) return known === actual ? null : `it was ${known} before`;
    const taken = this.#idsBack.get(actual);
    if (taken !== undefined) return `that is ${taken} of the recording`;
    this.#ids.set(recorded, actual);
    this.#idsBack.set(actual, recorded);
    return null;
  }

  /** What the id of the recording is here. @throws Error while that is not known. */
  idOf(recorded: string): string {
    const actual = this.#ids.get(recorded);
    if (actual === undefined) throw new Error(`no answer has told yet what ${recorded} is here`);
    return actual;
  }

  /** Learns an instant, or says what contradicts it. Different instants of the recording may be one here. */
  instant(recorded: string, actual: string): Conflict {
    const known = this.#instants.get(recorded);
    if (known !== undefined) return known === actual ? null : `it was ${known} before`;
    this.#instants.set(recorded, actual);
    return null;
  }

  /** Learns the number of a log line, or says what contradicts it. */
  serial(recorded: number, actual: number): Conflict {
    const known = this.#serials.get(recorded);
    if (known !== undefined) return known === actual ? null : `it was ${known} before`;
    if ([...this.#serials.values()].includes(actual)) return 'another line has that number';
    this.#serials.set(recorded, actual);
    return null;
  }
}
