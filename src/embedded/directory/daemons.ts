import type { Identities } from '../identities.js';

/** A provisioner daemon as the server lists it. Times are microseconds since the epoch. */
export interface DaemonRecord {
  /** Index of the provisioner in the model. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly createdUs: number;
}

/** Daemons report once in this time (Coder API contract, daemons). */
const HEARTBEAT_US = 60e6;
/** The first report comes this long after the daemon's creation, as recorded. */
const FIRST_REPORT_US = 3000;

/** The daemons of a deployment: built in, and alive for as long as it lives. */
export class Daemons {
  readonly all: readonly DaemonRecord[];

  constructor(count: number, identities: Identities, createdUs: number) {
    this.all = Array.from({ length: count }, (_, index) => ({
      index,
      id: identities.of('daemon', index),
      name: `nineam-${index}`,
      createdUs: createdUs + index,
    }));
  }

  /** The daemon of a provisioner. @throws RangeError if there is none. */
  withIndex(index: number): DaemonRecord {
    const daemon = this.all[index];
    if (daemon === undefined) throw new RangeError(`no provisioner daemon has the index ${index}`);
    return daemon;
  }

  /** The daemon's last report by `nowUs`. */
  lastSeenUs(daemon: DaemonRecord, nowUs: number): number {
    const firstUs = daemon.createdUs + FIRST_REPORT_US;
    return firstUs + Math.floor((nowUs - firstUs) / HEARTBEAT_US) * HEARTBEAT_US;
  }

  /** The last report of any daemon by `nowUs`; `null` when there is no daemon. */
  mostRecentlySeenUs(nowUs: number): number | null {
    const times = this.all.map((daemon) => this.lastSeenUs(daemon, nowUs));
    return times.length === 0 ? null : times.reduce((latest, time) => Math.max(latest, time));
  }
}
