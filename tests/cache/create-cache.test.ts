import { describe, expect, test } from 'vitest';
import { cacheKeys } from '../../lib/cache/cache-keys.ts';
import * as fc from '../support/fast-check.ts';
import { ATHLETE, createCacheHarness, OTHER } from './cache-harness.ts';

const never = () => new Promise<never>(() => {});
const down = () => Promise.reject(new Error('database'));
const hit = (value: string) => ({ value, status: 'HIT' });
const miss = (value: string) => ({ value, status: 'MISS' });

describe('reading through', () => {
  test('MISS, then HIT while fresh, STALE while stale and renewed behind, then MISS', async () => {
    const { clock, read, idle } = createCacheHarness();
    let loads = 0;
    const load = () => {
      loads += 1;
      return `v${loads}`;
    };
    expect(await clock.until(read({ load }))).toEqual(miss('v1'));
    await idle();
    await clock.advance(60_000);
    expect(await clock.until(read({ load }))).toEqual(hit('v1'));
    await clock.advance(1_000);
    expect(await clock.until(read({ load }))).toEqual({ value: 'v1', status: 'STALE' });
    await idle();
    expect(await clock.until(read({ load }))).toEqual(hit('v2'));
    await clock.advance(661_000);
    expect(await clock.until(read({ load }))).toEqual(miss('v3'));
    expect(loads).toBe(3);
  });

  test('misses at the same time load once, and so do stale reads', async () => {
    const { clock, read, idle } = createCacheHarness();
    let loads = 0;
    const load = async () => {
      loads += 1;
      await clock.sleep(500);
      return 'v';
    };
    const all = () => clock.until(Promise.all(Array.from({ length: 20 }, () => read({ load }))));
    expect((await all()).every(({ status }) => status === 'MISS')).toBe(true);
    expect(loads).toBe(1);
    await idle();
    await clock.advance(120_000);
    expect((await all()).every(({ status }) => status === 'STALE')).toBe(true);
    await clock.until(idle());
    expect(loads).toBe(2);
  });

  test('what fails to load is thrown, not kept', async () => {
    const { clock, read } = createCacheHarness();
    const failing = read({ load: down });
    await expect(clock.until(failing)).rejects.toThrow('database');
    expect(await clock.until(read({ load: () => 'v' }))).toEqual(miss('v'));
  });

  test('a renewal that fails leaves the stale value, and a line in the log', async () => {
    const { clock, read, idle, lines } = createCacheHarness();
    await clock.until(read({ load: () => 'v1' }));
    await clock.advance(120_000);
    for (const _ of [1, 2]) {
      expect(await clock.until(read({ load: down }))).toMatchObject({ status: 'STALE' });
      await idle();
    }
    expect(lines).toHaveLength(1);
  });

  test('entries of scopes, keys and athletes are apart', async () => {
    const { clock, read } = createCacheHarness();
    const places = [
      { scope: 'a', key: 'b' },
      { scope: 'a/b', key: '' },
      { scope: 'a', key: 'B' },
      { scope: 'a', key: 'epoch' },
      { scope: 'epoch', key: '' },
      { scope: 'a', key: 'b', athleteId: OTHER },
    ];
    for (const [index, place] of places.entries()) {
      const load = () => `v${index}`;
      expect(await clock.until(read({ ...place, load }))).toEqual(miss(`v${index}`));
    }
    for (const [index, place] of places.entries()) {
      const read2 = read({ ...place, load: () => 'wrong' });
      expect(await clock.until(read2)).toEqual(hit(`v${index}`));
    }
  });

  test('nothing is served for longer than half a day, whatever the caller allows', async () => {
    const { clock, cache } = createCacheHarness();
    const long = { scope: 's', key: 'k', freshS: 1e9, staleS: 1e9, parse: String };
    const caller = {
      role: 'athlete',
      athleteId: ATHLETE,
      accessToken: '',
      email: undefined,
    } as const;
    const read = (value: string) =>
      clock.until(cache.read(caller, { ...long, load: async () => value }));
    await read('noon');
    await clock.advance(12 * 3_600_000 - 1);
    expect(await read('midnight')).toEqual(hit('noon'));
    await clock.advance(1);
    expect(await read('midnight')).toEqual(miss('midnight'));
  });
});

