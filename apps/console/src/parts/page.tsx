import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface PageProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons of the page as a whole. */
  readonly actions?: ReactNode;
  /** The pages above this one: their names and addresses, outermost first. */
  readonly above?: readonly { readonly title: string; readonly to: string }[];
  readonly children: ReactNode;
}

/** A page: where it is, what it is, what can be done with all of it, and its content. It has the one h1. */
export function Page({ title, description, actions, above = [], children }: PageProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg" pb="xl">
      <Stack gap={4}>
        {above.length > 0 && (
          <nav aria-label={t('page.path')}>
            <Breadcrumbs>
              {above.map(({ title: name, to }) => (
                <Anchor key={to} component={Link} to={to} size="sm">
                  {name}
                </Anchor>
              ))}
            </Breadcrumbs>
          </nav>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {description !== undefined && (
          <Text component="div" c="dimmed" maw={760}>
            {description}
          </Text>
        )}
      </Stack>
      {children}
    </Stack>
  );
}
