/** What a file is to whoever looks at the line. */
import { describe, expect, it } from "vitest";

import { filesInWords, kindOf, sizeText } from "./files";
import { attachmentOf } from "./samples";

describe("a file of a line", () => {
  it("is a picture, a voice, a film, or something to take away", () => {
    const types = ["image/png", "audio/amr", "video/mp4", "application/pdf", ""];

    expect(types.map((type) => kindOf(attachmentOf("a", type)))).toEqual(["image", "voice", "video", "file", "file"]);
  });

  it("is no picture without a size to lay it out by", () => {
    expect(kindOf(attachmentOf("a", "image/heic", { width: 0, height: 0 }))).toBe("file");
  });

  it("is named once for all of its kind", () => {
    expect(filesInWords([attachmentOf("a", "image/png"), attachmentOf("b", "image/png"), attachmentOf("c", "audio/amr")])).toBe("图片和语音");
  });

  it("tells its size in a unit that fits", () => {
    expect([0, 640, 12_400, 1_048_000, 1_500_000].map(sizeText)).toEqual(["", "640 B", "12 KB", "1023 KB", "1.4 MB"]);
  });
});
