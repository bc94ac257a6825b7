import type { UniformDraw } from '../../stats/index.js';

const GIVEN = (
  'Ada Amara Anders Anita Arun Bea Carlos Chen Chloe Daniel Dmitri Elena Emeka Emma Fatima Felix Hana Hiro Ines ' +
  'Ivan Jamal Joao Julia Kofi Lars Lena Lucia Maria Mateo Mei Mina Noah Nora Omar Priya Ravi Rosa Sam Sofia Tariq ' +
  'Tomas Uma Viktor Wei Yara Yuki Zoe'
).split(' ');

const FAMILY = (
  'Abe Adeyemi Ahmed Alvarez Andersson Bauer Bianchi Brown Chen Costa Das Dubois Evans Fischer Garcia Haddad Hansen ' +
  'Ito Ivanova Jansen Jones Kaya Kim Kowalski Kumar Larsen Lee Li Lopez Mbeki Meyer Moreau Murphy Nakamura Nguyen ' +
  'Novak Okafor Oliveira Patel Rossi Sato Schmidt Silva Singh Smith Tanaka Wagner Wang Weber Wilson Yilmaz Zhang'
).split(' ');

const PROJECTS = (
  'dev backend web data api infra mobile docs ml tools billing search auth etl monorepo sandbox reports payments ' +
  'gateway platform'
).split(' ');

/** Names for people and workspaces, each given once to the same asker; the names are invented. */
export class InventedNames {
  readonly #draw: UniformDraw;
  readonly #taken: Set<string>;
  readonly #uses = new Map<string, number>();

  /** @param taken - User names that nobody may get, in lower case. */
  constructor(draw: UniformDraw, taken: Iterable<string>) {
    this.#draw = draw;
    this.#taken = new Set(taken);
  }

  /** A person nobody else is. */
  person(): { readonly username: string; readonly email: string; readonly name: string } {
    const [given, family] = [this.#oneOf(GIVEN), this.#oneOf(FAMILY)];
    const base = `${given}-${family}`.toLowerCase();
    let username: string;
    do {
      const use = (this.#uses.get(base) ?? 0) + 1;
      this.#uses.set(base, use);
      username = use === 1 ? base : `${base}-${use}`;
    } while (this.#taken.has(username));
    return { username, email: `${username}@example.com`, name: `${given} ${family}` };
  }

  /** A name for an owner's workspace: owners choose the same ones, but none twice. */
  workspace(owner: number): string {
    const base = this.#oneOf(PROJECTS);
    const key = `${owner}/${base}`;
    const use = (this.#uses.get(key) ?? 0) + 1;
    this.#uses.set(key, use);
    return use === 1 ? base : `${base}-${use}`;
  }

  #oneOf(words: readonly string[]): string {
    return words[Math.floor(this.#draw() * words.length)] ?? '';
  }
}
