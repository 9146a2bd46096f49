import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../parts/copy-text';

/** A secret that nobody can show again. */
export function ShownOnce(props: {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly what: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('people');
  return (
    <Alert role="status" color="orange" variant="light" title={props.title}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{props.text}</Text>
        <CopyText text={props.secret} what={props.what} />
        <Button size="xs" variant="default" onClick={props.onDone}>
          {t('kept')}
        </Button>
      </Stack>
    </Alert>
  );
}
