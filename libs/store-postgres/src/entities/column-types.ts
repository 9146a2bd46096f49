/** bigint columns hold counters and ids far below 2^53; pg hands them out as text. */
export const COUNTER = {
  type: 'bigint' as const,
  transformer: {
    from: (value: string | null) => (value === null ? null : Number(value)),
    to: (value: number | null) => value,
  },
};
