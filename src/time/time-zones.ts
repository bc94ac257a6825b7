import { NamedZoneOffsets, UTC_OFFSETS, type ZoneOffsets } from './zone-offsets.js';

/** Names that ICU takes besides those of the IANA database; a Coder server refuses them. */
const NOT_IANA: ReadonlySet<string> = new Set(
  (
    'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST ' +
    'US/Pacific-New'
  ).split(' '),
);
const NOT_IANA_FOLDER = 'SystemV/';

/** The parts of all IANA names begin with a capital letter; the server, unlike ICU, minds the case. */
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
  if (!IANA_FORM.test(name) || NOT_IANA.has(name) || name.startsWith(NOT_IANA_FOLDER)) return undefined;
  try {
    const offsets = new NamedZoneOffsets(name);
    const isInWrongCase = offsets.name !== name && offsets.name.toLowerCase() === name.toLowerCase();
    return isInWrongCase ? undefined : offsets;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
