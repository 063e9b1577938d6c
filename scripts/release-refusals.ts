import { isDeepStrictEqual } from 'node:util';
import { breakingChanges } from './breaking-changes.ts';
import type { OpenapiDocument } from './openapi-document.ts';

type Step = 'none' | 'patch' | 'minor' | 'major';
const STEPS: Step[] = ['none', 'patch', 'minor', 'major'];

/** Keywords that explain and change nothing for a program. */
const WORDS = ['description', 'summary', 'title', 'example', 'examples'];

/** Why `document` may not follow `released` under its version, in words; empty where it may. */
export function releaseRefusals(released: OpenapiDocument, document: OpenapiDocument): string[] {
  const breaks = breakingChanges(released, document);
  const needed = neededStep(released, document, breaks);
  const taken = takenStep(released.info.version, document.info.version);
  if (taken === undefined) {
    return [`${document.info.version} does not follow ${released.info.version}`];
  }
  if (STEPS.indexOf(taken) >= STEPS.indexOf(needed)) {
    return [];
  }
  const versions = `API_VERSION went from ${released.info.version} to ${document.info.version}`;
  return [
    `${versions}; these changes need a ${needed} step:`,
    ...(breaks.length > 0 ? breaks : ['the API can do more than what was released']),
  ];
}

function neededStep(released: OpenapiDocument, document: OpenapiDocument, breaks: string[]): Step {
  if (breaks.length > 0) {
    return 'major';
  }
  const [before, after] = [withoutVersion(released), withoutVersion(document)];
  if (isDeepStrictEqual(before, after)) {
    return 'none';
  }
  return isDeepStrictEqual(withoutWords(before), withoutWords(after)) ? 'patch' : 'minor';
}

/** The highest part that rose; `undefined` where the version fell or is none. */
function takenStep(from: string, to: string): Step | undefined {
  const [before, after] = [from, to].map((version) =>
    /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : undefined,
  );
  if (before === undefined || after === undefined) {
    return undefined;
  }
  const place = before.findIndex((part, index) => part !== after[index]);
  if (place === -1) {
    return 'none';
  }
  return (after[place] ?? 0) > (before[place] ?? 0)
    ? (['major', 'minor', 'patch'] as const)[place]
    : undefined;
}

function withoutVersion(document: OpenapiDocument): unknown {
  return { ...document, info: { ...document.info, version: '' } };
}

/** A copy without what is only said to people. A property called `title` is no such word. */
function withoutWords(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => withoutWords(item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !WORDS.includes(key))
      .map(([key, item]) => [key, withoutWords(item, key === 'properties' && !areNames)]),
  );
}
