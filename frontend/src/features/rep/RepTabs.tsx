/** Three places a rep goes to; at the thumb on a phone, on top elsewhere. */
import { IconBuildingStore, IconMap2, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import classes from './RepTabs.module.css';

const tabs = [
  { to: '/me', key: 'today', Icon: IconSun, end: true },
  { to: '/me/accounts', key: 'accounts', Icon: IconBuildingStore, end: false },
  { to: '/me/territory', key: 'territory', Icon: IconMap2, end: false },
];

export function RepTabs({ children }: { children: ReactNode }) {
  const { t } = useTranslation('rep');
  return (
    <div className={classes.frame}>
      <nav className={classes.tabs} aria-label={t('tabs')}>
        {tabs.map(({ to, key, Icon, end }) => (
          <NavLink key={to} to={to} end={end} className={({ isActive }) => (isActive ? `${classes.tab} ${classes.active}` : classes.tab)}>
            <Icon size={20} aria-hidden />
            <span>{t(`${key}.tab`)}</span>
          </NavLink>
        ))}
      </nav>
      <div className={classes.body}>{children}</div>
    </div>
  );
}
