/** One way to ask the service: JSON in and out, every failure an ApiError with a Chinese sentence. */

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    /** The whole answer, for errors that carry data (findings of a blocked line). */
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** No answer, or a service that is away: the same request may be tried again later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const OFFLINE = "网络连接已断开，请检查网络后重试。";
const UNREADABLE = "服务暂时没有响应，请稍后重试。";

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds before the request counts as lost. */
  timeout?: number;
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.timeout ?? 15_000);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
    });
  } catch {
    throw new ApiError(0, "offline", OFFLINE);
  }
  const answer = await bodyOf(response);
  if (response.ok) return answer as T;
  throw new ApiError(
    response.status,
    typeof answer.code === "string" ? answer.code : "unknown",
    typeof answer.message === "string" ? answer.message : UNREADABLE,
    answer,
  );
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text().catch(() => "");
  if (!text) return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A proxy's error page is no answer of ours; the status alone decides.
    if (response.ok) throw new ApiError(502, "unreadable", UNREADABLE);
    return {};
  }
}

/** A sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : UNREADABLE;
}
