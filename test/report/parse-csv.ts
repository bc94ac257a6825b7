/**
 * Reads RFC 4180 as strictly as it can be read: CR LF after every record, quotes only around a whole field.
 * @throws Error at the first character that breaks the format.
 */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^",\r\n]*/y;
    const pattern = text[at] === '"' ? quoted : plain;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`a quote is not closed at ${at}`);
    record.push(pattern === quoted ? (match[1] ?? '').replaceAll('""', '"') : match[0]);
    at = pattern.lastIndex;
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else throw new Error(`neither a comma nor a line end at ${at}`);
  }
  if (record.length > 0) throw new Error('the last line has no end');
  return records;
}

/** The same as records under the names of the first line; every line must have as many fields. */
export function csvRecords(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(text);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`${row.length} fields under ${header.length} names`);
    return Object.fromEntries(header.map((name, column) => [name, row[column] ?? '']));
  });
}
