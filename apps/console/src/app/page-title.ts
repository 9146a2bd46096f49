import type { PageEntry } from './page-entry';

export function titleOf({ title }: Pick<PageEntry, 'title'>, language: string): string {
  return language.startsWith('ru') ? title.ru : title.en;
}
