import type { LocalSupabase } from '../sandbox/supabase/start.ts';

/** Takes everything out of the tables but the rows that migrations put there, which begin anew. */
export async function emptyDatabase(supabase: LocalSupabase): Promise<void> {
  await supabase.query('delete from auth.users');
  for (const table of ['jobs', 'webhook_events', 'deletion_receipts', 'one_time_codes']) {
    await supabase.query(`delete from public.${table}`);
  }
  await supabase.query(
    "update public.strava_budget set window_start = 'epoch', used = 0, " +
      "call_limit = case when scope = 'overall' then 200 else 100 end * case span when 'day' then 10 else 1 end",
  );
  await supabase.query(
    'update public.strava_app set subscription_id = null, callback_url = null, checked_at = null, ' +
      'blocked_until = null, blocked_code = null',
  );
  await supabase.query("update public.job_wakes set woken_at = 'epoch'");
}