describe('keys', () => {
  const uuid = fc.uuid();
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '../', `../${OTHER}`, `/${OTHER}/`, '%2e%2e%2f', '\0', 'epoch', ''),
  );

  test('no scope or key can name another athlete’s entry', () => {
    fc.assert(
      fc.property(uuid, text, text, uuid, text, text, (mine, s1, k1, theirs, s2, k2) => {
        fc.pre(mine !== theirs);
        const here = cacheKeys({ athleteId: mine, scope: s1, key: k1 });
        const there = cacheKeys({ athleteId: theirs, scope: s2, key: k2 });
        for (const key of [here.athleteEpoch, here.scopeEpoch, here.entry]) {
          expect(key.startsWith(`${mine}/`)).toBe(true);
          expect(key).toMatch(/^[0-9a-f-]{36}(?:\/[\w-]{43}(?:\/(?:[\w-]{43}|epoch))?|\/epoch)$/);
          expect(Object.values(there)).not.toContain(key);
        }
      }),
    );
  });

  test.each([
    '',
    'me',
    `${ATHLETE}/`,
    `${ATHLETE}\n`,
    `x${ATHLETE}`,
    '../',
    ATHLETE.replaceAll('-', ''),
  ])('an athlete id that is no UUID (%j) is refused', async (athleteId) => {
    const { read, cache } = createCacheHarness();
    await expect(read({ athleteId, load: () => 'v' })).rejects.toThrow('UUID');
    await expect(cache.invalidate(athleteId, ['s'])).rejects.toThrow('UUID');
    await expect(cache.purge(athleteId)).rejects.toThrow('UUID');
  });
});

