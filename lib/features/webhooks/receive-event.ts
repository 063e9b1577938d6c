import { hash } from 'node:crypto';
import type { Input, Output } from '../../contract/operation.ts';
import type { stravaEvent as operation } from '../../contract/webhooks.ts';
import { AppError } from '../../core/errors.ts';
import type { WebhookEvent } from '../../core/ports/strava.ts';
import type { Deps } from '../../core/ports.ts';
import { JOB_KINDS, type JobKind } from '../../jobs/kinds.ts';
import { requireSecret } from './require-secret.ts';

type Body = Input<typeof operation>['body'];

/**
 * Stores an event once, with the job it calls for, and answers. What the event says is not believed: the
 * job asks Strava. Events of athletes or subscriptions we do not know are answered alike and dropped.
 */
export async function receiveEvent(
  { params, body }: Input<typeof operation>,
  _caller: undefined,
  deps: Pick<Deps, 'config' | 'webhookEvents' | 'clock' | 'nudge' | 'log' | 'later' | 'strava'>,
  raw: { bodyText: string; header(name: string): string | undefined },
): Promise<Output<typeof operation>> {
  requireSecret(params.secret, deps);
  const signature = deps.strava.verifySignature({
    header: raw.header('x-strava-signature'),
    rawBody: raw.bodyText,
  });
  if (signature === 'invalid') {
    throw new AppError('forbidden', { detail: 'The signature does not fit the body.' });
  }
  if (signature === 'unverified') {
    deps.log.info('webhook_signature_unverified', { subscription_id: body.subscription_id });
  }
  const event = toEvent(body, signature);
  if (event === undefined) {
    deps.log.warn('webhook_event_unknown', { aspect_type: body.aspect_type });
    return { received: true };
  }
  if ((await deps.webhookEvents.accept([event], deps.clock.now())) > 0) {
    deps.later.run(deps.nudge.wake());
  }
  return { received: true };
}

/** `undefined`: a kind of event that did not exist in 2026. */
function toEvent(body: Body, signature: WebhookEvent['signature']): WebhookEvent | undefined {
  const { object_type: objectType, aspect_type: aspectType } = body;
  if (objectType !== 'activity' && objectType !== 'athlete') {
    return undefined;
  }
  if (aspectType !== 'create' && aspectType !== 'update' && aspectType !== 'delete') {
    return undefined;
  }
  const updates = Object.fromEntries(
    Object.entries(body.updates ?? {})
      .map(
        ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const identity = [
    body.subscription_id,
    objectType,
    body.object_id,
    aspectType,
    body.event_time,
    updates,
  ];
  const kind = jobKind(objectType, aspectType, updates);
  return {
    eventKey: hash('sha256', JSON.stringify(identity), 'base64url'),
    subscriptionId: body.subscription_id,
    stravaAthleteId: body.owner_id,
    objectType,
    objectId: body.object_id,
    aspectType,
    eventTime: new Date(body.event_time * 1000),
    updates,
    signature,
    job: kind === undefined ? undefined : { kind, priority: JOB_KINDS[kind].priority },
  };
}

function jobKind(
  objectType: 'activity' | 'athlete',
  aspectType: string,
  updates: Record<string, string>,
): JobKind | undefined {
  if (objectType === 'activity') {
    return 'strava-activity';
  }
  // documented as an update with authorized "false"; some handlers were told of a delete
  const deauthorised = updates['authorized'] === 'false' || aspectType === 'delete';
  return deauthorised ? 'strava-deauthorised' : undefined;
}
