/** Own tokens for scripts; people and what they may do; what was done. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../api/client';
import type { Page } from '../../api/types';

export type Token = { id: string; name: string; scope: 'read' | 'write'; created: string; expiry: string | null };
export type MadeToken = Token & { token: string };

const tokensKey = ['tokens'];

export const useTokens = () => useQuery({ queryKey: tokensKey, queryFn: () => api.get<Page<Token>>('/tokens', { page_size: 200 }) });

export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: { name: string; scope: Token['scope']; days: number }) => api.post<MadeToken>('/tokens', wish),
    onSuccess: () => void queries.invalidateQueries({ queryKey: tokensKey }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => api.delete(`/tokens/${id}`), onSuccess: () => void queries.invalidateQueries({ queryKey: tokensKey }) });
}
