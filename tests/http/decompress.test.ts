import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import { decompress } from '../../lib/http/decompress.ts';

const LIMIT = 10_000;
const bytesOf = (data: Uint8Array) => Uint8Array.from(data).buffer;
const text = JSON.stringify({ data: Array.from({ length: 500 }, (_, i) => i) });

const unpacked = async (bytes: ArrayBuffer, encoding?: string) => {
  const body = await decompress(bytes, { encoding, limit: LIMIT });
  return body && new TextDecoder().decode(body);
};
const plain = new TextEncoder().encode(text);

test('a body packed with gzip is what was packed, and one that is not packed is itself', async () => {
  expect(await unpacked(bytesOf(gzipSync(text)), 'gzip')).toBe(text);
  expect(await unpacked(bytesOf(gzipSync(text)), ' GZIP ')).toBe(text);
  expect(await unpacked(bytesOf(plain))).toBe(text);
  expect(await unpacked(bytesOf(plain), 'identity')).toBe(text);
});

test('the limit is that of what was packed, to the byte', async () => {
  const full = new Uint8Array(LIMIT).fill(32);
  expect(await unpacked(bytesOf(gzipSync(full)), 'gzip')).toHaveLength(LIMIT);
  expect(await unpacked(bytesOf(full))).toHaveLength(LIMIT);
  const over = new Uint8Array(LIMIT + 1).fill(32);
  expect(await unpacked(bytesOf(gzipSync(over)), 'gzip')).toBeUndefined();
  expect(await unpacked(bytesOf(over))).toBeUndefined();
});

test('a bomb of a thousandfold, in one member or in many, is not unpacked', async () => {
  const member = gzipSync(new Uint8Array(LIMIT - 1));
  expect(member.length).toBeLessThan(100);
  expect(await unpacked(bytesOf(Buffer.concat([member, member])), 'gzip')).toBeUndefined();
  const bomb = gzipSync(new Uint8Array(200_000_000));
  expect(bomb.length).toBeLessThan(200_000);
  const before = process.memoryUsage().rss;
  expect(await unpacked(bytesOf(bomb), 'gzip')).toBeUndefined();
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test.each([
  { case: 'not gzip', bytes: plain, encoding: 'gzip', code: 'validation_failed' },
  { case: 'nothing', bytes: new Uint8Array(), encoding: 'gzip', code: 'validation_failed' },
  {
    case: 'cut off',
    bytes: gzipSync(text).subarray(0, 60),
    encoding: 'gzip',
    code: 'validation_failed',
  },
  { case: 'of another kind', bytes: plain, encoding: 'br', code: 'unsupported_media_type' },
  { case: 'packed twice', bytes: plain, encoding: 'gzip, gzip', code: 'unsupported_media_type' },
])('what is packed and $case is refused as $code', async ({ bytes, encoding, code }) => {
  const refusal = await unpacked(bytesOf(bytes), encoding).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect((refusal as AppError).code).toBe(code);
});
