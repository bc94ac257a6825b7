/** The command line: flags in, exit code out. @packageDocumentation */

export { main } from './main.js';
