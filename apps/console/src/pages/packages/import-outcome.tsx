import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../api/api-error';
import { useFaultText } from '../../parts/fault-text';
import type { ImportView } from './types';

/** What became of a package, and what to do now. */
export function ImportOutcome({ view }: { readonly view: ImportView }) {
  const { t } = useTranslation('packages');
  if (view.state === 'rejected') return <Rejected view={view} />;
  const preview = view.snapshotId === null ? null : `/snapshots/${String(view.snapshotId)}`;
  if (view.state === 'held')
    return (
      <Alert color="yellow" title={t('outcome.held')}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{view.detail}</Text>
          {preview !== null && (
            <Button component={Link} to={preview} size="xs">
              {t('outcome.decide')}
            </Button>
          )}
        </Stack>
      </Alert>
    );
  if (view.state === 'active')
    return (
      <Group gap="md">
        <Text size="sm">{t('outcome.active', { generation: view.generation ?? '' })}</Text>
        {preview !== null && (
          <Anchor component={Link} to={preview} size="sm">
            {t('outcome.changes')}
          </Anchor>
        )}
      </Group>
    );
  if (view.state === 'unchanged')
    return <Text size="sm">{view.detail === null ? t('outcome.unchanged') : view.detail}</Text>;
  return null;
}

function Rejected({ view }: { readonly view: ImportView }) {
  const { t } = useTranslation('packages');
  const tell = useFaultText();
  const problem = { code: view.code ?? 'INTERNAL', detail: view.detail ?? '', advice: view.advice ?? '' };
  const { title, detail, advice } = tell(new ApiError(422, problem));
  return (
    <Alert color="red" title={title === '' ? t('outcome.rejected') : title}>
      <Stack gap={4}>
        {detail !== '' && <Text size="sm">{detail}</Text>}
        {advice !== '' && (
          <Text size="sm" fw={500}>
            {advice}
          </Text>
        )}
        {view.code === 'PACKAGE_UNTRUSTED' && (
          <Anchor component={Link} to="/trust" size="sm" c="inherit" underline="always">
            {t('outcome.toTrust')}
          </Anchor>
        )}
        <Text size="xs" className="mono">
          {view.code}
        </Text>
      </Stack>
    </Alert>
  );
}
