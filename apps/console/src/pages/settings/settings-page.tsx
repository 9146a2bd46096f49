import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { CUSTOMER } from '../../api/session';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { AboutTab } from './about-tab';
import { FourEyesTab } from './four-eyes-tab';
import { NewestFile } from './newest-file';
import { ProviderTab } from './provider-tab';
import { RequestsTab } from './requests-tab';
import { TlsTab } from './tls-tab';
import { ValuesTab } from './values-tab';

const TABS = ['provider', 'tls', 'limits', 'retention', 'requests', 'four-eyes', 'about'] as const;
type Tab = (typeof TABS)[number];

/** What is set for the whole service. A customer's administrator finds the newest settings file, and nothing else. */
export default function SettingsPage() {
  const { t } = useTranslation('settings');
  const { caller } = useSession();
  if (caller.role === CUSTOMER)
    return (
      <Page title={t('customer.title')} description={t('customer.text')}>
        <NewestFile />
      </Page>
    );
  return (
    <Page title={t('title')} description={t('text')}>
      <SettingsTabs />
    </Page>
  );
}

function SettingsTabs() {
  const { t } = useTranslation('settings');
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((one) => one === search.get('tab')) ?? 'provider';
  return (
    <Tabs value={tab} onChange={(next) => setSearch(next === null ? {} : { tab: next })} keepMounted={false}>
      <Tabs.List aria-label={t('tabs')} mb="md">
        {TABS.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab}>
        <Content tab={tab} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Content({ tab }: { readonly tab: Tab }) {
  if (tab === 'provider') return <ProviderTab />;
  if (tab === 'tls') return <TlsTab />;
  if (tab === 'requests') return <RequestsTab />;
  if (tab === 'four-eyes') return <FourEyesTab />;
  if (tab === 'about') return <AboutTab />;
  return <ValuesTab group={tab} />;
}
