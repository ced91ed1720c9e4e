/** Which page the address names: #tickets, #tickets/ID, #inboxes, and the conversations for anything else. */

export type Route = { page: "episodes" } | { page: "tickets"; ticketId: string | null } | { page: "inboxes" };

export const EPISODES: Route = { page: "episodes" };
export const INBOXES: Route = { page: "inboxes" };

export function routeOf(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, "").split("/");
  if (page === "inboxes") return INBOXES;
  return page === "tickets" ? { page, ticketId: id ? readable(id) : null } : EPISODES;
}

export function hashOf(route: Route): string {
  if (route.page === "episodes") return "#";
  if (route.page === "inboxes") return "#inboxes";
  return route.ticketId ? `#tickets/${encodeURIComponent(route.ticketId)}` : "#tickets";
}

function readable(part: string): string | null {
  try {
    return decodeURIComponent(part) || null;
  } catch {
    // Typed by hand and broken: the list stands in for a ticket that cannot be named.
    return null;
  }
}
