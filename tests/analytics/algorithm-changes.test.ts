import { expect, it } from 'vitest';
import { ALGORITHM_CHANGES, changesSince } from '../../lib/analytics/algorithm-changes.ts';
import { ANALYSIS_VERSION } from '../../lib/analytics/registry.ts';

it('the newest version of the analysis says what changed (lib/analytics/algorithm-changes.ts)', () => {
  expect(ALGORITHM_CHANGES[0]?.version).toBe(ANALYSIS_VERSION);
});

it('changes are told newest first, each once, and only those since', () => {
  const versions = ALGORITHM_CHANGES.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => b - a));
  expect(changesSince(ANALYSIS_VERSION)).toEqual([]);
  expect(changesSince(ANALYSIS_VERSION - 1)).toEqual([ALGORITHM_CHANGES[0]]);
  expect(changesSince(0)).toEqual(ALGORITHM_CHANGES);
});
