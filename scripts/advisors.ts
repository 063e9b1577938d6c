/** Prints what `supabase db advisors` finds in the migrations; exits 1 when it finds anything. */
import { adviseOnMigrations } from '../tests/sandbox/supabase/advise.ts';

const findings = await adviseOnMigrations();
for (const { level, name, detail } of findings) console.error(`${level} ${name}: ${detail}`);
console.log(`${findings.length} findings`);
if (findings.length > 0) process.exitCode = 1;
