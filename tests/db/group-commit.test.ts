import { expect, it } from 'vitest';
import { createGroupCommit } from '../../lib/db/group-commit.ts';

function setUp(options: { failOn?: number; maxItems?: number; itemsFault?: boolean } = {}) {
  const calls: number[][] = [];
  const commit = createGroupCommit<number, number>({
    maxItems: options.maxItems ?? 5,
    isItemsFault: () => options.itemsFault ?? true,
    async commit(items) {
      calls.push(items);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (options.failOn !== undefined && items.includes(options.failOn)) throw new Error('bad');
      return items.map((item) => item * 10);
    },
  });
  return { calls, commit };
}

it('the first goes at once, what comes meanwhile goes together, within the limit', async () => {
  const { calls, commit } = setUp();
  const answers = await Promise.all(
    [[1], [2, 3], [4], [5, 6, 7], [8]].map((items) => commit(items)),
  );
  expect(calls).toEqual([[1], [2, 3, 4], [5, 6, 7, 8]]);
  expect(answers).toEqual([[10], [20, 30], [40], [50, 60, 70], [80]]);
  expect(await commit([9])).toEqual([90]);
});

it('what is larger than the limit goes by itself', async () => {
  const { calls, commit } = setUp({ maxItems: 2 });
  await Promise.all([[1], [2, 3, 4], [5]].map((items) => commit(items)));
  expect(calls).toEqual([[1], [2, 3, 4], [5]]);
});

it('an item to blame fails its own caller only', async () => {
  const { commit } = setUp({ failOn: 3 });
  const settled = await Promise.allSettled([[1], [2], [3], [4]].map((items) => commit(items)));
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

it('a failure that no item caused fails the group in one call', async () => {
  const { calls, commit } = setUp({ failOn: 3, itemsFault: false });
  const settled = await Promise.allSettled([[1], [2], [3], [4]].map((items) => commit(items)));
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
  ]);
  expect(calls).toEqual([[1], [2, 3, 4]]);
});
