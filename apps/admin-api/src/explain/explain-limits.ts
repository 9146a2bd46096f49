/** How far one explanation goes. What is cut says so. */
export const EXPLAIN_LIMITS = {
  /** Objects of one request. */
  objects: 200,
  /** Objects of a request whose history is told. */
  historyObjects: 20,
  /** Generations of the past that are answered from anew. */
  generations: 200,
  /** Snapshots of the past whose records are read. */
  snapshots: 60,
  /** Overrides that have ended, or that other customers have, over all objects of a request. */
  overrides: 1_000,
  /** Changes of one object's answer that are told, newest first. */
  steps: 100,
  /** How often records lead to more records: a hash to a stronger one, that one to its siblings, all of them to names. */
  rounds: 16,
} as const;
