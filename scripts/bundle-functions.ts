import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

export interface BundledFunction {
  name: string;
  /** The entry first. With `split`, what is only imported on demand follows in chunks of its own. */
  chunks: OutputChunk[];
}

/** The contract goes packed: as code it would be a third of its function, and every cold start would read it. */
const packedContract: Plugin = {
  name: 'packed-contract',
  transform(code, id) {
    if (!id.endsWith('/openapi.json')) {
      return null;
    }
    const packed = gzipSync(JSON.stringify(JSON.parse(code))).toString('base64');
    return {
      code: `import { gunzipSync } from 'node:zlib';
        export default JSON.parse(gunzipSync(Buffer.from('${packed}', 'base64')).toString());`,
      moduleType: 'js',
      map: null,
    };
  },
};

/**
 * Bundles every function into one file each, tree-shaken: Netlify packs whole packages beside a function
 * that imports them, 5 MB here, and a cold start reads them file by file. Names, lines and errors stay as
 * they are written, for stack traces; comments and dead code go.
 *
 * `folder`: where to write; left out, nothing is written. `split`: keep apart what is imported on demand.
 */
export async function bundleFunctions(
  options: { sources?: string[]; folder?: string; split?: boolean } = {},
): Promise<BundledFunction[]> {
  const sources = options.sources ?? globSync('netlify/functions/*.mts', { cwd: ROOT }).sort();
  const bundled: BundledFunction[] = [];
  for (const source of sources) {
    const bundle = await rolldown({
      input: join(ROOT, source),
      cwd: ROOT,
      platform: 'node',
      plugins: [packedContract],
    });
    const output = {
      format: 'esm',
      entryFileNames: '[name].mjs',
      codeSplitting: options.split === true,
      minify: { compress: true, mangle: false, codegen: false },
      comments: false,
    } as const;
    const built =
      options.folder === undefined
        ? await bundle.generate(output)
        : await bundle.write({ ...output, dir: options.folder });
    await bundle.close();
    const chunks = built.output.filter((item) => item.type === 'chunk');
    const name = basename(source, '.mts');
    bundled.push({ name, chunks: chunks.sort((a, b) => Number(b.isEntry) - Number(a.isEntry)) });
  }
  return bundled;
}
