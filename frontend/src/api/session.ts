/** Who is signed in, and signing in and out (allauth headless). */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import { ApiProblem } from './problem';
import type { Me } from './types';

export const meKey = ['me'];

export const useMe = () => useQuery({ queryKey: meKey, queryFn: () => api.get<Me>('/me'), staleTime: 60_000, retry: false });

export function useUpdateMe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<Pick<Me, 'language' | 'theme'>>) => api.patch<Me>('/me', changes),
    onSuccess: (me) => queries.setQueryData(meKey, me),
  });
}

/** A refused sign-in is an `ApiProblem` whose message is allauth's own sentence. */
export async function signIn(username: string, password: string): Promise<void> {
  try {
    await api.post('/_allauth/browser/v1/auth/login', { username, password });
  } catch (error) {
    if (!(error instanceof ApiProblem) || !error.errors.length) throw error;
    throw new ApiProblem(error.status, { detail: error.errors[0].message, errors: error.errors });
  }
}

/** allauth answers 401 to say "signed out now". */
export async function signOut(): Promise<void> {
  await api.delete('/_allauth/browser/v1/auth/session').catch((error: unknown) => {
    if (!(error instanceof ApiProblem && error.status === 401)) throw error;
  });
}
