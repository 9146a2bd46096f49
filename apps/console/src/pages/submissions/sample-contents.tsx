import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { bytes, count } from '../../parts/number-text';
import { saveAnswer } from '../../parts/save-file';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { sampleRoute } from './sample-path';
import type { Sample, SampleContent } from './types';

const WORD = 'malware';

/** What was sent of a file, whole or in parts, and whether it is still there. */
export function SampleContents({ sample }: { readonly sample: Sample }) {
  const { t, i18n } = useTranslation('submissions');
  const { may } = useSession();
  const confirm = useConfirm();
  const save = useAct({
    run: ({ id, firstByte, sizeBytes, totalBytes }: SampleContent) => {
      const place = sizeBytes === totalBytes ? '' : `-${String(firstByte)}`;
      return saveAnswer(`${sample.sha256}${place}.sample`, `${sampleRoute(sample.id, 'content')}?part=${id}`);
    },
    done: t('contents.saved'),
  });
  const ask = async (content: SampleContent): Promise<void> => {
    const said = await confirm({
      title: t('contents.askTitle'),
      text: t('contents.askText'),
      act: t('contents.download'),
      word: WORD,
      isDangerous: true,
    });
    if (said !== null) save.mutate(content);
  };
  if (sample.contents.length === 0) return <Text size="sm">{t('contents.none')}</Text>;
  return (
    <Stack gap="xs">
      {sample.contents.map((one) => {
        const isWhole = one.sizeBytes === one.totalBytes;
        return (
          <Paper key={one.id} withBorder p="sm">
            <Group justify="space-between" gap="sm">
              <Stack gap={0} style={{ minWidth: 0 }}>
                <Text size="sm" fw={600}>
                  {isWhole
                    ? t('contents.whole', { size: bytes(one.sizeBytes, i18n.language) })
                    : t('contents.part', {
                        from: count(one.firstByte, i18n.language),
                        size: bytes(one.sizeBytes, i18n.language),
                        total: bytes(one.totalBytes, i18n.language),
                      })}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('contents.received')} <Time at={one.receivedAt} />
                  {one.erasedAt !== null && (
                    <>
                      {' · '}
                      {t(`contents.${one.erasedWhy ?? 'expired'}`)} <Time at={one.erasedAt} />
                    </>
                  )}
                </Text>
              </Stack>
              {one.erasedAt === null && may('operator') && (
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  loading={save.isPending}
                  onClick={() => void ask(one)}
                >
                  {t('contents.download')}
                </Button>
              )}
            </Group>
          </Paper>
        );
      })}
    </Stack>
  );
}
