/** Bits of entropy that a password must have (Coder API contract, password). */
const REQUIRED_BITS = 52;
const MAX_BYTES = 64;

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[!@$&*]/, 5],
  [/[_\-., ]/, 5],
  [/["#%'()+/:;<=>?[\\\]^{|}~]/, 22],
];

/** What is wrong with a password; `null` when nothing is. */
export function passwordProblem(password: string): string | null {
  if (password === '') return 'is required';
  if (Buffer.byteLength(password) > MAX_BYTES) return `must have at most ${MAX_BYTES} bytes`;
  if (entropyBits(password) >= REQUIRED_BITS) return null;
  return 'is too easy to guess: make it longer, or mix letters, digits and signs';
}

/** An estimate: each character that does not merely repeat or continue the two before it counts. */
function entropyBits(password: string): number {
  const characters = [...password];
  const known = CLASSES.filter(([characterClass]) => characterClass.test(password));
  const others = new Set(
    characters.filter((c) => !CLASSES.some(([characterClass]) => characterClass.test(c))),
  );
  const alphabet = known.reduce((size, [, classSize]) => size + classSize, others.size);
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const counted = codes.filter((code, i) => !continues(codes[i - 2], codes[i - 1], code));
  return alphabet === 0 ? 0 : counted.length * Math.log2(alphabet);
}

function continues(a: number | undefined, b: number | undefined, c: number): boolean {
  if (a === undefined || b === undefined) return false;
  const step = b - a;
  return c - b === step && Math.abs(step) <= 1;
}
