/** The page the address names; the browser's back and forward move between pages. */
import { onScopeDispose, ref } from "vue";

import { hashOf, routeOf, type Route } from "../model/route";

export function useRoute() {
  const route = ref<Route>(routeOf(location.hash));
  const follow = () => (route.value = routeOf(location.hash));
  window.addEventListener("hashchange", follow);
  onScopeDispose(() => window.removeEventListener("hashchange", follow));

  return {
    route,
    go(to: Route): void {
      if (hashOf(to) !== (location.hash || "#")) location.hash = hashOf(to);
      route.value = to;
    },
  };
}
