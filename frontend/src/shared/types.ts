/** What the web process says and hears, as types: shared by desk and widget. */
export type * from "./deskTypes";
export type * from "./lineTypes";
export type * from "./ticketTypes";
export type * from "./widgetTypes";
