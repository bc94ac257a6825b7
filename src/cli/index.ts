/** The command line: flags in, exit code out. @packageDocumentation */
export type { Io, TextStream } from './io.js';
export { main } from './main.js';
