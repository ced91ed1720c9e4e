/** One image on its way to the service. XMLHttpRequest, since fetch cannot tell how far an upload has come. */
import { ApiError } from "../shared/api";
import type { Attachment } from "../shared/types";

export interface Upload {
  done: Promise<Attachment>;
  cancel(): void;
}

/** A slow phone sends 10 MB for minutes; without any answer this long after that it is lost. */
const LOST_AFTER = 180_000;

export function uploadImage(token: string, file: Blob, onProgress: (share: number) => void): Upload {
  const sent = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    const lost = () => reject(new ApiError(0, "offline", "网络连接已断开，请检查网络后重试。"));
    sent.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    sent.onload = () => {
      const answer = parsed(sent.responseText);
      if (sent.status === 201 && answer.attachment) resolve(answer.attachment);
      else reject(new ApiError(sent.status, answer.code ?? "unknown", answer.message ?? "图片未能上传，请稍后重试。"));
    };
    sent.onerror = lost;
    sent.ontimeout = lost;
    sent.onabort = lost;
  });
  sent.open("POST", "/api/webchat/attachments");
  sent.timeout = LOST_AFTER;
  sent.setRequestHeader("Authorization", `Bearer ${token}`);
  sent.send(file);
  return { done, cancel: () => sent.abort() };
}

function parsed(text: string): { attachment?: Attachment; code?: string; message?: string } {
  try {
    return JSON.parse(text) as { attachment?: Attachment };
  } catch (error) {
    // A proxy's error page is no answer of ours.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
