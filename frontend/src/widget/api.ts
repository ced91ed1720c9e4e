/** The widget's three questions to the service; the visitor token names the contact. */
import { request } from "../shared/api";
import type { Message, WidgetSession } from "../shared/types";

export interface WidgetApi {
  open(token: string | null): Promise<WidgetSession>;
  earlier(token: string, before: number): Promise<{ messages: Message[]; has_more: boolean }>;
  post(token: string, clientId: string, text: string): Promise<Message>;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

export const widgetApi: WidgetApi = {
  open: (token) => request("POST", "/api/webchat/session", { body: { visitor_token: token } }),
  earlier: (token, before) =>
    request("GET", `/api/webchat/messages?before=${before}&limit=50`, { headers: bearer(token) }),
  async post(token, clientId, text) {
    const answer = await request<{ message: Message }>("POST", "/api/webchat/messages", {
      headers: bearer(token),
      body: { client_id: clientId, text },
    });
    return answer.message;
  },
};
