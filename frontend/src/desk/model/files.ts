/** What a line brings besides words: pictures, and what is listened to, watched or taken away. */
import type { DeskAttachment } from "../../shared/types";

export { imageUrl as fileUrl } from "./images";

export type FileKind = "image" | "voice" | "video" | "file";

const NAME: Record<FileKind, string> = { image: "图片", voice: "语音", video: "视频", file: "文件" };

/** A picture without a size is none that can be laid out. */
export function kindOf({ width, height, media_type }: DeskAttachment): FileKind {
  if (width && height) return "image";
  if (media_type.startsWith("audio/")) return "voice";
  return media_type.startsWith("video/") ? "video" : "file";
}

export const kindName = (file: DeskAttachment): string => NAME[kindOf(file)];

/** 语音, or 图片和文件. */
export const filesInWords = (files: DeskAttachment[]): string => [...new Set(files.map(kindName))].join("和");

/** 640 B, 12 KB, 1.4 MB; empty where it is not known. */
export function sizeText(bytes: number): string {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = Math.round(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Whether this browser plays such a file in the page. */
export function browserPlays(mediaType: string): boolean {
  const player = mediaType.startsWith("video/") ? "video" : "audio";
  return document.createElement(player).canPlayType(mediaType) !== "";
}
