import { XMLParser, XMLValidator } from 'fast-xml-parser';

export interface JunitProblem {
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly time: string;
  readonly failure: JunitProblem | null;
  readonly error: JunitProblem | null;
}

export interface JunitSuite {
  readonly attributes: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

interface Element {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** @throws Error if the text is no well-formed XML 1.0 document. */
export function parseJunit(xml: string): readonly JunitSuite[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  if (FORBIDDEN.test(xml)) throw new Error('a character that XML 1.0 cannot hold');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1e9, maxExpandedLength: 1e9 },
  });
  const document = parser.parse(xml) as readonly Element[];
  return children(document, 'testsuites').flatMap((all) =>
    children(all.content, 'testsuite').map(({ attributes, content }) => ({
      attributes,
      cases: children(content, 'testcase').map((one) => ({
        classname: one.attributes['classname'] ?? '',
        name: one.attributes['name'] ?? '',
        time: one.attributes['time'] ?? '',
        failure: problem(one.content, 'failure'),
        error: problem(one.content, 'error'),
      })),
    })),
  );
}

function problem(content: readonly Element[], name: string): JunitProblem | null {
  const [found] = children(content, name);
  if (found === undefined) return null;
  const text = found.content.map((one) => String(one['#text'] ?? '')).join('');
  return { type: found.attributes['type'] ?? '', message: found.attributes['message'] ?? '', text };
}

function children(elements: readonly Element[], name: string) {
  return elements
    .filter((element) => name in element)
    .map((element) => ({
      attributes: element[':@'] ?? {},
      content: element[name] as readonly Element[],
    }));
}
