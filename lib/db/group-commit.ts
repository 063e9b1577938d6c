/**
 * Gathers what arrives while a call is in flight into the next call, so that a burst costs few of them and
 * nobody waits for a timer. `commit` answers an outcome per item, in order.
 */
export function createGroupCommit<Item, Outcome>(options: {
  commit: (items: Item[]) => Promise<Outcome[]>;
  maxItems: number;
  /** Whether an item may be to blame for this failure: then each caller's items are tried by themselves. */
  isItemsFault: (error: unknown) => boolean;
}): (items: Item[]) => Promise<Outcome[]> {
  const { commit, maxItems, isItemsFault } = options;
  const waiting: Entry<Item, Outcome>[] = [];
  let draining = false;

  async function commitGroup(group: Entry<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await commit(group.flatMap((entry) => entry.items));
      let from = 0;
      for (const { items, resolve } of group) {
        resolve(outcomes.slice(from, from + items.length));
        from += items.length;
      }
    } catch (error) {
      if (group.length > 1 && isItemsFault(error)) {
        for (const entry of group) {
          await commitGroup([entry]);
        }
        return;
      }
      for (const { reject } of group) {
        reject(error);
      }
    }
  }

  async function drain(): Promise<void> {
    draining = true;
    while (waiting.length > 0) {
      let count = 0;
      const end = waiting.findIndex((entry) => {
        count += entry.items.length;
        return count > maxItems;
      });
      // An entry larger than the limit goes by itself.
      await commitGroup(waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1)));
    }
    draining = false;
  }

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      if (!draining) {
        void drain();
      }
    });
}

interface Entry<Item, Outcome> {
  items: Item[];
  resolve: (outcomes: Outcome[]) => void;
  reject: (error: unknown) => void;
}
