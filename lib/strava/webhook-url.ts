/** Where Strava sends events: the path holds a secret, so that nobody else finds it. */
export function webhookUrl({ siteUrl, secret }: { siteUrl: string; secret: string }): string {
  return `${siteUrl.replace(/\/+$/, '')}/api/v1/webhooks/strava/${encodeURIComponent(secret)}`;
}
