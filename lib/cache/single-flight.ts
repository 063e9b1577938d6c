export interface SingleFlight<T> {
  /** The answer of `work`, or of the same-named work that is under way. */
  run(name: string, work: () => Promise<T>): Promise<T>;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const underWay = new Map<string, Promise<T>>();
  return {
    run(name, work) {
      const present = underWay.get(name);
      if (present) {
        return present;
      }
      const flight = work().finally(() => underWay.delete(name));
      underWay.set(name, flight);
      return flight;
    },
  };
}
