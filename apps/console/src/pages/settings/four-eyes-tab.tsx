import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useOne } from '../../parts/use-list';
import { Section } from './section';

const PATH = '/api/v1/four-eyes';
const RULES = ['greenOverrides', 'guardedActivations', 'trustChanges'] as const;

interface Rules {
  readonly greenOverrides: boolean;
  readonly guardedActivations: boolean;
  readonly trustChanges: boolean;
  readonly days: number;
}

interface FourEyes extends Rules {
  readonly setAt: string | null;
  readonly setBy: string | null;
}

/** What needs two people. Turning a rule off is itself something that needs them. */
export function FourEyesTab() {
  const query = useOne<FourEyes>(PATH);
  return <Fetched query={query}>{(rules) => <RulesForm key={JSON.stringify(rules)} rules={rules} />}</Fetched>;
}

function RulesForm({ rules }: { readonly rules: FourEyes }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const { greenOverrides, guardedActivations, trustChanges, days } = rules;
  const [draft, setDraft] = useState<Rules>({ greenOverrides, guardedActivations, trustChanges, days });
  const save = useAct({ run: () => api.put(PATH, draft), done: t('eyes.saved'), renews: [[PATH]] });
  const turnsOff = RULES.some((rule) => rules[rule] && !draft[rule]);
  return (
    <Section title={t('tab.four-eyes')} text={t('eyes.text')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md" maw={640}>
          {RULES.map((rule) => (
            <Switch
              key={rule}
              label={t(`eyes.${rule}`)}
              description={t(`eyes.${rule}Text`)}
              checked={draft[rule]}
              disabled={!may()}
              onChange={(event) => setDraft({ ...draft, [rule]: event.currentTarget.checked })}
            />
          ))}
          <NumberInput
            label={t('eyes.days')}
            value={draft.days}
            min={1}
            max={90}
            maw={260}
            allowDecimal={false}
            disabled={!may()}
            onChange={(value) => setDraft({ ...draft, days: Number(value) })}
          />
          {rules.setAt !== null && (
            <Text size="sm" c="dimmed">
              {t('eyes.setBy', { name: rules.setBy })} <Time at={rules.setAt} />
            </Text>
          )}
          {turnsOff && <Text size="sm">{t('eyes.turnsOff')}</Text>}
          {may() && (
            <Group>
              <Button type="submit" loading={save.isPending}>
                {t(turnsOff ? 'eyes.propose' : 'common:act.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}
