import { Alert, Badge, Button, Group, List, Stack, Table, Text } from '@mantine/core';
import { IconArrowBackUp, IconCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { Section } from './section';
import { TlsReplace } from './tls-replace';
import { TlsRequest } from './tls-request';
import type { Certificate, Listener, TlsView } from './types';
import { ScrollBox } from '../../parts/scroll-box';
import { TLS } from './paths';

const SOON_MS = 30 * 86_400_000;

/** The certificates by which clients know the service. */
export function TlsTab() {
  const query = useOne<TlsView>(TLS);
  return <Fetched query={query}>{(view) => <Listeners view={view} />}</Fetched>;
}

function Listeners({ view: { listeners, former, isRequested } }: { readonly view: TlsView }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const confirm = useConfirm();
  const [isOpen, setOpen] = useState<'replace' | 'request' | null>(null);
  const revert = useAct({
    run: () => api.post(`${TLS}/revert`, { force: true }),
    done: t('tls.reverted'),
    renews: [[TLS], ['/api/v1/alerts']],
  });
  const ask = async (): Promise<void> => {
    const text = t('tls.revertText', {
      names: former?.names.join(', '),
      fingerprint: former?.fingerprint.slice(0, 16),
    });
    const answer = await confirm({ title: t('tls.revert'), text, act: t('tls.revert'), isDangerous: true });
    if (answer !== null) revert.mutate();
  };
  return (
    <Stack gap="md">
      {may() && (
        <Group gap="xs">
          <Button leftSection={<IconCertificate size={16} aria-hidden />} onClick={() => setOpen('replace')}>
            {t('tls.replace')}
          </Button>
          <Button variant="default" onClick={() => setOpen('request')}>
            {t('tls.request')}
          </Button>
          {former !== null && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              loading={revert.isPending}
              onClick={() => void ask()}
            >
              {t('tls.revert')}
            </Button>
          )}
        </Group>
      )}
      {isRequested && <Alert color="indigo">{t('tls.waiting')}</Alert>}
      {listeners.map((one) => (
        <ListenerCard key={`${one.process} ${one.instance}`} listener={one} />
      ))}
      {isOpen === 'replace' && <TlsReplace isRequested={isRequested} onClose={() => setOpen(null)} />}
      {isOpen === 'request' && <TlsRequest names={listeners[0]?.chain[0]?.names ?? []} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

function ListenerCard({ listener }: { readonly listener: Listener }) {
  const { t } = useTranslation('settings');
  const { process, host, port, chain, problem, isReplacedHere, isVouchedFor, files } = listener;
  const [leaf, ...issuers] = chain;
  const title = `${t(`process.${process}`)}, ${host}:${String(port)}`;
  return (
    <Section
      title={title}
      text={isReplacedHere ? t('tls.here') : t('tls.elsewhere', { file: files.cert })}
      actions={leaf !== undefined && <State certificate={leaf} problem={problem} />}
    >
      {problem !== null && (
        <Alert color="red" title={t('tls.problem')}>
          {problem}
        </Alert>
      )}
      {leaf !== undefined && <CertificateFacts label={title} certificate={leaf} isVouchedFor={isVouchedFor} />}
      {issuers.length > 0 && (
        <div>
          <Text size="sm" fw={500}>
            {t('tls.chain')}
          </Text>
          <List size="sm" type="ordered">
            {issuers.map((one) => (
              <List.Item key={one.fingerprint}>
                {one.subject}, <Time at={one.notAfter} />
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Section>
  );
}

function State({ certificate, problem }: { readonly certificate: Certificate; readonly problem: string | null }) {
  const { t } = useTranslation('settings');
  const left = Date.parse(certificate.notAfter) - Date.now();
  const state = left <= 0 ? 'expired' : problem !== null ? 'problem' : left < SOON_MS ? 'soon' : 'good';
  const color = { expired: 'red.9', problem: 'red.9', soon: 'yellow.5', good: '#1e7a34' }[state];
  return (
    <Badge color={color} autoContrast tt="none" radius="sm">
      {t(`tls.state-${state}`)}
    </Badge>
  );
}

interface FactsProps {
  readonly label: string;
  readonly certificate: Certificate;
  readonly isVouchedFor: boolean | null;
}

function CertificateFacts({ label, certificate, isVouchedFor }: FactsProps) {
  const { t } = useTranslation('settings');
  const { subject, issuer, names, notBefore, notAfter, fingerprint, serial, key } = certificate;
  const rows = [
    ['names', names.join(', ')],
    ['subject', subject],
    ['issuer', issuer],
    ['until', <Time key="until" at={notAfter} form="ago" />],
    [
      'valid',
      <span key="valid">
        <Time at={notBefore} /> – <Time at={notAfter} />
      </span>,
    ],
    ['keyKind', key],
    ['vouched', t(`tls.vouched-${String(isVouchedFor)}`)],
    ['serial', <CopyText key="serial" text={serial} what={t('tls.serial')} />],
    [
      'fingerprint',
      <CopyText key="print" text={fingerprint} shown={fingerprint.slice(0, 32)} what={t('tls.fingerprint')} />,
    ],
  ] as const;
  return (
    <ScrollBox label={label}>
      <Table verticalSpacing={4} aria-label={subject}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500} w={180}>
                {t(`tls.${name}`)}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
