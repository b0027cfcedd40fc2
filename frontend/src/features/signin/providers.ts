/** Identity providers this installation trusts (allauth headless), and the way to them. */
import { useQuery } from '@tanstack/react-query';

import { api } from '../../api/client';

export type Provider = { id: string; name: string };
type Config = { data: { socialaccount?: { providers: Provider[] } } };

const root = '/_allauth/browser/v1';

export const useProviders = () =>
  useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: async () => (await api.get<Config>(`${root}/config`)).data.socialaccount?.providers ?? [],
    staleTime: Infinity,
    retry: false,
  });

/** The provider's page must be reached by a form of the browser itself: it answers with a redirect to another site. */
export function goToProvider(provider: Provider, next: string): void {
  const token = document.cookie.split('; ').find((pair) => pair.startsWith('csrftoken='))?.slice('csrftoken='.length) ?? '';
  const fields = { provider: provider.id, process: 'login', callback_url: next, csrfmiddlewaretoken: token };
  const form = document.createElement('form');
  form.method = 'POST';
  form.action = `${root}/auth/provider/redirect`;
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
}
