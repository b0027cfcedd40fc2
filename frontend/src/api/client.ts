/** A thin fetch: session cookie, CSRF token, the reader's language, problem responses as `ApiProblem`. */
import { ApiProblem, type ProblemBody, Unreachable } from './problem';

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = { query?: Query; body?: unknown; signal?: AbortSignal };

export const apiRoot = '/api/v1';

function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== '');
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return (path.startsWith('/_') ? path : apiRoot + path) + (search ? `?${search}` : '');
}

const cookie = (name: string): string | undefined =>
  document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

async function csrfToken(): Promise<string> {
  if (!cookie('csrftoken')) await fetch(`${apiRoot}/csrf`, { credentials: 'same-origin' });
  return cookie('csrftoken') ?? '';
}

async function headers(method: string, body: unknown): Promise<HeadersInit> {
  const result: Record<string, string> = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang };
  if (method !== 'GET') result['X-CSRFToken'] = await csrfToken();
  if (body !== undefined && !(body instanceof FormData)) result['Content-Type'] = 'application/json';
  return result;
}

async function problem(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  return new ApiProblem(response.status, body);
}

async function send(method: string, path: string, { query, body, signal }: Options): Promise<Response> {
  const init: RequestInit = { method, signal, credentials: 'same-origin' };
  if (body !== undefined) init.body = body instanceof FormData ? body : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(address(path, query), { ...init, headers: await headers(method, body) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw await problem(response);
  return response;
}

async function json<T>(method: string, path: string, options: Options): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, signal?: AbortSignal) => json<T>('POST', path, { body: body ?? {}, signal }),
  patch: <T>(path: string, body: unknown) => json<T>('PATCH', path, { body }),
  delete: <T = void>(path: string) => json<T>('DELETE', path, {}),
  /** Raw bytes of any same-origin address (meshes, exports). */
  bytes: async (path: string, signal?: AbortSignal): Promise<ArrayBuffer> => {
    const response = await fetch(path, { signal, credentials: 'same-origin' }).catch(() => Promise.reject(new Unreachable()));
    if (!response.ok) throw await problem(response);
    return response.arrayBuffer();
  },
};
