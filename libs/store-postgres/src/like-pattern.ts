/** A text that a person looks for, as a pattern of LIKE in which it stands for itself. */
export function likePattern(text: string, where: 'anywhere' | 'at the beginning'): string {
  const literal = text.replace(/[\\%_]/g, '\\$&');
  return where === 'anywhere' ? `%${literal}%` : `${literal}%`;
}
