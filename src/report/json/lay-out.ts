/** An object of figures alone stays on one line up to this length. */
const SHORT_LINE = 100;

/**
 * JSON that is read by people and still short: objects are spread over lines, but short ones, lists of figures, and
 * the rows of a list of records take one line each. The same value gives the same text. Ends with a line end.
 */
export function layOutJson(value: unknown): string {
  return `${lay(value, '')}\n`;
}

function lay(value: unknown, indent: string): string {
  if (!isObject(value)) return line(value);
  if (Array.isArray(value)) {
    return !isFlat(value) ? bracket('[', value.map(line), ']', indent) : line(value);
  }
  if (Object.values(value).every(isFlat)) {
    const short = line(value);
    if (short.length <= SHORT_LINE) return short;
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => `${JSON.stringify(key)}: ${lay(field, `${indent}  `)}`);
  return bracket('{', fields, '}', indent);
}

function bracket(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}

/** As JSON writes it: `null` for what JSON cannot hold. */
function line(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Neither an object nor a list that holds one. */
function isFlat(value: unknown): boolean {
  return Array.isArray(value) ? !value.some(isObject) : !isObject(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
