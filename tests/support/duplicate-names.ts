/** A test or a group of them, as the runner keeps it. */
export interface Task {
  name: string;
  type: string;
  tasks?: Task[];
}

/** Names that more than one test of a file has, groups included: `group > test`. */
export function duplicateNames(file: Task): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  const look = (tasks: Task[], trail: string[]): void => {
    for (const { name, type, tasks: inner } of tasks) {
      const full = [...trail, name].join(' > ');
      if (type === 'test') {
        (seen.has(full) ? twice : seen).add(full);
      }
      look(inner ?? [], [...trail, name]);
    }
  };
  look(file.tasks ?? [], []);
  return [...twice];
}
