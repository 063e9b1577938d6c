import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source.ts';

/** The value that netlify.toml gives a variable in local development. */
export function devVariable(name: string): string {
  const text = readFileSync(join(ROOT, 'netlify.toml'), 'utf8');
  const value = new RegExp(`^\\s*${name} = "([^"]*)"`, 'm').exec(text)?.[1];
  if (value === undefined) {
    throw new Error(`netlify.toml does not set ${name}`);
  }
  return value;
}
