import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bytes, percent } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import type { OpenUpload } from './types';
import { rememberedUploads } from './upload/remembered';
import { dropUpload } from './upload/transfer';
import { useUploads } from './upload/upload-store';

const PATH = '/api/v1/uploads';

/** Uploads that are not complete and that nobody on this page is sending. */
export function OpenUploads() {
  const { t } = useTranslation('packages');
  const { data } = useOne<{ uploads: readonly OpenUpload[] }>(PATH, { everyMs: 10_000 });
  const here = new Set(useUploads().map(({ id }) => id));
  const others = (data?.uploads ?? []).filter(({ id }) => !here.has(id));
  if (others.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby="open-uploads">
      <Title order={2} size="h4" id="open-uploads">
        {t('open.title')}
      </Title>
      {others.map((upload) => (
        <OneOpen key={upload.id} upload={upload} />
      ))}
    </Stack>
  );
}

function OneOpen({ upload }: { readonly upload: OpenUpload }) {
  const { t, i18n } = useTranslation('packages');
  const confirm = useConfirm();
  const drop = useAct({ run: () => dropUpload(upload.id), done: t('open.dropped'), renews: [[PATH]] });
  const { fileName, offset, sizeBytes, actor, expiresAt } = upload;
  const isOurs = rememberedUploads().some(({ id }) => id === upload.id);
  const giveUp = async (): Promise<void> => {
    const question = { title: t('upload.giveUp'), text: t('upload.giveUpText', { name: fileName }) };
    if ((await confirm({ ...question, act: t('upload.giveUp'), isDangerous: true })) !== null) drop.mutate();
  };
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" align="flex-start">
        <Stack gap={4} style={{ flex: '1 1 260px' }}>
          <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {fileName}
          </Text>
          <Progress
            value={(offset / sizeBytes) * 100}
            color="gray.6"
            aria-label={t('upload.progress', { name: fileName })}
          />
          <Text size="sm">
            {t('upload.sent', { sent: bytes(offset, i18n.language), total: bytes(sizeBytes, i18n.language) })} ·{' '}
            {percent(offset / sizeBytes, i18n.language, 0)} · {actor}
          </Text>
          <Text size="sm" c="dimmed">
            {t(isOurs ? 'open.ours' : 'open.others')} {t('open.expires')} <Time at={expiresAt} form="ago" />.
          </Text>
        </Stack>
        <Button
          variant="default"
          size="xs"
          onClick={() => void giveUp()}
          aria-label={t('upload.cancel', { name: fileName })}
        >
          {t('upload.giveUp')}
        </Button>
      </Group>
    </Paper>
  );
}
