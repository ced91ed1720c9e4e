/** One file on its way up, with how far it is: fetch cannot tell, so this asks the older way. */
import { ApiError } from "../../shared/api";

const OFFLINE = "网络连接已断开，图片尚未上传，请检查网络后重试。";
const REFUSED = "图片未能上传，请稍后重试。";
const TOO_LARGE = "图片超过 10 MB，请压缩后重试。";
/** A picture of ten megabytes over a slow line. */
const LONGEST = 120_000;

export function upload<T>(
  path: string, file: Blob, headers: Record<string, string>, onProgress: (part: number) => void, signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const asking = new XMLHttpRequest();
    asking.open("POST", path);
    asking.timeout = LONGEST;
    for (const [name, value] of Object.entries({ Accept: "application/json", "Content-Type": file.type, ...headers })) {
      asking.setRequestHeader(name, value);
    }
    asking.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    asking.onload = () => {
      const answer = read(asking.responseText);
      if (asking.status === 201 || asking.status === 200) resolve(answer as T);
      // A proxy before the service may refuse the size with a page of its own.
      else reject(new ApiError(asking.status, String(answer.code ?? "unknown"), String(answer.message ?? (asking.status === 413 ? TOO_LARGE : REFUSED)), answer));
    };
    asking.onerror = asking.ontimeout = asking.onabort = () => reject(new ApiError(0, "offline", OFFLINE));
    signal.addEventListener("abort", () => asking.abort(), { once: true });
    asking.send(file);
  });
}

function read(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
