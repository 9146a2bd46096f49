import { Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { ZoneBadge } from '../../parts/zone-badge';
import { PlainLink } from './link';
import type { ChangedObject } from './types';

interface ChangedObjectsProps {
  readonly title?: string;
  readonly objects: readonly ChangedObject[];
  /** Within a table that tells the zones already. */
  readonly isPlain?: boolean;
}

/** Examples of what changes, each with a way to what is known of it. */
export function ChangedObjects({ title, objects, isPlain = false }: ChangedObjectsProps) {
  const items = (
    <Stack component="ul" gap={4} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {objects.map((one) => (
        <li key={`${one.section} ${one.key}`}>
          <OneObject object={one} isPlain={isPlain} />
        </li>
      ))}
    </Stack>
  );
  if (title === undefined) return items;
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {items}
    </Paper>
  );
}

function OneObject({ object, isPlain }: { readonly object: ChangedObject; readonly isPlain: boolean }) {
  const { t, i18n } = useTranslation('feeds');
  const { from, to, popularity, threat } = object;
  const asked = askedAs(object);
  const facts = [
    threat,
    popularity === null ? null : t('preview.seen', { n: count(popularity, i18n.language) }),
  ].filter((fact) => fact !== null);
  return (
    <Group gap={6}>
      {!isPlain && (
        <>
          <ZoneBadge zone={from} size="sm" />
          <span aria-hidden>→</span>
          <VisuallyHidden>{t('preview.becomes')}</VisuallyHidden>
          <ZoneBadge zone={to} size="sm" />
        </>
      )}
      <span className="mono" style={{ fontSize: 13 }}>
        {asked === null ? (
          (object.text ?? object.key)
        ) : (
          <PlainLink to={`/lookup?object=${encodeURIComponent(asked)}`} text={shortened(asked)} />
        )}
      </span>
      {facts.length > 0 && (
        <Text span size="xs" c="dimmed">
          {facts.join(' · ')}
        </Text>
      )}
    </Group>
  );
}

/** How a person would ask for it; null: only a hash of it is known, which nobody can ask for. */
function askedAs({ kind, section, key, text }: ChangedObject): string | null {
  if (kind === 'file' && section.startsWith('file-')) return key;
  return kind === 'certificate' || kind === 'software' ? null : (text?.replace(/\/$/, '') ?? null);
}

function shortened(text: string): string {
  return /^[0-9a-f]{40,}$/.test(text) ? `${text.slice(0, 16)}…${text.slice(-6)}` : text;
}
