/** Voice and film play where they can; whatever else comes can be taken away. */
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";

import type { DeskAttachment } from "../../shared/types";
import { attachmentOf } from "../model/samples";
import FileAttachment from "./FileAttachment.vue";

const plays = (mediaType: string) => mediaType === "audio/mpeg" || mediaType === "video/mp4";
const shown = (file: DeskAttachment) => renderToString(createSSRApp(FileAttachment, { file, of: "王先生", plays }));

describe("a file", () => {
  it("that is a voice is played where the browser can", async () => {
    const page = await shown(attachmentOf("v", "audio/mpeg"));

    expect(page).toMatch(/<audio[^>]*src="\/api\/desk\/attachments\/v"[^>]*controls/);
    expect(page).toContain("语音");
    expect(page).not.toContain("<a ");
  });

  it("that is a voice the browser cannot play is a download with its size", async () => {
    const page = await shown(attachmentOf("v", "audio/amr", { size: 12_400 }));

    expect(page).not.toContain("<audio");
    expect(page).toMatch(/<a href="\/api\/desk\/attachments\/v" download/);
    expect(page).toContain("王先生的语音");
    expect(page).toContain("12 KB");
  });

  it("that is a film fetches nothing before it is wanted", async () => {
    expect(await shown(attachmentOf("f", "video/mp4"))).toMatch(/<video[^>]*preload="none"/);
  });

  it("of any other kind is taken away under its own name", async () => {
    expect(await shown(attachmentOf("d", "application/pdf", { name: "发票.pdf" }))).toMatch(/download="发票.pdf"/);
  });
});
