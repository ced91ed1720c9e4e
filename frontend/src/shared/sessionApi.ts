/** Signing in and out, and requests of whoever is signed in; unsafe ones carry the CSRF token. */
import { ApiError, request, type RequestOptions } from "./api";
import type { User } from "./types";

interface Entered {
  user: User;
  csrf: string;
}

export class SessionApi {
  protected csrf = "";
  /** Called once the session is over, whichever request noticed it. */
  onSignedOut: () => void = () => undefined;

  async me(): Promise<User> {
    return this.enter(await request<Entered>("GET", "/api/me"));
  }

  async login(name: string, password: string): Promise<User> {
    return this.enter(await request<Entered>("POST", "/api/login", { body: { name, password } }));
  }

  async logout(): Promise<void> {
    await this.ask("POST", "/api/logout", {});
    this.csrf = "";
  }

  protected ask<T>(method: string, path: string, body?: unknown, options: Pick<RequestOptions, "signal" | "timeout"> = {}): Promise<T> {
    const headers: Record<string, string> = method === "GET" ? {} : { "X-CSRF-Token": this.csrf };
    return this.watched(request<T>(method, path, { body, headers, ...options }));
  }

  protected async watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.onSignedOut();
      throw error;
    }
  }

  private enter({ user, csrf }: Entered): User {
    this.csrf = csrf;
    return user;
  }
}