describe('invalidating', () => {
  test('makes every entry of the scope a MISS in every instance, and none of another scope', async () => {
    const { clock, read, cache, instance } = createCacheHarness();
    const second = instance();
    for (const key of ['1', '2']) {
      await clock.until(read({ key, load: () => 'old' }));
    }
    await clock.until(read({ scope: 'other', load: () => 'kept' }));
    await clock.until(cache.invalidate(ATHLETE, ['activities']));
    expect(await clock.until(second.read({ key: '1', load: () => 'new' }))).toEqual(miss('new'));
    expect(await clock.until(read({ key: '2', load: () => 'new' }))).toEqual(miss('new'));
    expect(await clock.until(read({ key: '1', load: () => 'x' }))).toEqual(hit('new'));
    expect(await clock.until(second.read({ scope: 'other', load: () => 'x' }))).toEqual(
      hit('kept'),
    );
  });

  test('what was loaded while a write happened is never served after it', async () => {
    const { clock, read, instance, idle } = createCacheHarness();
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = read({ load: () => promise });
    await clock.advance(10);
    await clock.until(instance().cache.invalidate(ATHLETE, ['activities']));
    // a read after the write does not join the load from before it
    expect(await clock.until(read({ load: () => 'after' }))).toEqual(miss('after'));
    resolve('before the write');
    expect(await clock.until(slow)).toEqual(miss('before the write'));
    await idle();
    expect(await clock.until(read({ load: () => 'after' }))).not.toMatchObject({
      value: 'before the write',
    });
  });

  test.each([
    { case: 'fails', fault: () => Promise.reject(new Error('down')) },
    { case: 'hangs', fault: never },
  ])(
    'where writing the epoch $case, this instance still never serves the old',
    async ({ fault }) => {
      const { clock, blobs, read, cache, idle } = createCacheHarness();
      await clock.until(read({ load: () => 'old' }));
      await idle();
      blobs.fault = (operation) => (operation === 'set' ? fault() : undefined);
      await clock.until(cache.invalidate(ATHLETE, ['activities']));
      for (let minute = 0; minute < 60; minute += 1) {
        expect(await clock.until(read({ load: () => 'new' }))).toEqual(miss('new'));
        await clock.advance(1000);
      }
      blobs.fault = () => undefined;
      await clock.advance(10_000);
      await clock.until(read({ load: () => 'new' }));
      await clock.until(idle());
      // written at last: the cache works again
      await clock.until(read({ load: () => 'new' }));
      await clock.until(idle());
      expect(await clock.until(read({ load: () => 'x' }))).toEqual(hit('new'));
    },
  );

  test('storage that still shows the old epoch is not believed', async () => {
    const { clock, blobs, read, cache, idle } = createCacheHarness();
    await clock.until(read({ load: () => 'old' }));
    await idle();
    const lagging = new Map(blobs.texts);
    await clock.until(cache.invalidate(ATHLETE, ['activities']));
    const present = new Map(blobs.texts);
    for (const [name] of present) {
      blobs.texts.delete(name);
    }
    for (const [name, text] of lagging) {
      blobs.texts.set(name, text);
    }
    expect(await clock.until(read({ load: () => 'new' }))).toEqual(miss('new'));
    expect(await clock.until(read({ load: () => 'newer' }))).toEqual(miss('newer'));
  });

  test('at the turn of a store it holds in both', async () => {
    const { clock, read, cache, idle } = createCacheHarness();
    await clock.advance(12 * 3_600_000 - 1_000);
    await clock.until(cache.invalidate(ATHLETE, ['activities']));
    await clock.until(read({ load: () => 'v' }));
    await idle();
    expect(await clock.until(read({ load: () => 'x' }))).toEqual(hit('v'));
    await clock.advance(1_000);
    expect(await clock.until(read({ load: () => 'w' }))).toEqual(miss('w'));
    await idle();
    expect(await clock.until(read({ load: () => 'x' }))).toEqual(hit('w'));
  });

  test('whatever the order of events, no read that begins after a write shows what was before it', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), on: fc.nat(1) }),
      fc.record({ do: fc.constant('read' as const), on: fc.nat(1), loadMs: fc.nat(400) }),
      fc.record({ do: fc.constant('wait' as const), on: fc.nat(1), loadMs: fc.nat(90_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { clock, instance, blobs } = createCacheHarness();
        const instances = [instance(), instance()];
        let version = 0;
        const reads: Promise<{ seen: number; least: number }>[] = [];
        blobs.fault = (operation) => (operation === 'set' ? clock.sleep(40) : clock.sleep(3));
        for (const event of steps) {
          const at = instances[event.on];
          if (event.do === 'wait') {
            await clock.advance(event.loadMs);
          } else if (event.do === 'write') {
            version += 1;
            await clock.until(at?.cache.invalidate(ATHLETE, ['activities']) ?? never());
          } else {
            const least = version;
            const load = async () => {
              const seen = version;
              await clock.sleep(event.loadMs);
              return `v${seen}`;
            };
            const reading = at?.read({ load }) ?? never();
            reads.push(reading.then(({ value }) => ({ seen: Number(value.slice(1)), least })));
            await clock.advance(event.loadMs / 3);
          }
        }
        for (const { seen, least } of await clock.until(Promise.all(reads))) {
          expect(seen).toBeGreaterThanOrEqual(least);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('dropping', () => {
  test('purging drops all of an athlete’s entries and nobody else’s, even ones being loaded', async () => {
    const { clock, blobs, read, cache, instance, idle } = createCacheHarness();
    for (const scope of ['activities', 'streams/1']) {
      await clock.until(read({ scope, load: () => 'mine' }));
    }
    await clock.until(read({ athleteId: OTHER, load: () => 'theirs' }));
    const second = instance();
    const slow = second.read({
      key: 'slow',
      load: async () => {
        await clock.sleep(5_000);
        return 'before the purge';
      },
    });
    await clock.advance(100);
    await clock.until(cache.purge(ATHLETE));
    const mine = [...blobs.texts.keys()].filter((name) => name.includes(ATHLETE));
    // the mark that outdates what is still being loaded stays: a random id
    expect(new Set(mine.map((name) => name.slice(name.indexOf('/') + 1)))).toEqual(
      new Set([`${ATHLETE}/epoch`]),
    );
    await clock.until(slow);
    await clock.until(second.idle());
    expect(await clock.until(second.read({ key: 'slow', load: () => 'after' }))).toEqual(
      miss('after'),
    );
    expect(await clock.until(read({ athleteId: OTHER, load: () => 'x' }))).toEqual(hit('theirs'));
    await idle();
  });

  test('where storage takes no writes, the purging instance still never serves what it purged', async () => {
    const { clock, blobs, read, cache, idle } = createCacheHarness();
    await clock.until(read({ load: () => 'mine' }));
    await idle();
    blobs.fault = (operation) => (operation === 'get' ? undefined : down());
    await clock.until(cache.purge(ATHLETE));
    expect(await clock.until(read({ load: () => 'after' }))).toEqual(miss('after'));
    await idle();
  });

  test('sweeping drops the stores nobody reads, and no store of other programs', async () => {
    const { clock, blobs, read, cache, idle } = createCacheHarness();
    blobs.texts.set('somebody-else/key', 'x');
    await clock.until(read({ load: () => 'v' }));
    await idle();
    expect(await clock.until(cache.sweep())).toBe(0);
    await clock.advance(24 * 3_600_000);
    await clock.until(read({ load: () => 'w' }));
    await idle();
    expect(await clock.until(cache.sweep())).toBe(1);
    const stores = new Set([...blobs.texts.keys()].map((name) => name.split('/')[0]));
    expect(stores).toEqual(new Set(['fettle-cache-2026-11-21-pm', 'somebody-else']));
  });

  test('an entry is gone within one day, where it is swept every 12 hours', async () => {
    const { clock, blobs, read, cache, idle } = createCacheHarness();
    await clock.advance(1);
    await clock.until(read({ load: () => 'v' }));
    await idle();
    for (let sweep = 0; sweep < 2; sweep += 1) {
      await clock.advance(12 * 3_600_000);
      await clock.until(cache.sweep());
    }
    expect(blobs.texts.size).toBe(0);
  });
});

describe('storage in trouble', () => {
  const TROUBLE = [
    { case: 'down', fault: () => Promise.reject(new Error('down')) },
    { case: 'hanging', fault: never },
  ];

  test.each(TROUBLE)('$case is a MISS within 150 ms, and no error', async ({ fault }) => {
    const { clock, blobs, read, cache, idle } = createCacheHarness();
    await clock.until(read({ load: () => 'v' }));
    await idle();
    blobs.fault = fault;
    const startedAt = clock.now().getTime();
    expect(await clock.until(read({ load: () => 'w' }))).toEqual(miss('w'));
    expect(clock.now().getTime() - startedAt).toBeLessThanOrEqual(150);
    await clock.until(cache.invalidate(ATHLETE, ['activities']));
    await clock.until(cache.purge(ATHLETE));
    expect(await clock.until(cache.sweep())).toBe(0);
    expect(await clock.until(cache.ping())).toBe(false);
    await clock.until(idle());
    blobs.fault = () => undefined;
    expect(await clock.until(cache.ping())).toBe(true);
  });

  test('slow storage is left alone for a while after three reads in a row', async () => {
    const { clock, blobs, read, idle } = createCacheHarness();
    blobs.fault = never;
    for (let time = 0; time < 10; time += 1) {
      await clock.until(read({ load: () => 'v' }));
    }
    expect(blobs.calls.filter((call) => call === 'get')).toHaveLength(9);
    blobs.fault = () => undefined;
    await clock.advance(10_000);
    await clock.until(read({ load: () => 'v' }));
    await clock.until(idle());
    expect(await clock.until(read({ load: () => 'w' }))).toEqual(hit('v'));
  });

  test('trouble is logged at most once a minute', async () => {
    const { clock, blobs, read, lines } = createCacheHarness();
    blobs.fault = () => Promise.reject(new Error('down'));
    for (let second = 0; second < 119; second += 1) {
      await clock.until(read({ load: () => 'v' }));
      await clock.advance(1000);
    }
    expect(lines).toHaveLength(2);
  });

  test.each([
    '',
    'garbage',
    '{}',
    'null',
    '[]',
    '{"v":1}',
    '{"v":2,"epoch":".","stored_at":1,"value":"old"}',
    `{"v":1,"epoch":".","stored_at":${Date.parse('2027-01-01')},"value":"future"}`,
    `{"v":1,"epoch":".","stored_at":${Date.parse('2026-11-20T12:00:00Z')},"value":7}`,
    `{"v":1,"epoch":"x","stored_at":${Date.parse('2026-11-20T12:00:00Z')},"value":"old"}`,
  ])('%j in an entry’s place is a MISS', async (text) => {
    const { clock, blobs, read, idle } = createCacheHarness();
    await clock.until(read({ load: () => 'v' }));
    await idle();
    const [name = ''] = blobs.texts.keys();
    blobs.texts.set(name, text);
    expect(await clock.until(read({ load: () => 'w' }))).toEqual(miss('w'));
    await idle();
    expect(await clock.until(read({ load: () => 'x' }))).toEqual(hit('w'));
  });

  test('a parser that throws makes a MISS', async () => {
    const { clock, cache, read, idle } = createCacheHarness();
    await clock.until(read({ load: () => 'v' }));
    await idle();
    const caller = {
      role: 'athlete',
      athleteId: ATHLETE,
      accessToken: '',
      email: undefined,
    } as const;
    const again = cache.read(caller, {
      scope: 'activities',
      key: 'list',
      freshS: 60,
      staleS: 0,
      parse: () => {
        throw new Error('not so');
      },
      load: async () => 'w',
    });
    expect(await clock.until(again)).toEqual(miss('w'));
  });
});
