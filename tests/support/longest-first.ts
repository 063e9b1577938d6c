import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes: one that begins last keeps everybody waiting for it alone. */
const LONGEST = [
  'sync/economy',
  'journeys/main-journey',
  'security/bad-input',
  'sync/life-faults',
  'sync/killed-runner',
  'sync/backfill-faults',
  'db/training-days',
].map((name) => `/tests/${name}.test.ts`);

/** Begins with the longest files, then goes on as vitest does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
