/** A number, as it is or as it is shown, with its noun, which takes an s unless there is one: `1 user`, `2 users`. */
export function counted(n: number, noun: string, shown = String(n)): string {
  return `${shown} ${noun}${n === 1 ? '' : 's'}`;
}
