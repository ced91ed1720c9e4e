/** An address opens the page it names, and every page has one. */
import { describe, expect, it } from "vitest";

import { EPISODES, INBOXES, hashOf, routeOf, type Route } from "./route";

describe("the address", () => {
  it.each<[string, Route]>([
    ["", EPISODES],
    ["#", EPISODES],
    ["#somewhere", EPISODES],
    ["#tickets", { page: "tickets", ticketId: null }],
    ["#/tickets/", { page: "tickets", ticketId: null }],
    ["#tickets/t%2F1", { page: "tickets", ticketId: "t/1" }],
    ["#inboxes", INBOXES],
    ["#/inboxes/", INBOXES],
    ["#tickets/%E0%A4%A", { page: "tickets", ticketId: null }],
  ])("%s opens %j", (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it("written for a page opens that page", () => {
    const pages: Route[] = [EPISODES, INBOXES, { page: "tickets", ticketId: null }, { page: "tickets", ticketId: "a b/c" }];

    expect(pages.map((page) => routeOf(hashOf(page)))).toEqual(pages);
  });
});
