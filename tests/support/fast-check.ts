/**
 * fast-check, with cases of chance for whoever develops, and the same ones every time in CI: there a change should
 * fail for what it changed. What chance finds becomes a case of its own.
 */
import { configureGlobal } from 'fast-check';

if (process.env['CI'] !== undefined) {
  configureGlobal({ seed: 20_261_121 });
}

export * from 'fast-check';
