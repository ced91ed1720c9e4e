/** The widget's questions to the service; the visitor token names the contact. */
import { request } from "../shared/api";
import type { Message, WidgetSession } from "../shared/types";
import { uploadImage, type Upload } from "./upload";

export interface WidgetApi {
  open(token: string | null): Promise<WidgetSession>;
  earlier(token: string, before: number): Promise<{ messages: Message[]; has_more: boolean }>;
  post(token: string, clientId: string, text: string, imageIds: string[]): Promise<Message>;
  upload(token: string, file: Blob, onProgress: (share: number) => void): Upload;
  /** Null passes the question over. Gives the words of thanks. */
  rate(token: string, episodeId: string, grade: number | null, reason: string): Promise<string>;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

export const widgetApi: WidgetApi = {
  open: (token) => request("POST", "/api/webchat/session", { body: { visitor_token: token } }),
  earlier: (token, before) =>
    request("GET", `/api/webchat/messages?before=${before}&limit=50`, { headers: bearer(token) }),
  upload: uploadImage,
  async rate(token, episodeId, grade, reason) {
    const answer = await request<{ thanks: string }>("POST", "/api/webchat/rating", {
      headers: bearer(token),
      body: { episode_id: episodeId, grade, reason },
    });
    return answer.thanks;
  },
  async post(token, clientId, text, imageIds) {
    const answer = await request<{ message: Message }>("POST", "/api/webchat/messages", {
      headers: bearer(token),
      body: { client_id: clientId, text, attachments: imageIds },
    });
    return answer.message;
  },
};
