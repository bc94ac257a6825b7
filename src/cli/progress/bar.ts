/** A bar of so many characters; full only when everything is done. */
export function bar(done: number, total: number, width: number, unicode: boolean): string {
  const filled = total === 0 ? 0 : Math.min(width, Math.floor((done / total) * width));
  const [full, empty] = unicode ? ['█', '░'] : ['#', '.'];
  return full.repeat(filled) + empty.repeat(width - filled);
}
