/**
 * May a sign-in return to this address? Entries are exact addresses, or end in `*` for all that begins so.
 * Both sides are compared as parsed URLs, so that no spelling of a host or path slips through.
 */
export function redirectAllowed(redirectUri: string, allowList: string[]): boolean {
  const target = parse(redirectUri);
  if (
    target === undefined ||
    target.hash !== '' ||
    target.username !== '' ||
    target.password !== ''
  ) {
    return false;
  }
  return allowList.some((entry) => {
    const open = entry.endsWith('*');
    const allowed = parse(open ? entry.slice(0, -1) : entry);
    if (allowed === undefined || allowed.protocol !== target.protocol) {
      return false;
    }
    if (open && allowed.host === '' && allowed.pathname === '') {
      return true; // `your-app://*`: everything of the app's own scheme
    }
    if (allowed.host !== target.host) {
      return false;
    }
    return open
      ? target.pathname.startsWith(allowed.pathname) && !/%2e|%2f|%5c/i.test(target.pathname)
      : target.pathname === allowed.pathname &&
          (allowed.search === '' || allowed.search === target.search);
  });
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
