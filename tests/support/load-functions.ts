import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source.ts';

type Handler = (request: Request) => Promise<Response>;

interface FunctionModule {
  default: Handler;
  config: { path?: string | string[] };
}

export interface Functions {
  /** The handler of the function that has this path. */
  find(pathname: string): Handler | undefined;
  /** Path patterns of all functions. */
  paths: string[];
}

/** Imports every function that has a path, to be found by it as Netlify does. */
export async function loadFunctions(): Promise<Functions> {
  const routes: { path: string; pattern: RegExp; handler: Handler }[] = [];
  for (const file of globSync('netlify/functions/*.mts', { cwd: ROOT }).sort()) {
    const module = (await import(join(ROOT, file))) as FunctionModule;
    for (const path of [module.config.path ?? []].flat()) {
      const pattern = new RegExp(`^${escaped(path).replaceAll(/:\w+/g, '[^/]+')}/?$`);
      routes.push({ path, pattern, handler: module.default });
    }
  }
  return {
    find: (pathname) => routes.find(({ pattern }) => pattern.test(pathname))?.handler,
    paths: routes.map(({ path }) => path),
  };
}

const escaped = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
