import { Button, Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Fetched } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { useOne } from '../../parts/use-list';
import { FileContent } from './file-content';
import { Section } from './section';
import { SettingsFiles } from './settings-files';
import { SigningKeySection } from './signing-key';
import type { ProviderFacts, ProviderSettings } from './types';

const PROVIDER = '/api/v1/provider';
export const PROVIDER_SETTINGS = '/api/v1/provider/settings';

/** Who runs the service, what its settings files say, and the key that signs them. */
export function ProviderTab() {
  const facts = useOne<ProviderFacts>(PROVIDER);
  const settings = useOne<ProviderSettings>(PROVIDER_SETTINGS);
  return (
    <Stack gap="md">
      <Fetched query={facts}>{(data) => <FactsForm key={JSON.stringify(data)} facts={data} />}</Fetched>
      <Fetched query={settings}>
        {(data) => (
          <>
            <SettingsFiles newest={data.newest} />
            <FileContent key={JSON.stringify(data.settings)} settings={data.settings} />
            <SigningKeySection signingKey={data.key} />
          </>
        )}
      </Fetched>
    </Stack>
  );
}

function FactsForm({ facts }: { readonly facts: ProviderFacts }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const [name, setName] = useState(facts.name);
  const [contacts, setContacts] = useState<string[]>([...facts.contacts]);
  const save = useAct({
    run: () => api.put(PROVIDER, { name: name.trim(), contacts }),
    done: t('provider.saved'),
    renews: [[PROVIDER], [PROVIDER_SETTINGS]],
  });
  const mayNot = !may();
  return (
    <Section title={t('provider.title')} text={t('provider.text')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm" maw={560}>
          <TextInput
            label={t('provider.name')}
            value={name}
            required
            maxLength={200}
            readOnly={mayNot}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TagsInput
            label={t('provider.contacts')}
            description={t('provider.contactsText')}
            value={contacts}
            maxTags={16}
            readOnly={mayNot}
            onChange={setContacts}
          />
          {!mayNot && (
            <Group>
              <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
                {t('common:act.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}
