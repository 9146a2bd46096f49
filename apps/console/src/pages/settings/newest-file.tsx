import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { saveAnswer } from '../../parts/save-file';
import { useAct } from '../../parts/use-act';
import { Section } from './section';

export const FILE_NAME = 'provider-settings.txt';

/** The newest settings file, for whoever hands it to endpoints. */
export function NewestFile() {
  const { t } = useTranslation('settings');
  const load = useAct({
    run: () => saveAnswer(FILE_NAME, '/api/v1/provider/settings-files/newest/file'),
    done: t('file.saved'),
  });
  return (
    <Section
      title={t('customer.file')}
      text={t('customer.fileText')}
      actions={
        <Button
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={load.isPending}
          onClick={() => load.mutate()}
        >
          {t('common:act.download')}
        </Button>
      }
    />
  );
}
