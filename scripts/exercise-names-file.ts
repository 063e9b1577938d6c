type Types = Record<string, Record<string, string | number>>;

const SUFFIX = '_exercise_name';

/** The text of lib/recording/fit/exercise-names.gen.ts. */
export async function exerciseNames(): Promise<string> {
  const profile = new URL('./profile.js', import.meta.resolve('fit-file-parser'));
  const { PROFILE_TYPES } = (await import(profile.href)) as { PROFILE_TYPES: Types };
  const lines = Object.entries(PROFILE_TYPES).flatMap(([type, names]) => {
    if (!type.endsWith(SUFFIX)) {
      return [];
    }
    const last = Math.max(...Object.keys(names).map(Number));
    const byNumber = Array.from({ length: last + 1 }, (_, number) => names[number] ?? '-');
    return [`  ${type.slice(0, -SUFFIX.length)}:\n    '${byNumber.join(' ')}',`];
  });
  return `// Made by scripts/exercise-names.ts from the profile in fit-file-parser; do not edit.
/** Exercises by their category, in the order of their numbers in the FIT profile; \`-\`: not given out. */
export const EXERCISE_NAMES: Record<string, string> = {
${lines.join('\n')}
};
`;
}
