import { Anchor, Drawer, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { exactTime } from '../../parts/time-text';
import { told, valueText } from './difference';
import type { Change } from './difference';
import { subjectLink } from './subject-link';
import type { AuditEntry } from './types';

interface EntryDrawerProps {
  /** Null: it is closed. */
  readonly entry: AuditEntry | null;
  readonly onClose: () => void;
}

/** One entry with all that it tells: who, when exactly, about what, before and after. */
export function EntryDrawer({ entry, onClose }: EntryDrawerProps) {
  const { t } = useTranslation('audit');
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry === null ? '' : t('entry', { number: entry.sequence ?? '?' })}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      {entry !== null && <Entry entry={entry} />}
    </Drawer>
  );
}

function Entry({ entry: { at, actor, action, subject, detail } }: { readonly entry: AuditEntry }) {
  const { t, i18n } = useTranslation('audit');
  const { changes, rest } = told(detail);
  const link = subjectLink(action, subject);
  return (
    <Stack gap="md" style={{ overflowWrap: 'anywhere' }}>
      <div>
        <Text fw={700}>{action}</Text>
        <Text size="sm">{t('by', { actor })}</Text>
        <Text size="sm">{exactTime(new Date(at), i18n.language)}</Text>
        <Text size="sm">
          {t('about')}{' '}
          {link === null ? (
            subject
          ) : (
            <Anchor component={Link} to={link}>
              {subject}
            </Anchor>
          )}
        </Text>
      </div>
      {changes !== null && <Changes changes={changes} />}
      {rest.length > 0 && (
        <Table aria-label={t('details')} withTableBorder>
          <Table.Tbody>
            {rest.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" w="35%">
                  {name}
                </Table.Th>
                <Table.Td>
                  <Value value={value} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {changes === null && rest.length === 0 && <Text c="dimmed">{t('noDetails')}</Text>}
    </Stack>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('audit');
  return (
    <Table aria-label={t('changes')} withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('what')}</Table.Th>
          <Table.Th scope="col">{t('before')}</Table.Th>
          <Table.Th scope="col">{t('after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(({ name, before, after, isChanged }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">
              {name}
              {!isChanged && (
                <Text span inherit fw={400} c="dimmed">
                  {' '}
                  {t('same')}
                </Text>
              )}
            </Table.Th>
            <Table.Td>
              {isChanged && before !== undefined ? (
                <Text component="del" inherit>
                  <Value value={before} />
                </Text>
              ) : (
                <Value value={before} />
              )}
            </Table.Td>
            <Table.Td>
              {isChanged ? (
                <Text component="ins" inherit fw={600} td="none">
                  <Value value={after} />
                </Text>
              ) : (
                <Value value={after} />
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Value({ value }: { readonly value: unknown }) {
  const text = valueText(value);
  if (text === null) return <>–</>;
  return <>{text}</>;
}
