const EVERY_MS = 60_000;

/**
 * Does what Netlify's scheduler does and `netlify dev` does not: calls the sweep each minute. The nightly
 * function is left to the developer's hand.
 */
export function startSchedule(options: { siteUrl: string; warn: (line: string) => void }): {
  stop: () => void;
} {
  const sweep = async () => {
    try {
      const response = await fetch(`${options.siteUrl}/.netlify/functions/sweep-jobs`, {
        method: 'POST',
        signal: AbortSignal.timeout(EVERY_MS / 2),
      });
      await response.body?.cancel();
      if (!response.ok) {
        options.warn(`The sweep answered ${response.status}.`);
      }
    } catch (error) {
      options.warn(`The sweep could not be called: ${String(error)}`);
    }
  };
  const timer = setInterval(() => void sweep(), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
