/** `1 vendor`, `2 vendors`, `1000 rows`: English plurals that end in s; others are given whole. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
