/** The server's one way to say no (RFC 9457), as an error the interface can show and branch on. */
export type FieldProblem = { row?: number; field?: string; value?: unknown; message: string; expected?: string };

export type ProblemBody = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  params?: Record<string, unknown>;
  errors?: FieldProblem[];
};

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, unknown>;
  readonly errors: FieldProblem[];

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = body.code ?? '';
    this.params = body.params ?? {};
    this.errors = body.errors ?? [];
  }
}

/** The server could not be reached at all: nothing was refused, try again later. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable');
    this.name = 'Unreachable';
  }
}

export const isUnauthenticated = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;
export const isForbidden = (error: unknown): boolean => error instanceof ApiProblem && error.status === 403;
export const isMissing = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;

/** Worth sending again unchanged: no connection, or a server or proxy that is coming back. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ApiProblem && [429, 502, 503, 504].includes(error.status));
