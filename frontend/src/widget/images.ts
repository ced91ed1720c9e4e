/** Images that wait in the composer: which files may join, and when the line may go. */
import type { Attachment } from "../shared/types";

export interface DraftImage {
  key: string;
  name: string;
  /** Where the browser itself shows it from. */
  preview: string;
  /** failed: may be tried again; refused: this file never will be taken. */
  stage: "uploading" | "ready" | "failed" | "refused";
  /** 0 to 1. */
  progress: number;
  why: string | null;
  attachment: Attachment | null;
}

export const MOST_IMAGES = 6;
export const LARGEST = 10 * 1024 * 1024;
/** Named one by one: asked for these, a phone turns its own format into the first. */
export const TAKEN = ["image/jpeg", "image/png", "image/webp", "image/gif"];

type Given = Pick<File, "type" | "size">;

/** The files that may join those already there, and what to say about the rest. */
export function admitted<T extends Given>(files: T[], held: number): { taken: T[]; refused: string | null } {
  const known = files.filter((file) => TAKEN.includes(file.type));
  const fitting = known.filter((file) => file.size <= LARGEST);
  const taken = fitting.slice(0, Math.max(0, MOST_IMAGES - held));
  const reasons = [
    known.length < files.length && "仅支持 JPG、PNG、WebP 和 GIF 格式的图片",
    fitting.length < known.length && "单张图片不能超过 10 MB",
    taken.length < fitting.length && `每条消息最多发送 ${MOST_IMAGES} 张图片`,
  ].filter((reason) => reason !== false);
  return { taken, refused: reasons.length ? `${reasons.join("；")}。` : null };
}

/** Why the line cannot go yet, or null. */
export function obstacle(images: DraftImage[]): string | null {
  if (images.some((image) => image.stage === "refused")) return "有图片无法发送，请移除后再发送。";
  if (images.some((image) => image.stage === "failed")) return "有图片未能上传，请重试或移除后再发送。";
  return images.some((image) => image.stage === "uploading") ? "图片上传中，上传完成后即可发送。" : null;
}

/** How large an image of the thread is drawn: known before it has loaded, so that nothing moves when it has. */
export function drawnSize(image: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, 220 / image.width, 240 / image.height);
  const size = (length: number) => Math.max(44, Math.round(length * scale));
  return { width: size(image.width), height: size(image.height) };
}

/** What stands for a line where there is room for words only. */
export function inWords(line: { text: string; attachments?: Attachment[] | undefined }): string {
  return [line.attachments?.length ? "[图片]" : "", line.text].filter(Boolean).join(" ");
}
