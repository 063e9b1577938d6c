import type * as z from 'zod';
import type { activity } from '../../contract/activities.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';

export type Activity = z.input<typeof activity>;

/** An activity as the API shows it: the row without its bookkeeping, with what its source's policy allows. */
export function toActivity(row: ActivityRow, { policyOf }: Pick<Deps, 'policyOf'>): Activity {
  const {
    athlete_id: _athlete,
    local_date: _localDate,
    field_origins: _origins,
    source_fetched_at: _fetched,
    source_detail: _detail,
    counted: _counted,
    group_id: _group,
    group_confidence: _confidence,
    expires_at,
    deleted_at: _deletedAt,
    deleted_by: _deletedBy,
    metadata,
    summary,
    source_metadata,
    ...shown
  } = row;
  const { model, share } = policyOf(row.source);
  return {
    ...shown,
    metadata: metadata as Activity['metadata'],
    summary: summary as Activity['summary'],
    source_metadata: source_metadata as Activity['source_metadata'],
    policy: { model, share, expires_at },
  } as Activity;
}
