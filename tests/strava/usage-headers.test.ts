import { expect, test } from 'vitest';
import { exhaustedSpan, usageOf, windowEnd } from '../../lib/strava/usage-headers.ts';

test('both limits of both windows are read, whatever the case of the names', () => {
  const headers = new Headers({
    'X-Ratelimit-Limit': '200,2000',
    'X-RATELIMIT-USAGE': '66, 209',
    'x-readratelimit-limit': '100,1000',
    'X-ReadRateLimit-Usage': '12,34',
  });
  expect(usageOf(headers, { isRead: true })).toEqual([
    { scope: 'overall', span: 'short', callLimit: 200, used: 66 },
    { scope: 'overall', span: 'day', callLimit: 2000, used: 209 },
    { scope: 'read', span: 'short', callLimit: 100, used: 12 },
    { scope: 'read', span: 'day', callLimit: 1000, used: 34 },
  ]);
});

test.each([
  { case: 'a lone comma', usage: ',' },
  { case: 'nothing', usage: undefined },
  { case: 'words', usage: 'many,more' },
  { case: 'an empty text', usage: '' },
])('$case instead of the read usage leaves only the limits', ({ usage }) => {
  const headers = new Headers({ 'x-readratelimit-limit': '100,1000' });
  if (usage !== undefined) {
    headers.set('x-readratelimit-usage', usage);
  }
  expect(usageOf(headers, { isRead: true })).toEqual([
    { scope: 'read', span: 'short', callLimit: 100, used: undefined },
    { scope: 'read', span: 'day', callLimit: 1000, used: undefined },
  ]);
});

test('on other calls than reads the read headers are not looked at', () => {
  const headers = new Headers({ 'x-readratelimit-limit': '1,1', 'x-readratelimit-usage': '9,9' });
  expect(usageOf(headers, { isRead: false })).toEqual([]);
});

test('half a header is half an answer', () => {
  const headers = new Headers({ 'x-ratelimit-usage': ',209' });
  expect(usageOf(headers, { isRead: true })).toEqual([
    { scope: 'overall', span: 'day', callLimit: undefined, used: 209 },
  ]);
});

test('a limit of 0 is no limit', () => {
  const headers = new Headers({ 'x-ratelimit-limit': '0,0' });
  expect(usageOf(headers, { isRead: true })).toEqual([]);
});

test.each([
  { case: 'room in both', limit: '100,1000', usage: '99,999', span: undefined },
  { case: 'the quarter used up', limit: '100,1000', usage: '100,200', span: 'short' },
  { case: 'the day used up', limit: '100,1000', usage: '3,1000', span: 'day' },
  { case: 'both used up', limit: '100,1000', usage: '101,1001', span: 'day' },
  { case: 'no usage', limit: '100,1000', usage: ',', span: undefined },
])('$case: $span', ({ limit, usage, span }) => {
  const headers = new Headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-usage': usage });
  expect(exhaustedSpan(usageOf(headers, { isRead: true }))).toBe(span);
});

test.each([
  { now: '2026-11-20T10:07:00Z', span: 'short', end: '2026-11-20T10:15:05.000Z' },
  { now: '2026-11-20T10:14:59Z', span: 'short', end: '2026-11-20T10:15:05.000Z' },
  { now: '2026-11-20T10:15:00Z', span: 'short', end: '2026-11-20T10:15:05.000Z' },
  { now: '2026-11-20T10:15:04.999Z', span: 'short', end: '2026-11-20T10:15:05.000Z' },
  { now: '2026-11-20T10:15:05Z', span: 'short', end: '2026-11-20T10:30:05.000Z' },
  { now: '2026-11-20T23:59:59Z', span: 'short', end: '2026-11-21T00:00:05.000Z' },
  { now: '2026-11-20T10:07:00Z', span: 'day', end: '2026-11-21T00:00:05.000Z' },
  { now: '2026-11-21T00:00:04Z', span: 'day', end: '2026-11-21T00:00:05.000Z' },
  { now: '2026-11-21T00:00:05Z', span: 'day', end: '2026-11-22T00:00:05.000Z' },
  { now: '2026-12-31T12:00:00Z', span: 'day', end: '2027-01-01T00:00:05.000Z' },
] as const)('at $now the $span window ends at $end', ({ now, span, end }) => {
  expect(windowEnd({ span, now: new Date(now), skewS: 5 }).toISOString()).toBe(end);
});
