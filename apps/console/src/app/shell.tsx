import { AppShell, Burger, Group, ScrollArea, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { Navigation } from './navigation';
import { SearchButton, SearchDialog } from './search';
import { ThemeButton } from './theme-button';

/** The frame of every page: navigation at the side, search, theme and account on top. */
export default function Shell() {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    close();
    if (before.current === pathname) return;
    before.current = pathname;
    // A screen reader hears what page this is, and the keyboard begins at its top.
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname, close]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 244, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#content">
        {t('shell.skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={t('shell.menu')}
              aria-expanded={isOpen}
            />
            <UnstyledButton component={Link} to="/" aria-label={t('shell.home')}>
              <Brand />
            </UnstyledButton>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SearchButton />
            <ThemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('shell.navigation')}>
        <ScrollArea type="auto" p="sm" h="100%">
          <Navigation />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        <div style={{ maxWidth: 'var(--pksn-content-width)', marginInline: 'auto' }}>
          <Outlet />
        </div>
      </AppShell.Main>
      <SearchDialog />
    </AppShell>
  );
}
