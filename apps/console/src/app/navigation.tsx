import { NavLink, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useSession } from '../api/use-session';
import type { NavGroup, PageEntry } from './page-entry';
import { NAV_GROUPS } from './page-entry';
import { titleOf } from './page-title';
import { PAGES } from './pages';

type Listed = PageEntry & { readonly nav: NonNullable<PageEntry['nav']> };

/** The pages that this role may see and that have a place in the navigation. */
export function useListedPages(): Listed[] {
  const { isOneOf } = useSession();
  const listed = PAGES.filter((page): page is Listed => page.nav !== undefined && isOneOf(page.roles));
  return listed.sort((a, b) => a.nav.order - b.nav.order);
}

/** The entry whose path is the longest beginning of where we are. */
function currentPath(pages: readonly Listed[], pathname: string): string | undefined {
  const here = pathname.slice(1);
  const fitting = pages.filter(({ path }) => here === path || (path !== '' && here.startsWith(`${path}/`)));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0]?.path;
}

export function Navigation() {
  const { t } = useTranslation();
  const pages = useListedPages();
  const { pathname } = useLocation();
  const current = currentPath(pages, pathname);
  const of = (group: NavGroup) => pages.filter(({ nav }) => nav.group === group);
  return (
    <Stack gap="md">
      {NAV_GROUPS.filter((group) => of(group).length > 0).map((group) => (
        <div key={group} role="group" aria-label={t(`group.${group}`)}>
          <Text size="xs" c="dimmed" fw={600} px="sm" pb={4}>
            {t(`group.${group}`)}
          </Text>
          {of(group).map((page) => (
            <Entry key={page.path} page={page} isCurrent={page.path === current} />
          ))}
        </div>
      ))}
    </Stack>
  );
}

function Entry({ page, isCurrent }: { readonly page: Listed; readonly isCurrent: boolean }) {
  const { i18n } = useTranslation();
  const Icon = page.nav.icon;
  return (
    <NavLink
      component={Link}
      to={`/${page.path}`}
      label={titleOf(page, i18n.language)}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      active={isCurrent}
      aria-current={isCurrent ? 'page' : undefined}
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
      py={6}
    />
  );
}
