/** Who are you? In the language you read, before anything is known about you. */
import { Alert, Button, Divider, Paper, PasswordInput, SegmentedControl, Stack, Text, TextInput, Title, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';

import { api } from '../../api/client';
import { ApiProblem, Unreachable } from '../../api/problem';
import { meKey, signIn, useMe } from '../../api/session';
import type { Me } from '../../api/types';
import { useDocumentTitle } from '../../parts/Page';
import { changeLanguage, currentLanguage, type Language } from '../../shell/i18n';
import { goToProvider, type Provider, useProviders } from './providers';
import classes from './SignInPage.module.css';

export function SignInPage() {
  const { t } = useTranslation('signin');
  const [params] = useSearchParams();
  const me = useMe();
  const next = localPath(params.get('next'));
  useDocumentTitle(t('title'));
  if (me.data) return <Navigate to={next} replace />;
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder>
        <Stack gap="lg">
          <header className={classes.header}>
            <img src="/favicon.svg" alt="" width={40} height={40} />
            <div>
              <Title order={1} size="h2">Evenlode</Title>
              <Text c="dimmed" size="sm">{t('tagline')}</Text>
            </div>
          </header>
          {params.has('next') && <Alert variant="default" role="note">{t('expired')}</Alert>}
          <SignInForm next={next} />
          <Providers next={next} />
          <LanguageSwitch />
        </Stack>
      </Paper>
      <Text size="xs" c="dimmed">{t('demo')}</Text>
    </main>
  );
}

/** Only a path of this site: a link must not send anyone elsewhere after signing in. */
const localPath = (path: string | null): string => (path && /^\/(?![/\\])/.test(path) ? path : '/');

function SignInForm({ next }: { next: string }) {
  const { t } = useTranslation('signin');
  const navigate = useNavigate();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const openedIn = useRef(currentLanguage());
  const settle = useSettleIn();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await signIn(username.trim(), password);
      await settle(currentLanguage() !== openedIn.current);
      void navigate(next, { replace: true });
    } catch (failure) {
      setError(t(reason(failure)));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t('title')}>
      <Stack gap="md">
        {error && <Alert color="red" variant="light" role="alert">{error}</Alert>}
        <TextInput label={t('username')} value={username} onChange={(event) => setUsername(event.currentTarget.value)} autoComplete="username"
          autoCapitalize="none" spellCheck={false} required withAsterisk={false} autoFocus size="md" />
        <PasswordInput label={t('password')} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password"
          required withAsterisk={false} size="md" visibilityToggleButtonProps={{ 'aria-label': t('show_password') }} />
        <Button type="submit" size="md" loading={busy} fullWidth>{t('title')}</Button>
      </Stack>
    </form>
  );
}

/** Language and appearance as the person keeps them; a language chosen on this page becomes the one they keep. */
function useSettleIn() {
  const queries = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  return async (hasChosen: boolean) => {
    const me = hasChosen ? await api.patch<Me>('/me', { language: currentLanguage() }) : await api.get<Me>('/me');
    if (me.language && me.language !== currentLanguage()) await changeLanguage(me.language);
    setColorScheme(me.theme === 'system' ? 'auto' : me.theme);
    queries.clear();
    queries.setQueryData(meKey, me);
  };
}

function reason(failure: unknown): string {
  if (failure instanceof Unreachable || (failure instanceof ApiProblem && failure.status >= 500)) return 'away';
  if (failure instanceof ApiProblem && failure.status === 429) return 'too_many';
  return 'wrong';
}

function Providers({ next }: { next: string }) {
  const { t } = useTranslation('signin');
  const providers = useProviders().data;
  if (!providers?.length) return null;
  return (
    <Stack gap="sm">
      <Divider label={t('or')} />
      {providers.map((provider: Provider) => (
        <Button key={provider.id} variant="default" size="md" onClick={() => goToProvider(provider, next)}>{t('with', { provider: provider.name })}</Button>
      ))}
    </Stack>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation('signin');
  return (
    <SegmentedControl aria-label={t('language')} size="sm" value={currentLanguage()} onChange={(language) => void changeLanguage(language as Language)}
      data={[{ value: 'en', label: 'English' }, { value: 'ko', label: '한국어' }]} />
  );
}
