import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './errors.ts';
import { MIGRATIONS_FOLDER } from './migrations.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024;
const DEADLINE_MS = 120_000;

/**
 * Runs the real Supabase CLI against a Postgres address and answers its standard output. It works
 * in a folder of its own, so that it leaves no `supabase/.temp` behind.
 */
export async function runSupabaseCli(
  command: readonly string[],
  {
    postgresUrl,
    migrationsFolder = MIGRATIONS_FOLDER,
  }: { postgresUrl: string; migrationsFolder?: string },
): Promise<string> {
  const workdir = await mkdtemp(join(tmpdir(), 'fettle-cli-'));
  try {
    await mkdir(join(workdir, 'supabase'));
    await cp(join(ROOT, 'supabase/config.toml'), join(workdir, 'supabase/config.toml'));
    await cp(migrationsFolder, join(workdir, 'supabase/migrations'), { recursive: true });
    const script = join(ROOT, 'node_modules/supabase/dist/supabase.js');
    const flags = [`--remote=${postgresUrl}`, '--workdir', workdir, '--yes', '--agent', 'no'];
    const running = promisify(execFile)(process.execPath, [script, ...command, ...flags], {
      env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' },
      maxBuffer: OUTPUT_LIMIT_BYTES,
      timeout: DEADLINE_MS,
    });
    running.child.stdin?.end();
    return (await running).stdout;
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const message = `supabase ${command.join(' ')} failed: ${output.trim()}`;
    throw new LocalStackError('cli_failed', message, { cause: error });
  } finally {
    await rm(workdir, { recursive: true, force: true });
  }
}
