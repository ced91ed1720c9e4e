/** Who sits at this page: restored from the cookie, entered by the login page, left by the menu or by the service. */
import { ref } from "vue";

import { ApiError, sentenceOf } from "../api";
import type { SessionApi } from "../sessionApi";
import type { User } from "../types";

export function useSession<Api extends SessionApi>(api: Api) {
  const user = ref<User | null>(null);
  const phase = ref<"restoring" | "out" | "in" | "unreachable">("restoring");
  const notice = ref("");

  api.onSignedOut = () => {
    if (phase.value === "in") notice.value = "登录已失效，请重新登录。";
    user.value = null;
    phase.value = "out";
  };

  function enter(entered: User): void {
    user.value = entered;
    notice.value = "";
    phase.value = "in";
  }

  async function restore(): Promise<void> {
    phase.value = "restoring";
    try {
      enter(await api.me());
    } catch (error) {
      const isAnswered = error instanceof ApiError && !error.isPassing;
      notice.value = isAnswered ? "" : sentenceOf(error);
      phase.value = isAnswered ? "out" : "unreachable";
    }
  }

  async function login(name: string, password: string): Promise<void> {
    enter(await api.login(name, password));
  }

  async function logout(): Promise<void> {
    await api.logout();
    user.value = null;
    phase.value = "out";
  }

  return { api, user, phase, notice, restore, login, logout };
}
