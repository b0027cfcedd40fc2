/** The bar on top of every page, and the page below it. A page puts its own name and actions into the bar with `TopBar`. */
import { ActionIcon, Anchor, Box, Burger, Drawer, Group, Kbd, Menu, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconLanguage, IconLogout, IconMoon, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useNavigate } from 'react-router';
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';

import { signOut, useMe, useUpdateMe } from '../api/session';
import classes from './AppFrame.module.css';
import { changeLanguage, currentLanguage, type Language, languages } from './i18n';
import { Palette, openPalette } from './Palette';
import { places } from './places';
import { LoadingState } from './states';
import { topBarSlot } from './TopBar';

const languageNames: Record<Language, string> = { en: 'English', ko: '한국어' };

export function AppFrame() {
  const { t } = useTranslation();
  const [menuOpen, menu] = useDisclosure(false);
  const isNarrow = useMediaQuery('(max-width: 860px)');
  useStoredLanguage();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">{t('skip_to_content')}</a>
      <header className={classes.bar}>
        {isNarrow && <Burger size="sm" opened={menuOpen} onClick={menu.toggle} aria-label={t('menu')} />}
        <Anchor component={Link} to="/" className={classes.brand} underline="never" aria-label="Evenlode">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          {!isNarrow && <span>Evenlode</span>}
        </Anchor>
        {!isNarrow && <nav className={classes.nav} aria-label={t('menu')}><PlaceLinks /></nav>}
        <div className={classes.slot} ref={topBarSlot} />
        <PaletteButton isNarrow={isNarrow} />
        {!isNarrow && <LanguageMenu />}
        {!isNarrow && <ThemeButton />}
        <UserMenu />
      </header>
      <Drawer opened={menuOpen} onClose={menu.close} size={260} title="Evenlode">
        <Stack gap="xs" onClick={menu.close} className={classes.drawer}><PlaceLinks /></Stack>
        <Group mt="lg"><LanguageMenu /><ThemeButton /></Group>
      </Drawer>
      <main id="main" className={classes.main}>
        <Suspense fallback={<LoadingState />}><Outlet /></Suspense>
      </main>
      <Palette />
    </div>
  );
}

function PlaceLinks() {
  const { t } = useTranslation();
  const roles = useMe().data?.roles.map((grant) => grant.role) ?? [];
  return places
    .filter((place) => place.roles.some((role) => roles.includes(role)))
    .map((place) => (
      <NavLink key={place.to} to={place.to} className={({ isActive }) => (isActive ? classes.active : '')}>{t(`place.${place.key}`)}</NavLink>
    ));
}

function PaletteButton({ isNarrow }: { isNarrow: boolean | undefined }) {
  const { t } = useTranslation();
  if (isNarrow) return <ActionIcon onClick={openPalette} aria-label={t('palette.open')} size="lg"><IconSearch size={18} /></ActionIcon>;
  const keys = `${navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl'} K`;
  return (
    <UnstyledButton className={classes.palette} onClick={openPalette} aria-label={`${t('palette.find')} ${keys}`}>
      <IconSearch size={14} />
      <Text size="sm" c="dimmed" flex={1}>{t('palette.find')}</Text>
      <Kbd size="xs">{keys}</Kbd>
    </UnstyledButton>
  );
}

function LanguageMenu() {
  const { t } = useTranslation();
  const update = useUpdateMe();
  const choose = (language: Language) => void changeLanguage(language).then(() => update.mutate({ language }));
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t('language')}><IconLanguage size={18} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item key={language} lang={language} onClick={() => choose(language)} fw={currentLanguage() === language ? 650 : 400}>
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const update = useUpdateMe();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const toggle = () => {
    const theme = isDark ? 'light' : 'dark';
    setColorScheme(theme);
    update.mutate({ theme });
  };
  const label = t(isDark ? 'theme.light' : 'theme.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon size="lg" onClick={toggle} aria-label={label}>{isDark ? <IconSun size={18} /> : <IconMoon size={18} />}</ActionIcon>
    </Tooltip>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const me = useMe().data;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = () => void signOut().then(() => { queries.clear(); navigate('/signin'); });
  const name = me?.name;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t('user_menu')}><IconUserCircle size={20} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="md" py="sm">
          <Text fw={600}>{name}</Text>
          <Text size="xs" c="dimmed">{[...new Set(me?.roles.map((grant) => t(`role.${grant.role}`)))].join(' · ')}</Text>
        </Box>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>{t('sign_out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The language kept with the user wins over the browser's on a machine that has not chosen one. */
function useStoredLanguage() {
  const language = useMe().data?.language;
  useEffect(() => {
    if (language && !localStorage.getItem('evenlode.language') && language !== currentLanguage()) void changeLanguage(language);
  }, [language]);
}

