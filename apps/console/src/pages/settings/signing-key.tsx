import { Button, Group, Text } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { Section } from './section';
import type { SigningKey } from './types';

/** The key that signs settings files: its fingerprint goes to customers by another way than the file. */
export function SigningKeySection({ signingKey }: { readonly signingKey: SigningKey | null }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const confirm = useConfirm();
  const rotate = useAct({
    run: () => api.post('/api/v1/provider/key/rotations'),
    done: t('key.rotated'),
    renews: [['/api/v1/provider/settings'], ['/api/v1/provider/settings-files'], ['/api/v1/alerts']],
  });
  const ask = async (): Promise<void> => {
    const word = signingKey?.fingerprint.slice(0, 8) ?? '';
    const question = {
      title: t('key.rotate'),
      text: t('key.rotateText'),
      act: t('key.rotate'),
      word,
      isDangerous: true,
    };
    if ((await confirm(question)) !== null) rotate.mutate();
  };
  return (
    <Section
      title={t('key.title')}
      text={t('key.text')}
      actions={
        may() &&
        signingKey !== null && (
          <Button
            variant="default"
            leftSection={<IconRotate size={16} aria-hidden />}
            loading={rotate.isPending}
            onClick={() => void ask()}
          >
            {t('key.rotate')}
          </Button>
        )
      }
    >
      {signingKey === null ? (
        <Text size="sm">{t('key.none')}</Text>
      ) : (
        <Group gap="lg">
          <CopyText text={signingKey.fingerprint} what={t('file.key')} />
          <Text size="sm">
            {t('key.number', { number: signingKey.number })}, <Time at={signingKey.madeAt} />
          </Text>
        </Group>
      )}
    </Section>
  );
}
