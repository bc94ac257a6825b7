import { count, percent } from '../../analysis/index.js';
import type { Distribution } from '../../stats/index.js';
import type { CalibratedField, CalibratedName, Provenance } from './calibration.js';
import { distributionWords } from './distribution-words.js';

/** So many observations of a kind are enough to replace a default. */
export const ENOUGH = 10;

/** Collects what is known of each parameter, in the order in which it is asked for. */
export class CalibratedFields {
  readonly all: CalibratedField[] = [];

  /** @returns The distribution, as it came. */
  add(name: CalibratedName, distribution: Distribution, provenance: Provenance): Distribution {
    this.all.push({ name, value: distributionWords(distribution), provenance });
    return distribution;
  }

  /** @returns The rate, as it came. */
  addRate(name: CalibratedName, rate: number, provenance: Provenance): number {
    this.all.push({ name, value: percent(rate), provenance });
    return rate;
  }
}

export function measured(n: number, how: string): Provenance {
  return { kind: 'measured', n, how };
}

/** What is counted, in words. */
export interface Seen {
  /** In the singular: `stop build`. */
  readonly noun: string;
  /** Which of them: ` that waited`. */
  readonly which?: string;
}

/** The default stays, because too few were seen. */
export function tooFew(n: number, { noun, which = '' }: Seen, needed = ENOUGH): Provenance {
  return defaultBecause(
    n === 0 ? `no ${noun}${which} was seen` : `${count(n, noun)}${which} seen, and ${needed} are needed`,
  );
}

export function defaultBecause(reason: string): Provenance {
  return { kind: 'assumed', why: `${reason}; the model’s default` };
}
