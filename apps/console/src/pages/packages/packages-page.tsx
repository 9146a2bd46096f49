import { Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { DropZone } from './drop-zone';
import { ImportHistory } from './import-history';
import { OpenUploads } from './open-uploads';
import { UploadCard } from './upload-card';
import { uploads, useUploads } from './upload/upload-store';

export default function PackagesPage() {
  const { t } = useTranslation('packages');
  const { may } = useSession();
  return (
    <Page title={t('title')} description={t('description')}>
      {may('operator') && <Uploading />}
      <ImportHistory />
    </Page>
  );
}

function Uploading() {
  const { t } = useTranslation('packages');
  const own = useUploads();
  // Whoever had to sign in again finds them going on.
  useEffect(() => uploads.resume(), []);
  return (
    <>
      <DropZone />
      {own.length > 0 && (
        <Stack gap="sm" component="section" aria-labelledby="uploads">
          <Title order={2} size="h4" id="uploads">
            {t('upload.title')}
          </Title>
          {own.map((upload) => (
            <UploadCard key={upload.key} upload={upload} />
          ))}
        </Stack>
      )}
      <OpenUploads />
    </>
  );
}
