import { resolveImport } from './import-table.ts';
import type { Source } from './source.ts';

/** Circles of value imports, each as the files it goes through. Types leave nothing that could be circular. */
export function importCycles(sources: Source[]): string[] {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier, level }) =>
        level === 'values' && specifier !== undefined ? (resolveImport(path, specifier) ?? []) : [],
      ),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    if (done.has(path)) {
      return;
    }
    for (const next of edges.get(path) ?? []) {
      visit(next, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of sources) {
    visit(path, []);
  }
  return cycles;
}
