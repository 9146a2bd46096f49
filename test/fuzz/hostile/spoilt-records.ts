import { sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import type { Draft } from '../package-draft';
import type { HostileCase } from './hostile-case';
import { draftSection, pokeValue } from './hostile-case';

/** Sets bytes of the first record of a section, counted from the end of its key. */
export function poke(
  name: string,
  code: HostileCase['code'],
  section: SectionName,
  at: number,
  ...bytes: number[]
): HostileCase {
  return { name, code, draft: pokeValue(section, sectionLayout(section).keyBytes, at, ...bytes) };
}

/** Replaces the records of a section, chunk by chunk. */
export function records(
  name: string,
  code: HostileCase['code'],
  section: SectionName,
  edit: (all: Buffer[]) => Buffer[][],
  on: 'full' | 'delta' = 'full',
): HostileCase {
  const draft = (one: Draft): void => {
    const found = draftSection(one, section);
    found.chunks = edit(found.chunks.flat());
  };
  return { name, code, on, draft };
}
