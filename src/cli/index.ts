/** The command line: flags in, exit code out. @packageDocumentation */

export { crashText } from './crash-text.js';
export { main } from './main.js';
