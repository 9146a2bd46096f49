import { Button } from '@mantine/core';
import { IconDownload, IconFileCertificate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { DataTable } from '../../parts/data-table';
import { saveAnswer } from '../../parts/save-file';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { FILE_NAME } from './newest-file';
import { Section } from './section';
import type { SettingsFile } from './types';

const FILES = '/api/v1/provider/settings-files';

/** The files that were issued, newest first, and the next one. */
export function SettingsFiles({ newest }: { readonly newest: SettingsFile | null }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const query = useOne<{ files: readonly SettingsFile[] }>(FILES);
  const confirm = useConfirm();
  const issue = useAct({
    run: () => api.post<SettingsFile>(FILES),
    done: ({ serial }) => t('file.issued', { serial }),
    renews: [['/api/v1/provider'], [FILES], ['/api/v1/provider/settings'], ['/api/v1/alerts']],
  });
  const load = useAct({
    run: (serial: number) => saveAnswer(FILE_NAME, `${FILES}/${String(serial)}/file`),
    done: t('file.saved'),
  });
  const ask = async (): Promise<void> => {
    const answer = await confirm({ title: t('file.issue'), text: t('file.issueText'), act: t('file.issue') });
    if (answer !== null) issue.mutate();
  };
  return (
    <Section
      title={t('file.title')}
      text={t('file.text')}
      actions={
        may() && (
          <Button
            leftSection={<IconFileCertificate size={16} aria-hidden />}
            loading={issue.isPending}
            onClick={() => void ask()}
          >
            {t('file.issue')}
          </Button>
        )
      }
    >
      <DataTable
        label={t('file.title')}
        query={query}
        rows={query.data?.files}
        rowKey={({ serial }) => String(serial)}
        empty={{ title: t('file.none'), text: t('file.noneText') }}
        columns={[
          { key: 'serial', title: t('file.serial'), render: ({ serial }) => serial },
          { key: 'issued', title: t('file.issuedAt'), render: ({ issuedAt }) => <Time at={issuedAt} /> },
          { key: 'by', title: t('file.by'), render: ({ issuedBy }) => issuedBy },
          { key: 'expires', title: t('file.expires'), render: ({ expiresAt }) => <Time at={expiresAt} form="ago" /> },
          {
            key: 'key',
            title: t('file.key'),
            render: ({ fingerprint }) => (
              <CopyText text={fingerprint} shown={fingerprint.slice(0, 16)} what={t('file.key')} />
            ),
          },
          {
            key: 'load',
            title: t('common:act.download'),
            render: ({ serial }) => (
              <Button
                size="xs"
                variant={serial === newest?.serial ? 'light' : 'default'}
                aria-label={t('file.load', { serial })}
                leftSection={<IconDownload size={14} aria-hidden />}
                onClick={() => load.mutate(serial)}
              >
                {t('common:act.download')}
              </Button>
            ),
          },
        ]}
      />
    </Section>
  );
}
