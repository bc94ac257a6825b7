/** One record of a CSV text. */
export interface CsvRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** What a CSV text has come to: its records, and the line of a quote that nobody closed. */
export interface CsvText {
  readonly records: readonly CsvRecord[];
  readonly openQuoteLine: number | null;
}

/**
 * Reads comma-separated values (RFC 4180): fields may stand in double quotes, in which a quote is doubled and line ends
 * count for nothing. Lines may end in LF or CRLF; empty ones are passed over, as is a byte order mark.
 */
export function readCsv(text: string): CsvText {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [line, recordLine] = [1, 1];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const endRecord = (): void => {
    if (fields.length > 1 || fields[0] !== '') records.push({ line: recordLine, fields });
    fields = [];
  };
  while (at < text.length) {
    if (fields.length === 0) recordLine = line;
    const quoted = text[at] === '"' ? readQuoted(text, at) : null;
    if (quoted === 'open') return { records, openQuoteLine: line };
    // What follows a closing quote belongs to the field, as most readers have it.
    const from = quoted?.end ?? at;
    const end = endOfField(text, from);
    fields.push((quoted?.text ?? '') + text.slice(from, end).replace(/\r$/, ''));
    line += quoted?.lineEnds ?? 0;
    at = end + 1;
    if (text[end] === ',' && at < text.length) continue;
    if (text[end] === ',') fields.push('');
    endRecord();
    line++;
  }
  if (fields.length > 0) endRecord();
  return { records, openQuoteLine: null };
}

function endOfField(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
  return end;
}

function readQuoted(
  text: string,
  from: number,
): { readonly text: string; readonly end: number; readonly lineEnds: number } | 'open' {
  let content = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return 'open';
    content += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      return { text: content, end: quote + 1, lineEnds: content.split('\n').length - 1 };
    }
    content += '"';
    at = quote + 2;
  }
}
