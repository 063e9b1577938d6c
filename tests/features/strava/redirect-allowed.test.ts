import { describe, expect, it } from 'vitest';
import { redirectAllowed } from '../../../lib/features/strava/redirect-allowed.ts';

const allowList = [
  'https://app.example.com/signed-in',
  'https://app.example.com/deep/*',
  'fettle-demo://*',
  'other://auth',
  'http://localhost:5173/*',
];

describe('a sign-in returns only to addresses on the allow-list', () => {
  it.each([
    ['an exact address', 'https://app.example.com/signed-in'],
    ['an exact address with the app’s own query', 'https://app.example.com/signed-in?tab=1'],
    ['below a prefix', 'https://app.example.com/deep/link/1?x=2'],
    ['anything of an app’s scheme', 'fettle-demo://auth/back'],
    ['an app’s exact deep link', 'other://auth'],
    ['a local port', 'http://localhost:5173/cb'],
  ])('%s is allowed', (_case, address) => {
    expect(redirectAllowed(address, allowList)).toBe(true);
  });

  it.each([
    ['another host', 'https://evil.example/signed-in'],
    ['a host that only begins alike', 'https://app.example.com.evil.example/signed-in'],
    ['a host in the user part', 'https://app.example.com@evil.example/signed-in'],
    ['credentials', 'https://user:pw@app.example.com/signed-in'],
    ['another path', 'https://app.example.com/'],
    ['a path climbing out of its prefix', 'https://app.example.com/deep/../admin'],
    ['an encoded climb', 'https://app.example.com/deep/%2e%2e/admin'],
    ['an encoded slash', 'https://app.example.com/deep/..%2fadmin'],
    ['a fragment', 'https://app.example.com/signed-in#x'],
    ['another scheme', 'http://app.example.com/signed-in'],
    ['another port', 'http://localhost:5174/cb'],
    ['a script', 'javascript:alert(1)'],
    ['no address at all', 'signed-in'],
    ['nothing', ''],
  ])('%s is refused', (_case, address) => {
    expect(redirectAllowed(address, allowList)).toBe(false);
  });
});
