import { Button, Menu } from '@mantine/core';
import {
  IconBan,
  IconChevronDown,
  IconClockHour4,
  IconDownload,
  IconFileCertificate,
  IconHourglass,
  IconArrowBackUp,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { saveAnswer } from '../../parts/save-file';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { licenseName, licenseRoute } from './license-path';
import { openOverlap } from './overlap-form';
import { renewedBy } from './renewed';
import { saveLicenseFile } from './save-license-file';
import type { License } from './types';

/** What can be done with a license as a whole. */
export function LicenseActs({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const confirm = useConfirm();
  const name = licenseName(license);
  const renews = renewedBy(license);
  const isProvider = may('license-manager');
  const revoke = useAct({
    run: (reason: string) => api.post(licenseRoute(name, 'revoke'), { reason }),
    done: t('act.revoked'),
    renews,
  });
  const change = useAct({
    run: (reason: string) => api.post(licenseRoute(name, 'change'), { reason }),
    done: t('act.changed'),
    renews,
  });
  const unchange = useAct({
    run: (reason: string) => api.post(licenseRoute(name, 'unchange'), { reason }),
    done: t('act.unchanged'),
    renews,
  });
  const save = useAct({ run: () => saveLicenseFile(license), done: null });
  const settings = useAct({
    run: () => saveAnswer('provider.settings', '/api/v1/provider/settings-files/newest/file'),
    done: null,
  });
  const isMarked = license.keys.some((key) => key.changedAt !== null && key.revokedAt === null);
  const asked = async (question: Parameters<typeof confirm>[0], then: (reason: string) => void): Promise<void> => {
    const reason = await confirm(question);
    if (reason !== null) then(reason);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t('act.file')}
      </Button>
      <Menu position="bottom-end" width={300} withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            {t('act.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileCertificate size={16} aria-hidden />} onClick={() => settings.mutate()}>
            {t('act.settingsFile')}
          </Menu.Item>
          {may('license-manager', 'customer-administrator') && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconHourglass size={16} aria-hidden />}
                onClick={() => openOverlap(license, t('overlap.title'))}
              >
                {t('act.overlap')}
              </Menu.Item>
              {isProvider && (
                <Menu.Item
                  leftSection={<IconClockHour4 size={16} aria-hidden />}
                  onClick={() =>
                    void asked(
                      {
                        title: t('change.title'),
                        text: t('change.text', { count: license.overlapHours }),
                        act: t('act.change'),
                        reason: 'needed',
                      },
                      change.mutate,
                    )
                  }
                >
                  {t('act.change')}
                </Menu.Item>
              )}
              {isProvider && isMarked && (
                <Menu.Item
                  leftSection={<IconArrowBackUp size={16} aria-hidden />}
                  onClick={() =>
                    void asked(
                      {
                        title: t('unchange.title'),
                        text: t('unchange.text'),
                        act: t('act.unchange'),
                        reason: 'needed',
                      },
                      unchange.mutate,
                    )
                  }
                >
                  {t('act.unchange')}
                </Menu.Item>
              )}
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconBan size={16} aria-hidden />}
                onClick={() =>
                  void asked(
                    {
                      title: t('revoke.title', { license: license.licenseId }),
                      text: t('revoke.text', { count: license.keys.length }),
                      act: t('act.revoke'),
                      word: license.licenseId,
                      reason: 'needed',
                      isDangerous: true,
                    },
                    revoke.mutate,
                  )
                }
              >
                {t('act.revoke')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
