import { NamedZoneOffsets, UTC_OFFSETS, type ZoneOffsets } from './zone-offsets.js';

/** Names that ICU takes besides those of the IANA database, which a Coder server (in Go) knows alone. */
const NOT_IANA =
  /^(?:A[CEGR]T|[ABP]ST|BET|C[ANST]T|[EC]AT|ECT|CST|I[ES]T|JST|MIT|N[ES]T|P[LNR]T|SST|VST|SystemV\/.*|US\/Pacific-New)$/;

/** What the server knows is case-sensitive, unlike ICU: the parts of all IANA names begin with a capital letter. */
const IANA_FORM = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/;

/** Time zones by name, each with its offsets as far as they have been asked for. */
export class TimeZones {
  readonly #zones = new Map<string, ZoneOffsets | undefined>([['UTC', UTC_OFFSETS]]);

  /**
   * @param name - A name of the IANA time zone database, e.g. `Europe/Berlin`.
   * @returns `undefined` if there is no such zone.
   */
  find(name: string): ZoneOffsets | undefined {
    if (!this.#zones.has(name)) this.#zones.set(name, read(name));
    return this.#zones.get(name);
  }
}

function read(name: string): ZoneOffsets | undefined {
  if (!IANA_FORM.test(name) || NOT_IANA.test(name)) return undefined;
  try {
    return new NamedZoneOffsets(name);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
