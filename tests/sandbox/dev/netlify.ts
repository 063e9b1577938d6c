/**
 * The netlify CLI with one correction. Where a function answers 404 or 403, `netlify dev` takes it for a file
 * that is not there and asks the function again for `….html` and `…/index.html`; what comes out is the answer
 * to an address nobody asked for. Netlify itself does not: below /api there are no files to try.
 */
import { IncomingMessage } from 'node:http';

const paths = new WeakMap<IncomingMessage, string[]>();

Object.defineProperty(IncomingMessage.prototype, 'alternativePaths', {
  get(this: IncomingMessage) {
    return paths.get(this);
  },
  set(this: IncomingMessage, alternatives: string[]) {
    paths.set(this, this.url?.startsWith('/api/') === true ? [] : alternatives);
  },
});

const cli = '../../../node_modules/netlify-cli/bin/run.js';
await import(cli);
