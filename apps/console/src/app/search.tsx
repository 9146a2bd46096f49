import { ActionIcon, Button, Kbd } from '@mantine/core';
import { Spotlight, createSpotlight } from '@mantine/spotlight';
import { IconFileSearch, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useListedPages } from './navigation';
import { titleOf } from './page-title';

const [store, spotlight] = createSpotlight();

export function SearchButton() {
  const { t } = useTranslation();
  return (
    <>
      <Button
        variant="default"
        visibleFrom="sm"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={spotlight.open}
      >
        {t('shell.search')}
      </Button>
      <ActionIcon variant="default" size="lg" hiddenFrom="sm" aria-label={t('shell.search')} onClick={spotlight.open}>
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
    </>
  );
}

/** Ctrl K: goes to a page, or looks up what was typed. */
export function SearchDialog() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const pages = useListedPages();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = pages
    .map((page) => ({ page, title: titleOf(page, i18n.language) }))
    .filter(({ title }) => title.toLowerCase().includes(asked.toLowerCase()));
  return (
    <Spotlight.Root store={store} query={text} onQueryChange={setText} shortcut="mod + K" scrollable maxHeight={420}>
      <Spotlight.Search
        placeholder={t('shell.searchHint')}
        aria-label={t('shell.searchHint')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {asked !== '' && (
          <Spotlight.Action
            label={t('shell.lookUp', { object: asked })}
            leftSection={<IconFileSearch size={18} aria-hidden />}
            onClick={() => void navigate(`/lookup?object=${encodeURIComponent(asked)}`)}
          />
        )}
        {found.map(({ page, title }) => {
          const Icon = page.nav.icon;
          return (
            <Spotlight.Action
              key={page.path}
              label={title}
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
              onClick={() => void navigate(`/${page.path}`)}
            />
          );
        })}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
