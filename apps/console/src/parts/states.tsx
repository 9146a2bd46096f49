import { Alert, Button, Center, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error';
import { useFaultText } from './fault-text';

/** Something is on its way. */
export function Loading({ label }: { readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <Center py="xl" role="status" aria-label={label ?? t('state.loading')}>
      <Loader size="md" />
    </Center>
  );
}

interface StateText {
  readonly title: string;
  readonly text: ReactNode;
  /** What to do about it: buttons. */
  readonly children?: ReactNode;
}

/** There is nothing here, and why, and what to do. */
export function Empty({ title, text, children }: StateText) {
  return (
    <Paper withBorder p="xl" ta="center">
      <Stack gap="sm" align="center">
        <Text fw={600}>{title}</Text>
        <Text c="dimmed" maw={520}>
          {text}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}

/** A whole page that cannot be shown. */
export function Failed({ title, text, children }: StateText) {
  return (
    <Stack role="alert" align="center" ta="center" gap="sm" py="xl">
      <IconAlertTriangle size={36} stroke={1.5} aria-hidden />
      <Title order={1} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={520}>
        {text}
      </Text>
      {children}
    </Stack>
  );
}

export function RetryButton({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
      {t('act.retry')}
    </Button>
  );
}

/** What the service refused: its title, its words and its advice. */
export function Fault({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const tell = useFaultText();
  const { title, detail, advice } = tell(error);
  return (
    <Alert role="alert" color="red" variant="light" title={title} icon={<IconAlertTriangle size={18} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        {detail !== '' && <Text size="sm">{detail}</Text>}
        {advice !== '' && <Text size="sm">{advice}</Text>}
        {error instanceof ApiError && (
          <Text size="xs" className="mono">
            {error.code}
          </Text>
        )}
        {onRetry !== undefined && <RetryButton onRetry={onRetry} />}
      </Stack>
    </Alert>
  );
}

interface QueryLike<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** The usual three states of something that is fetched. */
export function Fetched<T>({
  query,
  children,
}: {
  readonly query: QueryLike<T>;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null && query.error !== undefined)
    return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}
